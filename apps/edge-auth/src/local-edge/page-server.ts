// The page: from its built folder as S3 would serve it, or from Vite's development server with live reload.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { behaviourFor, cacheControl, pageHeaders } from '@simulator/deployment';
import sirv from 'sirv';
import { errorAnswer, writeAnswer, writeRawAnswer } from './answers.js';
import type { Settings } from './settings.js';
import { createUpstream } from './upstream.js';

export interface PageServer {
  serve(message: IncomingMessage, response: ServerResponse): void;
  upgrade(message: IncomingMessage, socket: Socket, head: Buffer): void;
}

export function createPageServer(page: Settings['page']): PageServer {
  if ('url' in page) {
    // Without the page's policy: live reload needs scripts within the document.
    const vite = createUpstream(page.url, {}, 'The page’s development server');
    return {
      serve: (message, response) => vite.passRequest(message, response),
      upgrade: (message, socket, head) => vite.passWebSocket(message, socket, head),
    };
  }
  const serve = sirv(page.dir, {
    etag: true,
    setHeaders(response, path) {
      const headers = { ...pageHeaders, 'Cache-Control': cacheControl[behaviourFor(path).caching] };
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    },
  });
  return {
    serve: (message, response) => {
      serve(message, response, () => writeAnswer(response, errorAnswer(message, 404, 'There is nothing here.')));
    },
    upgrade: (message, socket) => {
      writeRawAnswer(socket, errorAnswer(message, 404, 'No WebSocket is served at this path.'));
    },
  };
}
