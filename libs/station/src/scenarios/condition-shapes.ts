// What a scenario can wait for, expect, and repeat until.
import { any, choice, either, flag, integer, list, map, may, must, number, oneOf, record, text } from './shapes.js';
import type { TypeOf } from './shapes.js';

export const comment = may(text(), 'Becomes the title of the step in reports.');
export const timeoutS = may(number(0), "Station's time; default 60.");
export const save = may(map(text()), 'Variables to set from the message: name → path, like "idTagInfo.status".');
const connectorId = may(integer(1), 'Default 1.');
const comparison = {
  equals: may(number()),
  atLeast: may(number()),
  atMost: may(number()),
  tolerance: may(number(0), 'Allowed either side; default 0.'),
};

export const messageKinds = ['sent', 'answered', 'received', 'replied'] as const;
/** sent: CALL of the station; answered: the CSMS's answer to it; received: CALL of the CSMS; replied: the station's answer. */
export type MessageKind = (typeof messageKinds)[number];

const connectorStatus = oneOf(
  'Available',
  'Preparing',
  'Charging',
  'SuspendedEV',
  'SuspendedEVSE',
  'Finishing',
  'Reserved',
  'Unavailable',
  'Faulted',
);

/** What can be seen of the station's state. */
const stateCases = {
  status: {
    connectorId: may(integer(0), 'Default 1; 0: the station as a whole.'),
    is: must(either('a status or a list of them', connectorStatus, list(connectorStatus, 1))),
  },
  errorCode: { connectorId: may(integer(0)), is: must(text()) },
  transaction: { connectorId, is: must(oneOf('running', 'none')) },
  registration: { is: must(oneOf('none', 'pending', 'rejected', 'accepted')) },
  connection: { is: must(oneOf('off', 'connecting', 'open', 'waiting')) },
  power: { is: must(oneOf('on', 'off')) },
  firmwareVersion: { is: must(text()) },
  configuration: { key: must(text()), is: must(text()) },
  disturbed: { is: must(flag) },
  soc: { connectorId, ...comparison },
  energyWh: { connectorId, ...comparison },
  registerWh: { connectorId, ...comparison },
  powerW: { connectorId, ...comparison },
  offeredW: { connectorId, ...comparison },
  queued: { ...comparison },
  measurand: {
    connectorId,
    measurand: must(text()),
    phase: may(text()),
    context: may(text()),
    ...comparison,
  },
};

const pattern = {
  action: must(text()),
  payload: may(any, 'What the payload must hold, at least.'),
};
const since = may(oneOf('action', 'start'), 'Which messages count: since the last do or csms step (default), or all.');
const count = may(integer(0), 'Default: one or more.');
const from = may(oneOf(...messageKinds), 'Default sent.');

const waitMessage = record({ ...pattern, count: may(integer(1), 'Default 1.'), save, timeoutS, comment });
const expectMessage = record({ ...pattern, count, since, save, comment });

const states = <E extends Parameters<typeof record>[0]>(extra: E) => ({
  status: record({ ...stateCases.status, ...extra }),
  errorCode: record({ ...stateCases.errorCode, ...extra }),
  transaction: record({ ...stateCases.transaction, ...extra }),
  registration: record({ ...stateCases.registration, ...extra }),
  connection: record({ ...stateCases.connection, ...extra }),
  power: record({ ...stateCases.power, ...extra }),
  firmwareVersion: record({ ...stateCases.firmwareVersion, ...extra }),
  configuration: record({ ...stateCases.configuration, ...extra }),
  disturbed: record({ ...stateCases.disturbed, ...extra }),
  soc: record({ ...stateCases.soc, ...extra }),
  energyWh: record({ ...stateCases.energyWh, ...extra }),
  registerWh: record({ ...stateCases.registerWh, ...extra }),
  powerW: record({ ...stateCases.powerW, ...extra }),
  offeredW: record({ ...stateCases.offeredW, ...extra }),
  queued: record({ ...stateCases.queued, ...extra }),
  measurand: record({ ...stateCases.measurand, ...extra }),
});

export const waitShape = choice('wait', {
  seconds: record({ seconds: must(number(0)), comment }),
  ...states({ timeoutS, comment }),
  sent: waitMessage,
  answered: waitMessage,
  received: waitMessage,
  replied: waitMessage,
});

export const expectShape = choice('expect', {
  ...states({ comment }),
  sent: expectMessage,
  answered: expectMessage,
  received: expectMessage,
  replied: expectMessage,
  last: record({ from, ...pattern, save, comment }),
  number: record({ from, action: must(text()), path: must(text()), ...comparison, comment }),
  order: record({ messages: must(list(record({ from, ...pattern }), 2)), since, comment }),
  never: record({ from, ...pattern, forS: must(number(0), "Station's time, from now."), comment }),
});

/** The condition that ends a loop: an expectation that is looked at before each round. */
export const untilShape = choice('expect', {
  ...states({}),
  sent: expectMessage,
  answered: expectMessage,
  received: expectMessage,
  replied: expectMessage,
});

export type WaitStep = TypeOf<typeof waitShape>;
export type ExpectStep = TypeOf<typeof expectShape>;
export type UntilCondition = TypeOf<typeof untilShape>;
