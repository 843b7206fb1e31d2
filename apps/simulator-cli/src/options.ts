// The command line: one program, four tasks (one station, a fleet, scenarios, replays).
import { readFileSync } from 'node:fs';
import { carPresets, defaultStationConfig } from '@simulator/station';
import type { Car, ReplayPace, StationSettings } from '@simulator/station';
import { stationUrl } from '@simulator/station-runner/node';
import { Command, CommanderError, Option } from 'commander';
import { readStationSettings, stationConfig } from './config-file.js';
import { exitCodes } from './exit-codes.js';
import { helpAfter } from './help.js';
import * as value from './option-values.js';
import type { Shard, Span } from './option-values.js';
import { readSecurity } from './security.js';
import type { RawSecurity } from './security.js';
import type {
  ConnectionOptions,
  FleetOptions,
  MergeOptions,
  ReplayOptions,
  ScenarioOptions,
  StationOptions,
  Task,
} from './tasks.js';

interface RawOptions extends RawSecurity {
  url?: string;
  id?: string;
  config?: string;
  connector: number;
  charge: boolean;
  car?: Car | 'random';
  soc: number;
  target: number;
  tag: string;
  seed?: number;
  duration: number;
  connectTimeout: number;
  ping: number;
  json: boolean;
  stateDir?: string;
  stations?: number;
  shard?: Shard;
  mergeReports?: string[];
  idPrefix: string;
  ramp: number;
  sessions: number;
  chargeTime: Span;
  stopTimeout: number;
  report?: string;
  scenario?: string[];
  csms?: 'builtin';
  api?: string;
  apiToken?: string;
  timeScale: number;
  set: string[];
  reportJunit?: string;
  reportJson?: string;
  replayCsms?: string[];
  pace: ReplayPace;
}

const MAX_CONNECTORS = 100;
const MAX_STATIONS = 100_000;
const firstCar = carPresets[0];

/** The command line. `run` gets a checked task; what is wrong is reported by commander. */
export function createProgram(run: (task: Task) => Promise<void>): Command {
  const program = new Command('simulate')
    .description('Simulates charging stations against a CSMS, over OCPP 1.6-J: one, a fleet, a scenario, or a replay.')
    .helpOption('-h, --help', 'show this help')
    .option('-V, --version', 'show the version')
    .on('option:version', () => {
      const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
      process.stdout.write(`${(JSON.parse(manifest) as { version: string }).version}\n`);
      throw new CommanderError(0, 'simulate.version', '');
    });
  connectionOptions(program);
  stationOptions(program);
  fleetOptions(program);
  scenarioOptions(program);
  replayOptions(program);
  program
    .addHelpText('after', helpAfter())
    .showHelpAfterError('(simulate --help shows all options)')
    .allowExcessArguments(false);
  return program.action((raw: RawOptions) => run(check(program, raw)));
}

function connectionOptions(program: Command): void {
  program
    .optionsGroup('Connection:')
    .option('-u, --url <url>', 'WebSocket URL of the CSMS without the station id: wss://csms.example/ocpp')
    .option('-i, --id <id>', 'identity of the station, the last segment of the OCPP URL')
    .option(
      '--config <file>',
      'what the station is, as JSON: connectors, limits, configuration keys (see docs/how-to.md)',
    )
    .addOption(
      new Option(
        '--security-profile <number>',
        'refuse to run unless the other options make up this profile: 0 none, 1 password, 2 password and TLS, 3 client certificate',
      ).argParser(value.parseWholeBetween(0, 3)),
    )
    .addOption(new Option('-p, --password <password>', 'for HTTP Basic authentication').env('SIMULATE_PASSWORD'))
    .addOption(new Option('--password-file <file>', 'a file that holds the password alone').conflicts('password'))
    .option('--ca <file>', 'PEM certificates to trust instead of the system’s')
    .option('--cert <file>', 'PEM certificate of the station, with its chain')
    .option('--key <file>', 'PEM private key of that certificate')
    .addOption(
      new Option(
        '--connect-timeout <time>',
        'give up when the CSMS has not accepted the station (of a fleet: any) by then',
      )
        .argParser(value.parseDuration)
        .default(30_000, '30s'),
    )
    .option('--ping <seconds>', 'WebSocketPingInterval at the start, 0 for none', value.parseWholeBetween(0, 3600), 0)
    .addOption(
      new Option('--duration <time>', 'end after that time: 90s, 15m, 2h')
        .argParser(value.parseDuration)
        .default(Infinity, 'none'),
    )
    .option('--seed <number>', 'makes a run repeatable; a fleet’s is 1', value.parseWholeBetween(0, 2 ** 32 - 1))
    .option('--json', 'JSON lines on standard output: every frame and event, and a result at the end', false);
}

