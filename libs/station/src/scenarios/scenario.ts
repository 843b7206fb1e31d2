// The scenario document: one table of shapes, from which the types, the checks and the JSON schema are made.
import { comment, expectShape, save, timeoutS, untilShape, waitShape } from './condition-shapes.js';
import type { ExpectStep, UntilCondition, WaitStep } from './condition-shapes.js';
import { doShape } from './do-steps.js';
import type { DoStep } from './do-steps.js';
import {
  any,
  choice,
  either,
  flag,
  headed,
  integer,
  list,
  map,
  may,
  must,
  named,
  nothing,
  number,
  oneNumberOf,
  oneOf,
  record,
  text,
} from './shapes.js';
import type { Node, TypeOf } from './shapes.js';

const answerShape = record({
  answer: must(text(), "Action of the station's CALL that the CSMS is to answer in this way."),
  with: must(
    either('a payload, {"error": code} or "silence"', oneOf('silence'), map(any)),
    'Members that differ from the usual answer; {"error": code} for a CALLERROR; "silence" for none.',
  ),
  where: may(map(any), 'Only for CALLs whose payload holds this.'),
  times: may(integer(1), 'Only so often; default: always.'),
  prompt: may(text(), 'What it means at a CSMS, for the reader.'),
  comment,
});

const csmsShape = record({
  csms: must(text(), 'Action of the CALL that the CSMS is to send.'),
  payload: may(map(any), 'Of that CALL; a real CSMS may add to it.'),
  answer: may(any, "What the station's CALLRESULT must hold."),
  error: may(text(), 'The errorCode of the CALLERROR that is expected instead.'),
  prompt: may(text(), 'For the operator: what to do in the CSMS.'),
  save,
  timeoutS,
  comment,
});

/** Steps hold steps. */
const stepNode = (): Node => stepShape;

const repeatShape = record({
  repeat: must(
    either(
      'a number, or {"until": condition, "max": number}',
      integer(1, 100_000),
      record({ until: must(untilShape), max: must(integer(1, 100_000)) }),
    ),
  ),
  steps: must(list(named<ScenarioStep>('step', stepNode), 1)),
  comment,
});

const commentShape = record({ comment: must(text()) });

export const stepShape = headed({
  do: doShape,
  wait: waitShape,
  expect: expectShape,
  // `answer` is a member of csms steps too, so theirs is the first head.
  csms: csmsShape,
  answer: answerShape,
  repeat: repeatShape,
  comment: commentShape,
});

export type AnswerStep = TypeOf<typeof answerShape>;
export type CsmsStep = TypeOf<typeof csmsShape>;
export type CommentStep = TypeOf<typeof commentShape>;
export interface RepeatStep {
  repeat: number | { until: UntilCondition; max: number };
  steps: ScenarioStep[];
  comment?: string;
}
export type ScenarioStep = DoStep | WaitStep | ExpectStep | AnswerStep | CsmsStep | RepeatStep | CommentStep;

const connectorShape = choice('current', {
  AC: record({
    phases: must(oneNumberOf(1, 3)),
    voltageV: must(number(1)),
    maxCurrentA: must(number(1)),
    cableMaxCurrentA: must(number(1)),
  }),
  DC: record({ maxPowerW: must(number(1)), maxCurrentA: must(number(1)), cableMaxCurrentA: must(number(1)) }),
});

export const stationShape = record({
  vendor: may(text({ maxLength: 20 })),
  model: may(text({ maxLength: 20 })),
  serialNumber: may(text({ maxLength: 25 })),
  firmwareVersion: may(text({ maxLength: 50 })),
  connectors: may(list(connectorShape, 1)),
  maxPowerW: may(either('null or a limit', nothing, number(1))),
  sharing: may(oneOf('equal', 'firstCome')),
  derating: may(record({ fromC: must(number()), toC: must(number()), factor: must(number(0, 1)) })),
  trustCertificatesWithoutRoot: may(flag),
  configuration: may(map(text()), 'Configuration keys at the first start.'),
});

const scalar = either('a text, a number or true/false', text(), number(), flag);

export const scenarioShape = record({
  $schema: may(text()),
  name: must(text({ maxLength: 100 })),
  description: must(text()),
  topic: may(text(), 'Certification topic or clause: "Core: cold boot (OCPP 1.6 §4.2)".'),
  seed: may(integer(0, 0xffffffff), 'Of the station; default 1.'),
  station: may(stationShape, 'What differs from the station that the run is given.'),
  variables: may(map(scalar), 'Names and defaults; used as ${name}.'),
  steps: must(list(named<ScenarioStep>('step', stepNode), 1)),
});

export type Scalar = string | number | boolean;

export interface Scenario {
  name: string;
  description: string;
  topic?: string;
  seed?: number;
  station?: Record<string, unknown>;
  variables?: Record<string, Scalar>;
  steps: ScenarioStep[];
}
