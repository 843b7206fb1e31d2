import { Tags, Validations } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Artefacts } from './artefacts.js';
import type { EnvironmentConfig } from './config/environment-config.js';
import { EdgeStack } from './edge/edge-stack.js';

/** All stacks of one environment. Findings of cdk-nag without a stated reason make the synth fail. */
export function addStacks(app: App, config: EnvironmentConfig, artefacts: Artefacts): { edge: EdgeStack } {
  const edge = new EdgeStack(app, `simulator-${config.name}-edge`, { config, artefacts });
  Tags.of(app).add('project', 'charging-station-simulator');
  Tags.of(app).add('environment', config.name);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { writeSuppressionsToCloudFormation: true }));
  return { edge };
}
