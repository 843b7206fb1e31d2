// Scenarios and recordings: the station's life as data.
export type { Scalar, Scenario, ScenarioStep } from './scenario.js';
export type {
  Failure as RunFailure,
  PreparedAnswer,
  RunEvent,
  RunOptions,
  RunOutput,
  ScenarioRun,
  StepResult,
} from './run-state.js';
export type { ParsedScenario, ScenarioProblem } from './parse-scenario.js';
export type { TestCsms } from './test-csms.js';
export type { VirtualRun, VirtualRunOptions } from './virtual-run.js';
export type { RecordedInput, Recorder, Recording, ReplayedFrame } from './recording.js';
export { parseScenario } from './parse-scenario.js';
export type { ParsedStationSettings, StationSettings } from './parse-station-settings.js';
export { applyStationSettings, parseStationSettings } from './parse-station-settings.js';
export { scenarioSchema } from './scenario-schema.js';
export type { AnswersInPlace } from './answers-in-place.js';
export { createAnswersInPlace } from './answers-in-place.js';
export { gestureOf, parseGesture } from './gesture.js';
export { variableFromText } from './variables.js';
export { advanceRun, createRun, failuresOf, nextRunDeadline, stationConfigFor } from './run.js';
export { answerOfTestCsms, callOfTestCsms, createTestCsms, prepareAnswer } from './test-csms.js';
export { runInVirtualTime } from './virtual-run.js';
export { createRecorder, parseRecording, replay } from './recording.js';
export { recordingToScenario } from './recording-to-scenario.js';
