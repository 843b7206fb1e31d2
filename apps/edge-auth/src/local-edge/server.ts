// CloudFront on a laptop: the viewer-request function, then the built page or the API, as the table of behaviours says.
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { apiHeaders, behaviourFor, cacheControl, MAX_URL_BYTES, pageHeaders } from '@simulator/deployment';
import type { CloudFrontRequestEvent, CloudFrontRequestResult } from 'aws-lambda';
import sirv from 'sirv';
import { errorAnswer, functionAnswer, writeAnswer, writeRawAnswer } from './answers.js';
import type { Answer } from './answers.js';
import { applyRequest, toEvent, verdictOf } from './cloudfront-event.js';
import { createUpstream } from './upstream.js';

export type ViewerRequestFunction = (event: CloudFrontRequestEvent) => Promise<CloudFrontRequestResult>;

export interface LocalEdge {
  viewerRequest: ViewerRequestFunction;
  /** Folder of the built page. */
  pageDir: string;
  /** Origin of the API, such as http://api:3000. */
  upstreamUrl: string;
}

export function createLocalEdge({ viewerRequest, pageDir, upstreamUrl }: LocalEdge): Server {
  const upstream = createUpstream(upstreamUrl, apiHeaders);
  const servePage = createPageServer(pageDir);

  const server = createServer((message, response) => {
    void decide(viewerRequest, message).then((answer) => {
      if (answer !== null) writeAnswer(response, answer);
      else if (isForApi(message)) upstream.passRequest(message, response);
      else servePage(message, response);
    });
  });
  server.on('upgrade', (message: IncomingMessage, socket: Socket, head: Buffer) => {
    // A peer that vanishes meanwhile must not take the process with it.
    socket.on('error', () => socket.destroy());
    void decide(viewerRequest, message).then((answer) => {
      if (answer !== null) writeRawAnswer(socket, answer);
      else if (isForApi(message)) upstream.passWebSocket(message, socket, head);
      else writeRawAnswer(socket, errorAnswer(message, 404, 'No WebSocket is served at this path.'));
    });
  });
  return server;
}

const isForApi = (message: IncomingMessage): boolean => behaviourFor(pathOf(message)).origin === 'api';

/** The answer to give at once, or null: the message, perhaps changed, goes on. */
async function decide(viewerRequest: ViewerRequestFunction, message: IncomingMessage): Promise<Answer | null> {
  if (Buffer.byteLength(message.url ?? '') > MAX_URL_BYTES) {
    return errorAnswer(message, 414, `The URL is longer than ${MAX_URL_BYTES} bytes.`);
  }
  if (message.url?.startsWith('/') !== true) return errorAnswer(message, 400, 'The request target is no path.');
  try {
    const verdict = verdictOf(await viewerRequest(toEvent(message)));
    if (verdict.kind === 'answer') return functionAnswer(verdict.answer);
    applyRequest(message, verdict.request);
    return null;
  } catch (error) {
    process.stderr.write(`The viewer-request function failed: ${String(error)}\n`);
    return errorAnswer(message, 503, 'The viewer-request function failed.');
  }
}

function createPageServer(pageDir: string): (message: IncomingMessage, response: ServerResponse) => void {
  const serve = sirv(pageDir, {
    etag: true,
    setHeaders(response, path) {
      const headers = { ...pageHeaders, 'Cache-Control': cacheControl[behaviourFor(path).caching] };
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    },
  });
  return (message, response) => {
    serve(message, response, () => writeAnswer(response, errorAnswer(message, 404, 'There is nothing here.')));
  };
}

const pathOf = (message: IncomingMessage): string => message.url?.split('?')[0] ?? '/';