function stationOptions(program: Command): void {
  program
    .optionsGroup('Charging:')
    .option('-c, --charge', 'plug a car in, present the tag, charge to the target, stop, unplug, and end', false)
    .option(
      '--car <name>',
      'the car, by any part of its name that fits only one; of a fleet: or random',
      value.parseCarOrRandom,
    )
    .option('--soc <percent>', 'state of charge at plug-in', value.parseBetween(0, 100), 20)
    .option('--target <percent>', 'state of charge at which to stop', value.parseBetween(0, 100), 80)
    .option('--tag <idTag>', 'the card that is presented, 1 to 20 characters', value.parseTag, 'SIMULATOR')
    .option('--connector <number>', '1: AC 22 kW, 2: DC 150 kW', value.parseWholeBetween(1, MAX_CONNECTORS), 1)
    .option('--state-dir <directory>', 'keep the state there: the next run goes on where this one ended');
}

function fleetOptions(program: Command): void {
  program
    .optionsGroup('Fleet:')
    .option('--stations <count>', 'so many stations in this process', value.parseWholeBetween(1, MAX_STATIONS))
    .option(
      '--shard <part/parts>',
      'run only this part of them: 1/4 is the first of four; the same seed gives the same fleet',
      value.parseShard,
    )
    .option('--merge-reports <files...>', 'add up the reports (--report) of the parts of a fleet; nothing is run')
    .option('--id-prefix <text>', 'ids are the prefix and a number: CS-00001', 'CS-')
    .option('--ramp <time>', 'switch the stations on evenly over this time', value.parseDurationOrNone, 0)
    .option('--sessions <per hour>', 'cars that arrive at each station in an hour', value.parseBetween(0, 3600), 1)
    .addOption(
      new Option('--charge-time <time>', 'how long they stay: 20m, or 10m-40m')
        .argParser(value.parseSpan)
        .default({ fromMs: 600_000, toMs: 2_400_000 }, '10m-40m'),
    )
    .addOption(
      new Option('--stop-timeout <time>', 'how long the clean stop may take')
        .argParser(value.parseDuration)
        .default(30_000, '30s'),
    )
    .option('--report <file>', 'write the report as JSON, too');
}

function scenarioOptions(program: Command): void {
  program
    .optionsGroup('Scenarios:')
    .option('--scenario <paths...>', 'run scenario files, or all *.json of a directory, one after the other')
    .addOption(
      new Option('--csms <which>', 'builtin: a CSMS in memory, in virtual time, instead of --url').choices(['builtin']),
    )
    .option('--api <url>', 'our API executes the steps of the CSMS: http://127.0.0.1:3000')
    .addOption(new Option('--api-token <token>', 'sent to the API as a bearer token').env('SIMULATE_API_TOKEN'))
    .option('--time-scale <factor>', 'the station’s clock runs that fast, 1 to 60', value.parseBetween(1, 60), 1)
    .addOption(new Option('--set <name=value...>', 'set variables of the scenario').default([], 'none'))
    .option('--report-junit <file>', 'write a JUnit XML report')
    .option('--report-json <file>', 'write a JSON report');
}

function replayOptions(program: Command): void {
  program
    .optionsGroup('Replays:')
    .option(
      '--replay-csms <captures...>',
      'play what the CSMS said in a capture (JSONL of the page, or a HAR) to a fresh station, and tell how it deviates',
    )
    .addOption(
      new Option('--pace <which>', 'captured: with the pauses of the capture; answered: as fast as the exchanges allow')
        .choices(['captured', 'answered'])
        .default('answered'),
    );
}

