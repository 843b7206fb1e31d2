// `npm run bench -- cars`: every real car from 10 % to 80 %, AC and DC, with every frame answered. Budget: 30 s on one core.
import { parseOpenEvData } from '@simulator/station';
import { openEvDataPath, readOpenEvData } from '../src/open-ev-data.js';
import { acOutlets, chargeCar, dcOutlets } from '../src/real-cars.js';

const BUDGET_S = 30;

const json = readOpenEvData();
if (json === null) {
  process.stderr.write(`${openEvDataPath} is not there. Put Open EV Data there, or name it in OPEN_EV_DATA.\n`);
  process.exit(1);
}
const cars = parseOpenEvData(json);
const cpuAtStart = process.cpuUsage();
const startedAt = performance.now();
let steps = 0;
let problems = 0;
let energyWh = 0;
let hours = 0;
cars.forEach((car, index) => {
  for (const outlets of [acOutlets, dcOutlets]) {
    const charge = chargeCar(car, outlets[index % outlets.length]!);
    steps += charge.steps;
    problems += charge.problems.length;
    energyWh += charge.billedWh;
    hours += charge.durationMs / 3_600_000;
  }
});
const wallSeconds = (performance.now() - startedAt) / 1000;
const cpu = process.cpuUsage(cpuAtStart);
// CPU time, so that a busy machine does not count.
const seconds = (cpu.user + cpu.system) / 1e6;
const lines = [
  `${cars.length} cars, ${2 * cars.length} charges, ${Math.round(hours)} h of charging, ${(energyWh / 1e6).toFixed(1)} MWh, ${problems} problems`,
  `${steps} steps, ${Math.round(steps / seconds)} steps/s`,
  `${seconds.toFixed(1)} s of one core (${wallSeconds.toFixed(1)} s on the clock), budget ${BUDGET_S} s`,
];
process.stdout.write(`${lines.join('\n')}\n`);
if (seconds > BUDGET_S || problems > 0) process.exitCode = 1;
