// What this page keeps beside its stations, how much room that takes, and how it is thrown away.
import { forgetImportedCars, forgetOwnCars, importedCars, openEvDataText, ownCars } from '../cars/garage.js';
import { forgetAllSamples, samplesLength } from '../chart/sample-storage.js';
import { ownScenarios, setOwnScenarios } from '../scenarios/own-scenarios.js';

export interface KeptThing {
  name: string;
  count: string;
  /** As it is stored: two bytes a character. */
  bytes: number;
  remove: () => void;
}

const sizeOf = (value: unknown): number => 2 * JSON.stringify(value).length;

/** Those that there are. */
export function keptThings(): KeptThing[] {
  const things: KeptThing[] = [
    {
      name: 'Imported cars',
      count: `${importedCars.get().length}`,
      bytes: 2 * (openEvDataText()?.length ?? 0),
      remove: forgetImportedCars,
    },
    { name: 'Own cars', count: `${ownCars.get().length}`, bytes: sizeOf(ownCars.get()), remove: forgetOwnCars },
    {
      name: 'Own scenarios',
      count: `${ownScenarios.get().length}`,
      bytes: sizeOf(ownScenarios.get()),
      remove: () => setOwnScenarios([]),
    },
    { name: 'Charts of this tab', count: '', bytes: 2 * samplesLength(), remove: forgetAllSamples },
  ];
  return things.filter(({ count, bytes }) => count !== '0' && bytes > 0);
}
