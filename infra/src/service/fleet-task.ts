import { paths } from '@simulator/deployment';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { TaskDefinition } from './task-definition.js';

/**
 * The load generator: stations of `simulate`, as many tasks as `infra/tools/run-fleet.mjs` starts, one shard each. It reaches
 * the API by its private name.
 */
export class FleetTask extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { config, privateHost }: { config: EnvironmentConfig; privateHost: string },
  ) {
    super(scope, id);
    new TaskDefinition(this, 'Fleet', {
      config,
      image: 'fleet',
      size: config.fleet,
      container: {
        command: [
          ...['--url', `wss://${privateHost}${paths.ocpp}`],
          ...['--stations', String(config.fleet.stationsPerTask)],
          ...['--ramp', '60s', '--duration', '10m'],
        ],
        // A socket a station, and those of the process itself.
        ulimits: [
          {
            name: 'nofile' as never,
            softLimit: config.fleet.stationsPerTask + 1000,
            hardLimit: config.fleet.stationsPerTask + 1000,
          },
        ],
      },
    });
  }
}
