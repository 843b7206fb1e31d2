// One line in words for what a station says in OCPP 1.6.
import type { Payload } from '../row.js';
import { meterValuesSummary } from './meter-values.js';
import { connector, object, register, tagStatuses, text } from './words.js';

export interface Summary {
  request(payload: Payload): string;
  /** '' when the answer says nothing but "received". */
  answer(payload: Payload): string;
}

const nothing = () => '';
const status = (payload: Payload) => text(payload, 'status');

function tagAnswer(payload: Payload): string {
  const tagStatus = text(object(payload, 'idTagInfo'), 'status');
  return tagStatuses[tagStatus] ?? tagStatus;
}

function bootAnswer(payload: Payload): string {
  const interval = text(payload, 'interval');
  if (status(payload) === 'Accepted') return `accepted, heartbeat every ${interval} s`;
  return `${status(payload).toLowerCase()}, try again in ${interval} s`;
}

function statusRequest(payload: Payload): string {
  const error = text(payload, 'errorCode');
  const fault = error === '' || error === 'NoError' ? '' : ` (${error})`;
  return `${connector(payload)} is ${status(payload)}${fault}`;
}

function stopRequest(payload: Payload): string {
  const reason = text(payload, 'reason') || 'Local';
  return `Stops transaction ${text(payload, 'transactionId')} at ${register(payload, 'meterStop')}, ${reason}`;
}

export const stationCalls: Record<string, Summary> = {
  Authorize: { request: (p) => `May card ${text(p, 'idTag')} charge?`, answer: tagAnswer },
  BootNotification: {
    request: (p) => `Introduces itself: ${text(p, 'chargePointVendor')} ${text(p, 'chargePointModel')}`,
    answer: bootAnswer,
  },
  DiagnosticsStatusNotification: { request: (p) => `Diagnostics: ${status(p)}`, answer: nothing },
  FirmwareStatusNotification: { request: (p) => `Firmware: ${status(p)}`, answer: nothing },
  SignedFirmwareStatusNotification: { request: (p) => `Signed firmware: ${status(p)}`, answer: nothing },
  Heartbeat: { request: () => 'Still here', answer: (p) => `it is ${text(p, 'currentTime')}` },
  LogStatusNotification: { request: (p) => `Log upload: ${status(p)}`, answer: nothing },
  MeterValues: { request: meterValuesSummary, answer: nothing },
  SecurityEventNotification: { request: (p) => `Security event ${text(p, 'type')}`, answer: nothing },
  SignCertificate: { request: () => 'Asks for a signed certificate', answer: status },
  StartTransaction: {
    request: (p) => `${connector(p)} starts for card ${text(p, 'idTag')} at ${register(p, 'meterStart')}`,
    answer: (p) => `transaction ${text(p, 'transactionId')}, card ${tagAnswer(p)}`,
  },
  StatusNotification: { request: statusRequest, answer: nothing },
  StopTransaction: {
    request: stopRequest,
    answer: (p) => (p['idTagInfo'] === undefined ? '' : `card ${tagAnswer(p)}`),
  },
};
