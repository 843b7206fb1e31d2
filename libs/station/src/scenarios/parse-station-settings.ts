// A file that says what a station is: connectors, limits, configuration keys. The same members as a scenario's "station".
import type { StationConfig } from '../config.js';
import { initialValueProblem } from '../configuration/change.js';
import { parseJsonDocument, pointer } from './json-document.js';
import type { JsonPath } from './json-document.js';
import type { ScenarioProblem } from './parse-scenario.js';
import { stationShape } from './scenario.js';
import { isObject, isTemplate, problemsOf } from './shapes.js';
import type { Problem } from './shapes.js';

/** What differs from the station that it is applied to. */
export type StationSettings = Partial<Omit<StationConfig, 'id' | 'seed' | 'ocppVersion'>>;

export type ParsedStationSettings =
  { ok: true; settings: StationSettings } | { ok: false; problems: ScenarioProblem[] };

/** Never throws. The problems come in the order of the document, each with its JSON pointer, line and column. */
export function parseStationSettings(text: string): ParsedStationSettings {
  const document = parseJsonDocument(text);
  if (!document.ok) return { ok: false, problems: [{ path: '', ...document.place, message: document.message }] };
  const wrong = problemsOf(stationShape, document.value);
  const all = wrong.length > 0 ? wrong : [...templates(document.value, []), ...badKeys(document.value)];
  if (all.length === 0) return { ok: true, settings: document.value as StationSettings };
  const problems = all.map(({ path, message }) => ({ path: pointer(path), ...document.placeOf(path), message }));
  return { ok: false, problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** Puts the settings on a station; configuration keys are added to those it has. */
export function applyStationSettings(config: StationConfig, settings: StationSettings): StationConfig {
  return { ...config, ...settings, configuration: { ...config.configuration, ...settings.configuration } };
}

function templates(value: unknown, path: JsonPath): Problem[] {
  if (isTemplate(value)) return [{ path, message: 'variables are only known in scenarios' }];
  if (typeof value !== 'object' || value === null) return [];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([name, item]) => templates(item, [...path, isList ? Number(name) : name]));
}

function badKeys(value: unknown): Problem[] {
  const keys = isObject(value) ? value['configuration'] : undefined;
  if (!isObject(keys)) return [];
  return Object.entries(keys).flatMap(([key, text]) => {
    const problem = initialValueProblem(key, String(text));
    return problem === null ? [] : [{ path: ['configuration', key], message: problem }];
  });
}
