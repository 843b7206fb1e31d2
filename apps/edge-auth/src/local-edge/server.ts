// CloudFront on a laptop: the viewer-request function, then the built page or the API, as the table of behaviours says.
// On the API's own host it stands aside, as the API's own distribution does.
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import {
  apiDomainBehaviour,
  apiHeaders,
  behaviourFor,
  MAX_URL_BYTES,
  VIEWER_REQUEST_TIMEOUT_MS,
} from '@simulator/deployment';
import type { CloudFrontRequestEvent, CloudFrontRequestResult } from 'aws-lambda';
import { errorAnswer, functionAnswer, writeAnswer, writeRawAnswer } from './answers.js';
import type { Answer } from './answers.js';
import { setCertificateHeaders } from './client-certificate.js';
import { applyRequest, toEvent, verdictOf } from './cloudfront-event.js';
import { createPageServer } from './page-server.js';
import type { Settings } from './settings.js';
import { createUpstream } from './upstream.js';

export type ViewerRequestFunction = (event: CloudFrontRequestEvent) => Promise<CloudFrontRequestResult>;

export interface LocalEdge extends Pick<Settings, 'page' | 'upstreamUrl' | 'apiHost' | 'tls'> {
  viewerRequest: ViewerRequestFunction;
}

type Destination = { kind: 'answer'; answer: Answer } | { kind: 'api' } | { kind: 'page' };

export function createLocalEdge(edge: LocalEdge): Server {
  const upstream = createUpstream(edge.upstreamUrl, apiHeaders, 'The API');
  const page = createPageServer(edge.page);

  const serve = (message: IncomingMessage, response: ServerResponse): void => {
    void decide(edge, message).then((destination) => {
      if (destination.kind === 'answer') writeAnswer(response, destination.answer);
      else if (destination.kind === 'api') upstream.passRequest(message, response);
      else page.serve(message, response);
    });
  };
  const server = edge.tls === null ? createServer(serve) : createTlsServer(tlsOptions(edge.tls), serve);
  server.on('upgrade', (message: IncomingMessage, socket: Socket, head: Buffer) => {
    // A peer that vanishes meanwhile must not take the process with it.
    socket.on('error', () => socket.destroy());
    void decide(edge, message).then((destination) => {
      if (destination.kind === 'answer') writeRawAnswer(socket, destination.answer);
      else if (destination.kind === 'api') upstream.passWebSocket(message, socket, head);
      else page.upgrade(message, socket, head);
    });
  });
  return server;
}

function tlsOptions({ cert, key, clientCa }: NonNullable<Settings['tls']>) {
  const asked = clientCa === null ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: false };
  return { cert, key, minVersion: 'TLSv1.2' as const, ...asked };
}

async function decide(edge: LocalEdge, message: IncomingMessage): Promise<Destination> {
  const refused = refusal(message);
  if (refused !== null) return { kind: 'answer', answer: refused };
  setCertificateHeaders(message);
  if (hostOf(message) === edge.apiHost) return { kind: apiDomainBehaviour.origin };
  message.headers['cloudfront-forwarded-proto'] = edge.tls === null ? 'http' : 'https';
  try {
    const verdict = verdictOf(await inTime(edge.viewerRequest(toEvent(message))));
    if (verdict.kind === 'answer') return { kind: 'answer', answer: functionAnswer(verdict.answer) };
    applyRequest(message, verdict.request);
    return { kind: behaviourFor(message.url?.split('?')[0] ?? '/').origin };
  } catch (error) {
    process.stderr.write(`The viewer-request function failed: ${String(error)}\n`);
    return { kind: 'answer', answer: errorAnswer(message, 503, 'The viewer-request function failed.') };
  }
}

function refusal(message: IncomingMessage): Answer | null {
  if (Buffer.byteLength(message.url ?? '') > MAX_URL_BYTES) {
    return errorAnswer(message, 414, `The URL is longer than ${MAX_URL_BYTES} bytes.`);
  }
  return message.url?.startsWith('/') === true ? null : errorAnswer(message, 400, 'The request target is no path.');
}

const hostOf = ({ headers }: IncomingMessage): string => headers.host?.toLowerCase().replace(/:\d+$/, '') ?? '';

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('it took longer than CloudFront allows')), VIEWER_REQUEST_TIMEOUT_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
