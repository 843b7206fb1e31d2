// What a proxy in front says of a request. It counts only from the addresses of TRUSTED_PROXIES: anybody can send headers.
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { NextFunction, Request, Response } from 'express';
import parseForwarded from 'forwarded-parse';
import proxyAddr from 'proxy-addr';
import type { ProxySettings } from '../config/proxy-settings.js';

type Asking = Pick<IncomingMessage, 'headers' | 'socket'>;
type Trust = Pick<ProxySettings, 'trusts' | 'addressHeader'>;

/** Whether the peer itself, not somebody further away, is a trusted proxy. */
export function isFromProxy({ socket }: Asking, { trusts }: Pick<ProxySettings, 'trusts'>): boolean {
  return trusts(socket.remoteAddress ?? '');
}

/** The client: the first address, seen from here, that is no trusted proxy's. Empty where the socket has closed. */
export function clientAddress(request: Asking, { trusts, addressHeader }: Trust): string {
  const forwarded = addressHeader === 'Forwarded' ? forwardedFor(request) : request.headers['x-forwarded-for'];
  const headers = { 'x-forwarded-for': forwarded };
  const own = request.socket.remoteAddress ?? '';
  const address = proxyAddr({ headers, socket: request.socket } as unknown as IncomingMessage, trusts);
  return isIP(address) === 0 ? own : address;
}

/** Whether the client speaks TLS, with us or, as a trusted proxy says, with that. */
export function isSecure(request: Asking, proxies: Trust): boolean {
  if ((request.socket as Partial<TLSSocket>).encrypted === true) return true;
  if (!isFromProxy(request, proxies)) return false;
  const said =
    proxies.addressHeader === 'Forwarded'
      ? forwardedElements(request).map(({ proto }) => proto ?? '')
      : String(request.headers['x-forwarded-proto'] ?? '').split(',');
  // All of them: which proxy wrote which is not known.
  return said.length > 0 && said.every((each) => /^(https|wss)$/i.test(each.trim()));
}

/** Takes a certificate header away from a request that comes from no trusted proxy, so that nobody reads a forged one. */
export function stripForged(request: Asking, proxies: ProxySettings): void {
  const { certificateHeader } = proxies;
  if (certificateHeader !== null && !isFromProxy(request, proxies)) delete request.headers[certificateHeader];
}

export function stripForgedHeaders(proxies: ProxySettings) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    stripForged(request, proxies);
    next();
  };
}

/** RFC 7239 as the list that X-Forwarded-For is: without ports, brackets and what is no address. */
function forwardedFor(request: Asking): string | undefined {
  const elements = forwardedElements(request);
  return elements.length === 0 ? undefined : elements.map((element) => bareAddress(element.for ?? 'unknown')).join(',');
}

function forwardedElements({ headers: { forwarded } }: Asking): Record<string, string | undefined>[] {
  try {
    return forwarded === undefined ? [] : parseForwarded(forwarded);
  } catch {
    return [];
  }
}

function bareAddress(node: string): string {
  const [, inBrackets, plain] = /^(?:\[([^\]]+)\](?::\w+)?|([^:]+)(?::\w+)?)$/.exec(node) ?? [];
  return inBrackets ?? plain ?? node;
}
