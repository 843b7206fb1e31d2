// Answers that the function gives by itself. They carry their own protective headers: no origin stands behind them.
import { createHash } from 'node:crypto';
import { pageHeaders } from '@simulator/deployment';
import type { CloudFrontHeaders, CloudFrontResultResponse } from 'aws-lambda';

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1.5rem;color-scheme:light dark}' +
  'a{color:inherit;font-weight:600}small{opacity:.7}';
const styleHash = createHash('sha256').update(STYLE).digest('base64');

const shared: CloudFrontHeaders = {
  ...toHeaders(pageHeaders),
  'content-security-policy': [
    {
      value: `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    },
  ],
  'cache-control': [{ value: 'no-store' }],
};

export interface Page {
  status: number;
  title: string;
  /** What happened, and what to do. */
  text: string;
  /** Where to go from here. */
  link?: { href: string; text: string };
}

export function page(
  { status, title, text, link }: Page,
  setCookies: readonly string[] = [],
): CloudFrontResultResponse {
  const further = link ? `<p><a href="${escapeHtml(link.href)}">${escapeHtml(link.text)}</a></p>` : '';
  const body =
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style>` +
    `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>${further}` +
    '<p><small>Charging Station Simulator</small></p></html>\n';
  const headers = { 'content-type': [{ value: 'text/html; charset=utf-8' }], ...cookieHeader(setCookies) };
  return answer(status, headers, body);
}

export function redirect(location: string, setCookies: readonly string[] = []): CloudFrontResultResponse {
  return answer(302, { location: [{ value: location }], ...cookieHeader(setCookies) }, '');
}

export function json(status: number, value: unknown, setCookies: readonly string[] = []): CloudFrontResultResponse {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  return answer(status, { 'content-type': [{ value: type }], ...cookieHeader(setCookies) }, JSON.stringify(value));
}

/** An answer with problem details (RFC 9457). */
export function problem(
  status: number,
  title: string,
  detail: string,
  setCookies: readonly string[] = [],
): CloudFrontResultResponse {
  return json(status, { type: 'about:blank', title, status, detail }, setCookies);
}

function answer(status: number, headers: CloudFrontHeaders, body: string): CloudFrontResultResponse {
  return { status: String(status), headers: { ...shared, ...headers }, body };
}

function cookieHeader(setCookies: readonly string[]): CloudFrontHeaders {
  return setCookies.length === 0 ? {} : { 'set-cookie': setCookies.map((value) => ({ value })) };
}

function toHeaders(headers: Readonly<Record<string, string>>): CloudFrontHeaders {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [{ value }]]));
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
