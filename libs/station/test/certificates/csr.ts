// Prints the request of a fixed key, for make.sh.
import { createCsr, createKeyPair } from '../../src/certificates/key-pair.js';
import { stationKeySeed, stationSubject, testRandom } from './station.js';

process.stdout.write(createCsr(stationSubject, createKeyPair(testRandom(stationKeySeed))));
