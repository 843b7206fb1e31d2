// What the page asks of its Worker, carried out.
import type { Recording } from '@simulator/station';
import type { CsmsReplayPlayer } from '../csms-replay-player.js';
import type { StationRunner } from '../runner.js';
import type { StationDefinition } from '../station-definition.js';
import type { Answer, DefinitionChange, ToWorker } from './protocol.js';
import type { ScenarioPlayer } from './scenario-player.js';

export type Request = Extract<ToWorker, { request: number }>;

export interface Serving {
  runner: StationRunner;
  /** Loaded when it is first needed. */
  player: () => Promise<ScenarioPlayer>;
  loadedPlayer: ScenarioPlayer | null;
  csmsReplays: () => Promise<CsmsReplayPlayer>;
  loadedCsmsReplays: CsmsReplayPlayer | null;
  stationRemoved: (key: string) => void;
}

/** @throws Error whose message is for a person */
export async function serveRequest(
  serving: Serving,
  message: Exclude<Request, { type: 'save' }>,
): Promise<Answer | undefined> {
  const { runner } = serving;
  switch (message.type) {
    case 'addStation':
      runner.add(message.definition);
      return;
    case 'updateDefinition':
      runner.update(message.definition);
      return;
    case 'removeStation':
      await removeStation(serving, message.key, message.force);
      return;
    case 'importStations':
      runner.importStations(message.stations, { replace: message.replace });
      return;
    case 'exportStations':
      return {
        stations: [...runner.stations()].map((hosted) => runner.exportStation(hosted)),
        unreadable: runner.unreadable(),
      };
    case 'inputMany':
      return forEach(message.keys, (key) => runner.input(key, message.input));
    case 'updateMany':
      return forEach(message.keys, (key) => change(runner, key, message.change));
    case 'removeMany':
      return forEach(message.keys, (key) => removeStation(serving, key, message.force));
    case 'input':
      runner.input(message.key, message.input);
      return;
    case 'putBack':
    case 'forgetBefore':
    case 'playCsms':
    case 'stopCsms':
      return servePlaces(serving, message);
    case 'setWireRules':
      runner.setWireRules(message.key, message.rules);
      return;
    case 'settleHeld':
      runner.settleHeld(message.key, message.id, message.verdict);
      return;
    default:
      return servePlayer(await serving.player(), message);
  }
}

type PlayerRequest = Extract<Request, { type: 'playScenario' | 'stopScenario' | 'startRecording' | 'stopRecording' }>;

function servePlayer(player: ScenarioPlayer, message: PlayerRequest): Recording | undefined {
  switch (message.type) {
    case 'playScenario':
      player.play(message.key, message.scenario, message.seed === undefined ? {} : { seed: message.seed });
      return;
    case 'stopScenario':
      player.stop(message.key);
      return;
    case 'startRecording':
      player.startRecording(message.key);
      return;
    case 'stopRecording':
      return player.stopRecording(message.key);
  }
}

type PlaceRequest = Extract<Request, { type: 'putBack' | 'forgetBefore' | 'playCsms' | 'stopCsms' }>;

/** Which station has the place: the one from before a scenario, or a guest of a replay. */
async function servePlaces(serving: Serving, message: PlaceRequest): Promise<undefined> {
  const { runner, loadedPlayer, loadedCsmsReplays } = serving;
  switch (message.type) {
    case 'putBack':
      runner.putBack(message.key);
      loadedPlayer?.stop(message.key);
      return;
    case 'forgetBefore':
      runner.forgetBefore(message.key);
      return;
    case 'playCsms':
      refuseBusy(loadedPlayer, message.key);
      (await serving.csmsReplays()).start(message.key, message.side);
      return;
    case 'stopCsms':
      loadedCsmsReplays?.[message.forget ? 'forget' : 'stop'](message.key);
      return;
  }
}

/** A replay puts another station in this one's place: whoever follows this one would lose it. */
function refuseBusy(player: ScenarioPlayer | null, key: string): void {
  if (player?.progressOf(key)?.state === 'running') throw new Error('A scenario runs at this station. Stop it first.');
  if (player?.isRecording(key) === true) throw new Error('This station is being recorded. Stop that first.');
}

async function removeStation(serving: Serving, key: string, force: boolean) {
  const { runner, loadedPlayer, loadedCsmsReplays, stationRemoved } = serving;
  loadedCsmsReplays?.forget(key);
  await runner.remove(key, { force });
  loadedPlayer?.forget(key);
  stationRemoved(key);
}

function change(runner: StationRunner, key: string, wanted: DefinitionChange): void {
  const definition = runner.find(key)?.definition;
  if (definition === undefined) throw new Error('There is no such station.');
  const merged = Object.entries({ ...definition, ...wanted }).filter(([, value]) => value !== null);
  runner.update(Object.fromEntries(merged) as unknown as StationDefinition);
}

/** All of them, at the same time where that takes time; then throws what went wrong first. */
async function forEach(keys: readonly string[], work: (key: string) => void | Promise<void>): Promise<undefined> {
  const outcomes = await Promise.allSettled(keys.map(async (key) => work(key)));
  const failures = outcomes.filter((outcome) => outcome.status === 'rejected');
  if (failures[0] === undefined) return;
  const why = failures[0].reason instanceof Error ? failures[0].reason.message : String(failures[0].reason);
  const others = failures.length === 1 ? '' : ` The same or alike: ${failures.length - 1} more of ${keys.length}.`;
  throw new Error(`${why}${others}`);
}
