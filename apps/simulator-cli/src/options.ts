import { carPresets, defaultStationConfig } from '@simulator/station';
import type { Car } from '@simulator/station';
import { stationUrl } from '@simulator/station-runner/node';
import { Command, InvalidArgumentError, Option } from 'commander';
import { exitCodes } from './exit-codes.js';

/** What a person asked for, checked. */
export interface SimulateOptions {
  url: string;
  id: string;
  password?: string;
  connector: number;
  charge: boolean;
  car: Car;
  socPercent: number;
  targetSocPercent: number;
  idTag: string;
  durationMs: number;
  connectTimeoutMs: number;
  pingIntervalS: number;
  json: boolean;
  stateDirectory?: string;
}

interface RawOptions {
  url: string;
  id: string;
  password?: string;
  connector: number;
  charge: boolean;
  car: Car;
  soc: number;
  target: number;
  tag: string;
  duration: number;
  connectTimeout: number;
  ping: number;
  json: boolean;
  stateDir?: string;
}

const connectorCount = defaultStationConfig('any', 1).connectors.length;

/** The command line. `run` gets checked options; what is wrong with them is reported by commander. */
export function createProgram(run: (options: SimulateOptions) => Promise<void>): Command {
  const program = new Command('simulate')
    .description('Runs one simulated charging station against a CSMS, over OCPP 1.6-J.')
    .requiredOption('-u, --url <url>', 'WebSocket URL of the CSMS without the station id: wss://csms.example/ocpp')
    .requiredOption('-i, --id <id>', 'identity of the station, the last segment of the OCPP URL')
    .addOption(
      new Option('-p, --password <password>', 'password for HTTP Basic authentication').env('SIMULATE_PASSWORD'),
    )
    .option('-c, --charge', 'plug a car in, present the tag, charge to the target, stop, unplug, and end', false)
    .option('--car <name>', 'the car, by any part of its name that fits only one', parseCar, carPresets[0])
    .option('--soc <percent>', 'state of charge at plug-in', parseBetween(0, 100), 20)
    .option('--target <percent>', 'state of charge at which to stop', parseBetween(0, 100), 80)
    .option('--tag <idTag>', 'the card that is presented, 1 to 20 characters', parseTag, 'SIMULATOR')
    .option('--connector <number>', '1: AC 22 kW, 2: DC 150 kW', parseConnector, 1)
    .option('--duration <time>', 'end after that time: 90s, 15m, 2h', parseDuration, Infinity)
    .option(
      '--connect-timeout <time>',
      'give up when the CSMS has not accepted the station by then',
      parseDuration,
      30_000,
    )
    .option('--ping <seconds>', 'WebSocket ping interval, 0 for none', parseBetween(0, 3600), 0)
    .option('--state-dir <directory>', 'keep the state there: the next run goes on where this one ended')
    .option(
      '--json',
      'one JSON object a line on standard output: every frame and event, and a result at the end',
      false,
    )
    .addHelpText('after', helpAfter())
    .showHelpAfterError('(simulate --help shows all options)')
    .allowExcessArguments(false);
  return program.action((raw: RawOptions) => run(check(program, raw)));
}

function check(program: Command, raw: RawOptions): SimulateOptions {
  const fail = (problem: string): never =>
    program.error(`error: ${problem}`, { exitCode: exitCodes.wrongArguments.code });
  const config = defaultStationConfig(raw.id, 1);
  try {
    stationUrl({ csmsUrl: raw.url, config });
  } catch (error) {
    fail((error as Error).message);
  }
  if (raw.charge && raw.target <= raw.soc) fail(`--target ${raw.target} must be above --soc ${raw.soc}`);
  const { current } = config.connectors[raw.connector - 1]!;
  const takes = current === 'AC' ? raw.car.ac : raw.car.dc;
  if (raw.charge && takes === null) {
    fail(`the car “${raw.car.name}” cannot charge with ${current}; choose the other connector with --connector`);
  }
  return {
    url: raw.url,
    id: raw.id,
    ...(raw.password === undefined ? {} : { password: raw.password }),
    connector: raw.connector,
    charge: raw.charge,
    car: raw.car,
    socPercent: raw.soc,
    targetSocPercent: raw.target,
    idTag: raw.tag,
    durationMs: raw.duration,
    connectTimeoutMs: raw.connectTimeout,
    pingIntervalS: raw.ping,
    json: raw.json,
    ...(raw.stateDir === undefined ? {} : { stateDirectory: raw.stateDir }),
  };
}

function parseCar(text: string): Car {
  const wanted = text.trim().toLowerCase();
  const exact = carPresets.find(({ name }) => name.toLowerCase() === wanted);
  const found = exact ? [exact] : carPresets.filter(({ name }) => name.toLowerCase().includes(wanted));
  const [car] = found;
  if (car !== undefined && found.length === 1) return car;
  const names = (found.length > 0 ? found : carPresets).map(({ name }) => name).join(', ');
  throw new InvalidArgumentError(found.length > 0 ? `It fits several cars: ${names}.` : `The cars are: ${names}.`);
}

function parseBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= least && value <= most)) {
      throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
    }
    return value;
  };
}

function parseConnector(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > connectorCount) {
    throw new InvalidArgumentError(`The station has the connectors 1 to ${connectorCount}.`);
  }
  return value;
}

function parseTag(text: string): string {
  // OCPP 1.6 §7.15: CiString20Type
  if (text.length < 1 || text.length > 20) throw new InvalidArgumentError('An idTag has 1 to 20 characters.');
  return text;
}

const unitsMs = { s: 1_000, m: 60_000, h: 3_600_000 };

function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(s|m|h)?$/.exec(text.trim());
  const durationMs = Number(match?.[1]) * unitsMs[(match?.[2] ?? 's') as keyof typeof unitsMs];
  if (match === null || !(durationMs > 0)) throw new InvalidArgumentError('It should look like 90s, 15m or 2h.');
  return durationMs;
}

function helpAfter(): string {
  const codes = Object.values(exitCodes)
    .filter(({ meaning }) => meaning !== '')
    .map(({ code, meaning }) => `  ${String(code).padEnd(5)}${meaning}`);
  return [
    '',
    'Examples:',
    '  simulate --url ws://127.0.0.1:3000/ocpp --id DEMO-1',
    '  simulate --url wss://csms.example/ocpp --id S1 --charge --tag 04A2B3 --connector 2 --soc 30 --target 60',
    '  simulate --url ws://127.0.0.1:3000/ocpp --id S1 --charge --json --duration 5m > session.jsonl',
    '',
    'Ctrl-C stops a running transaction properly before the program ends; a second Ctrl-C ends it at once.',
    '',
    'Cars:',
    ...carPresets.map(({ name }) => `  ${name}`),
    '',
    'Exit codes:',
    ...codes,
  ].join('\n');
}
