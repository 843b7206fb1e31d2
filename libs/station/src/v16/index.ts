import { v16 } from '@simulator/ocpp';
import type { StationProtocol } from '../turn.js';
import { accept } from './answers.js';
import { answer, serves } from './calls/index.js';
import * as messages from './messages.js';
import { meterValue } from './meter-values.js';

/** OCPP 1.6-J as spoken by the station. */
export const protocol16: StationProtocol = { version: v16.version, ...messages, meterValue, serves, answer, accept };
