// The Web Worker in which the stations run: a hidden tab keeps charging and the page stays smooth.
import { startStationWorker } from '@simulator/station-runner/worker';

startStationWorker(self);
