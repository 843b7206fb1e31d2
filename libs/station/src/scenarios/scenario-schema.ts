import { jsonSchemaOf } from './json-schema.js';
import { scenarioShape } from './scenario.js';

/** The published JSON schema of scenario files: libs/station/scenarios/scenario.schema.json. */
export function scenarioSchema(): Record<string, unknown> {
  return jsonSchemaOf(scenarioShape, 'Scenario of the Charging Station Simulator');
}
