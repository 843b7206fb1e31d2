import type { StationConfig } from './config.js';

/** A public station with a 22 kW AC socket and a 150 kW DC cable; the two share 160 kW. */
export function defaultStationConfig(id: string, seed: number): StationConfig {
  return {
    id,
    ocppVersion: '1.6',
    seed: seed >>> 0,
    vendor: 'Simulator',
    model: 'Duo 22+150',
    serialNumber: id.slice(0, 25),
    firmwareVersion: '1.0.0',
    connectors: [
      { current: 'AC', phases: 3, voltageV: 230, maxCurrentA: 32, cableMaxCurrentA: 32 },
      { current: 'DC', maxPowerW: 150_000, maxCurrentA: 500, cableMaxCurrentA: 500 },
    ],
    maxPowerW: 160_000,
    configuration: { MeterValueSampleInterval: '10' },
  };
}
