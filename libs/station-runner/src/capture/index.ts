// A timeline that went through a file. An entry of its own: the page fetches it when the first file is opened.
export { readCapture } from './read-capture.js';
export type { CaptureOutcome } from './read-capture.js';
export { capturedSteps } from './captured-steps.js';
