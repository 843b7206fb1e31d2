import { createContext, useContext } from 'react';
import type { Simulator } from './simulator.js';

export const SimulatorContext = createContext<Simulator | null>(null);

export function useSimulator(): Simulator {
  const simulator = useContext(SimulatorContext);
  if (simulator === null) throw new Error('useSimulator outside of SimulatorContext');
  return simulator;
}
