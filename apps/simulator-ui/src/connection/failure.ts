// Why there is no connection: what is known, what may be the cause (a browser hides it), what to do. Pure.
import type { Station } from '@simulator/station';
import type { StationDefinition } from '@simulator/station-runner/browser';
import { closeCodeMeaning } from './close-codes.js';

export interface FailureContext {
  definition: StationDefinition;
  station: Station;
  now: number;
  page: { protocol: string; origin: string; online: boolean };
}

export interface FailureReport {
  headline: string;
  /** Facts. */
  known: string[];
  /** Guesses, named as such; the likely ones first. */
  possibleCauses: string[];
  remedies: string[];
}

/** Null while nothing is wrong: connected, or on the first attempt. */
export function reportFailure(context: FailureContext): FailureReport | null {
  const { connection } = context.station;
  if (connection.state === 'off') return switchedOff(context);
  if (connection.state === 'open' || connection.lastFailure === null) return null;
  return {
    headline: headline(context),
    known: [...knownFacts(context), ...queueFacts(context.station)],
    ...guesses(context),
  };
}

function switchedOff({ station }: FailureContext): FailureReport {
  return {
    headline: 'The station is switched off the network',
    known: ['You took it offline. A running transaction goes on charging.', ...queueFacts(station)],
    possibleCauses: [],
    remedies: ['Go online: the station reconnects, reports what happened and sends what waits, in order.'],
  };
}

function headline({ definition, station }: FailureContext): string {
  const failure = station.connection.lastFailure;
  const host = hostOf(definition.csmsUrl);
  if (failure?.wasOpen !== true) return `${host} could not be reached`;
  return failure.code === 1006 ? `The connection to ${host} broke` : `${host} closed the connection`;
}

function knownFacts({ definition, station }: FailureContext): string[] {
  const { lastFailure, attempts } = station.connection;
  if (lastFailure === null) return [];
  const facts = [`Address: ${addressOf(definition)}, subprotocol ocpp${station.config.ocppVersion}`];
  facts.push(`Close code ${lastFailure.code}: ${closeCodeMeaning(lastFailure.code)}`);
  if (lastFailure.reason !== '') facts.push(`Reason given: “${lastFailure.reason}”`);
  if (!lastFailure.wasOpen) facts.push('The WebSocket never opened: no OCPP message was exchanged.');
  facts.push(attempts === 1 ? 'One attempt so far' : `${attempts} attempts in a row`);
  return facts;
}

function queueFacts(station: Station): string[] {
  const waiting = queuedMessages(station);
  if (waiting === 0) return [];
  return [waiting === 1 ? '1 message waits to be sent' : `${waiting} messages wait to be sent, in order`];
}

/** Messages that will be sent after the next connection. */
export function queuedMessages(station: Station): number {
  return station.transactionMessages.length;
}

type Guesses = Pick<FailureReport, 'possibleCauses' | 'remedies'>;

function guesses(context: FailureContext): Guesses {
  const { page, definition, now } = context;
  const failure = context.station.connection.lastFailure;
  if (!page.online) {
    return {
      possibleCauses: ['This computer has no network at the moment (the browser says so).'],
      remedies: ['Check the network; the station tries again by itself.'],
    };
  }
  if (definition.demo && Date.parse(definition.demo.expiresAt) <= now) {
    return {
      possibleCauses: [`This demo station expired at ${definition.demo.expiresAt}; the CSMS refuses it since.`],
      remedies: ['Remove it and start a new one with “Try it now”.'],
    };
  }
  if (failure?.wasOpen === true) return closedGuesses(failure.code);
  if (definition.relay !== undefined && failure !== null && failure.reason !== '') {
    return {
      possibleCauses: [],
      remedies: ['The reason above is what the relay found when it tried; it tries again.'],
    };
  }
  return neverOpenedGuesses(context);
}

function closedGuesses(code: number): Guesses {
  const retry = 'Nothing to do here: the station reconnects by itself and sends what waits.';
  if (code === 1008 || code === 1002 || code === 1003) {
    return {
      possibleCauses: [
        'The CSMS does not know this station id, or wants other credentials.',
        'It does not speak OCPP 1.6 at this address.',
        'The station sent something that the CSMS takes for a violation: see the last rows of the timeline.',
      ],
      remedies: ['Compare the station id with the CSMS.', 'Look at the last exchange in the timeline.'],
    };
  }
  if (code === 1000 || code === 1005) {
    return {
      possibleCauses: [
        'Another station connected with the same id (many CSMS keep only the newest).',
        'An operator or a Reset ended it.',
      ],
      remedies: ['If it repeats: give this station an id of its own.', retry],
    };
  }
  return {
    possibleCauses: [
      'The server restarted.',
      'A proxy or load balancer cut an idle connection.',
      'The network changed.',
    ],
    remedies: [retry],
  };
}

function neverOpenedGuesses({ definition, page }: FailureContext): Guesses {
  const url = new URL(definition.csmsUrl);
  const secure = url.protocol === 'wss:';
  const own = url.host === new URL(page.origin).host;
  const possibleCauses = [
    `Nothing listens at ${url.host}, or a firewall is in between.`,
    `The server refused this station id or path (401, 403, 404 look all the same from here).`,
    `The server does not speak OCPP ${definition.config.ocppVersion} (subprotocol ocpp${definition.config.ocppVersion}).`,
  ];
  if (!own && !isAddress(url.hostname)) possibleCauses.push(`The name ${url.hostname} does not resolve.`);
  if (secure)
    possibleCauses.push('Its TLS certificate is not trusted by this browser, or it wants a client certificate.');
  if (url.password === '' && !own) {
    possibleCauses.push('It wants a password: a browser sends one only when the server asks for it with a 401.');
  }
  if (!secure && page.protocol === 'https:') {
    possibleCauses.unshift('This page came over https: browsers block unencrypted ws:// from it.');
  }
  return { possibleCauses, remedies: neverOpenedRemedies(url, definition, { secure, own, page }) };
}

function neverOpenedRemedies(
  url: URL,
  definition: StationDefinition,
  facts: { secure: boolean; own: boolean; page: FailureContext['page'] },
): string[] {
  const web = `${facts.secure ? 'https' : 'http'}://${url.host}${url.pathname}`;
  if (facts.own) {
    return [
      `Is the simulator’s own server still running? Open ${facts.page.origin}/health.`,
      `Does it know the station “${definition.config.id}”? Demo stations expire; add a new one with “Try it now”.`,
    ];
  }
  const remedies = [
    `Open ${web} in a new tab: any answer, even an error page, means that name, network and certificate are right.`,
    `Is “${definition.config.id}” registered in the CSMS, spelled the same?`,
    'The log of the CSMS, or of the proxy in front of it, has the real reason.',
  ];
  if (!facts.secure && facts.page.protocol === 'https:') {
    remedies.unshift('Use wss://, or run the simulator on your own machine, where the page comes over http.');
  }
  return remedies;
}

/** The full address with the password hidden. */
export function addressOf({ csmsUrl, config }: StationDefinition): string {
  const url = new URL(csmsUrl);
  const user = url.username === '' ? '' : `${url.username}${url.password === '' ? '' : ':••••'}@`;
  const path = url.pathname.replace(/\/+$/, '');
  return `${url.protocol}//${user}${url.host}${path}/${encodeURIComponent(config.id)}${url.search}`;
}

/** An IP address or this machine: nothing to look up. */
function isAddress(host: string): boolean {
  return host === 'localhost' || host.startsWith('[') || /^\d+(\.\d+){3}$/.test(host);
}

function hostOf(csmsUrl: string): string {
  return new URL(csmsUrl).host;
}