function check(program: Command, raw: RawOptions): Task {
  try {
    refuseMixture(program, raw);
    if (raw.replayCsms !== undefined) return { kind: 'replay', options: replayTask(raw, raw.replayCsms) };
    if (raw.scenario !== undefined) return { kind: 'scenario', options: scenarioTask(raw) };
    if (raw.mergeReports !== undefined) return { kind: 'merge', options: mergeTask(raw, raw.mergeReports) };
    if (raw.stations !== undefined) return { kind: 'fleet', options: fleetTask(raw, raw.stations) };
    return { kind: 'station', options: stationTask(raw) };
  } catch (error) {
    return program.error(`error: ${(error as Error).message}`, { exitCode: exitCodes.wrongArguments.code });
  }
}

/** Options that belong to another task than the one asked for. */
const foreignOptions = {
  station: [
    'shard',
    'id-prefix',
    'ramp',
    'sessions',
    'charge-time',
    'stop-timeout',
    'report',
    'csms',
    'api',
    'time-scale',
    'set',
    'report-junit',
    'report-json',
  ],
  fleet: [
    'id',
    'charge',
    'soc',
    'target',
    'connector',
    'state-dir',
    'csms',
    'api',
    'time-scale',
    'set',
    'report-junit',
    'report-json',
  ],
  scenario: [
    'stations',
    'shard',
    'merge-reports',
    'id-prefix',
    'ramp',
    'sessions',
    'charge-time',
    'stop-timeout',
    'report',
    'charge',
    'car',
    'soc',
    'target',
    'tag',
    'connector',
    'state-dir',
    'duration',
  ],
};
const needed = {
  station: 'needs --stations or --scenario',
  fleet: 'does not go with --stations',
  scenario: 'does not go with --scenario',
};
const scenarioOnly = new Set(['csms', 'api', 'time-scale', 'set', 'report-junit', 'report-json']);

function refuseMixture(program: Command, raw: RawOptions): void {
  if (raw.mergeReports !== undefined) return refuseBeside(program, 'merge-reports', ['report', 'json']);
  if (raw.replayCsms !== undefined) {
    return refuseBeside(program, 'replay-csms', ['pace', 'id', 'config', 'seed', 'json']);
  }
  const task = raw.scenario !== undefined ? 'scenario' : raw.stations !== undefined ? 'fleet' : 'station';
  const isGiven = (flag: string) => {
    const option = program.options.find(({ long }) => long === `--${flag}`)!;
    return program.getOptionValueSource(option.attributeName()) === 'cli';
  };
  if (isGiven('pace')) throw new Error('--pace needs --replay-csms');
  const foreign = foreignOptions[task].find(isGiven);
  if (foreign === undefined) return;
  const what =
    task === 'station' ? (scenarioOnly.has(foreign) ? 'needs --scenario' : 'needs --stations') : needed[task];
  throw new Error(`--${foreign} ${what}`);
}

/** Nothing but these goes with the option. */
function refuseBeside(program: Command, flag: string, fitting: readonly string[]): void {
  const other = program.options.find((option) => {
    const isFitting = [flag, ...fitting].some((name) => option.long === `--${name}`);
    return !isFitting && program.getOptionValueSource(option.attributeName()) === 'cli';
  });
  if (other !== undefined) throw new Error(`${other.long} does not go with --${flag}`);
}

function connection(raw: RawOptions, id: string): ConnectionOptions {
  const { url } = raw;
  if (url === undefined) throw new Error('--url is missing: the WebSocket URL of the CSMS');
  stationUrl({ csmsUrl: url, config: defaultStationConfig(id, 1) });
  const settings: StationSettings = readStationSettings(raw.config);
  const { ping: pingIntervalS, connectTimeout: connectTimeoutMs } = raw;
  return { url, security: readSecurity(raw, url), pingIntervalS, connectTimeoutMs, settings };
}

function stationTask(raw: RawOptions): StationOptions {
  const { id, car = firstCar } = raw;
  if (raw.url === undefined) throw new Error('--url is missing: the WebSocket URL of the CSMS');
  if (id === undefined) throw new Error('--id is missing: the identity of the station');
  const common = connection(raw, id);
  if (car === 'random') throw new Error('--car random needs --stations');
  if (raw.charge && raw.target <= raw.soc) throw new Error(`--target ${raw.target} must be above --soc ${raw.soc}`);
  const { connectors } = stationConfig(id, 1, common.settings);
  const chosen = connectors[raw.connector - 1];
  if (chosen === undefined)
    throw new Error(`--connector ${raw.connector}: this station's are numbered from 1 to ${connectors.length}`);
  const { current } = chosen;
  if (raw.charge && (current === 'AC' ? car.ac : car.dc) === null) {
    throw new Error(`${car.name} does not charge with ${current}; choose the other connector with --connector`);
  }
  return {
    ...common,
    id,
    connector: raw.connector,
    charge: raw.charge,
    car,
    socPercent: raw.soc,
    targetSocPercent: raw.target,
    idTag: raw.tag,
    durationMs: raw.duration,
    ...(raw.seed === undefined ? {} : { seed: raw.seed }),
    json: raw.json,
    ...(raw.stateDir === undefined ? {} : { stateDirectory: raw.stateDir }),
  };
}

function fleetTask(raw: RawOptions, stations: number): FleetOptions {
  if (raw.idPrefix.length > 40) throw new Error('--id-prefix must have at most 40 characters');
  return {
    ...connection(raw, `${raw.idPrefix}00001`),
    stations,
    shard: raw.shard ?? { index: 1, count: 1 },
    idPrefix: raw.idPrefix,
    seed: raw.seed ?? 1,
    rampMs: raw.ramp,
    idTag: raw.tag,
    car: raw.car ?? 'random',
    sessionsPerHour: raw.sessions,
    chargeTime: raw.chargeTime,
    durationMs: raw.duration,
    stopTimeoutMs: raw.stopTimeout,
    ...(raw.report === undefined ? {} : { reportFile: raw.report }),
    json: raw.json,
  };
}

function mergeTask({ report, json }: RawOptions, files: string[]): MergeOptions {
  return { files, ...(report === undefined ? {} : { reportFile: report }), json };
}

function replayTask({ id = 'CS-1', config, seed, pace, json }: RawOptions, files: string[]): ReplayOptions {
  return { files, id, settings: readStationSettings(config), ...(seed === undefined ? {} : { seed }), pace, json };
}

function scenarioTask(raw: RawOptions): ScenarioOptions {
  refuseScenarioMixture(raw);
  const { id = 'CS-1', csms, seed, apiToken, reportJunit, reportJson } = raw;
  return {
    paths: raw.scenario ?? [],
    connection: csms === undefined ? connection(raw, id) : null,
    id,
    settings: readStationSettings(raw.config),
    ...(seed === undefined ? {} : { seed }),
    timeScale: raw.timeScale,
    variables: raw.set,
    apiUrl: raw.api ?? null,
    ...(apiToken === undefined ? {} : { apiToken }),
    ...(reportJunit === undefined ? {} : { junitFile: reportJunit }),
    ...(reportJson === undefined ? {} : { jsonFile: reportJson }),
    json: raw.json,
  };
}

function refuseScenarioMixture({ id, url, csms, api, timeScale }: RawOptions): void {
  if (csms === undefined) {
    if (url === undefined) throw new Error('--scenario needs --url, or --csms builtin');
    if (id === undefined) throw new Error('--id is missing: the identity of the station');
  } else {
    if (url !== undefined) throw new Error('--csms builtin takes the place of --url: give one of them');
    if (api !== undefined) throw new Error('--api does not go with --csms builtin');
    if (timeScale !== 1) throw new Error('--time-scale does not go with --csms builtin: its time is virtual');
  }
  if (api !== undefined && !/^https?:\/\//.test(api)) throw new Error('--api must start with http:// or https://');
}
