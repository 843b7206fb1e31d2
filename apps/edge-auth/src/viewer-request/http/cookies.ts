import type { CloudFrontHeaders } from 'aws-lambda';

/** More than browsers keep for a site. */
const MAX_COOKIES = 200;

/** Cookies of a request by name. One that is there twice is not ours, and counts as absent. */
export function readCookies(headers: CloudFrontHeaders): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  const twice = new Set<string>();
  const pairs = (headers['cookie'] ?? []).flatMap(({ value }) => value.split(';')).slice(0, MAX_COOKIES);
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 1) continue;
    const name = pair.slice(0, equals).trim();
    if (cookies.has(name)) twice.add(name);
    cookies.set(name, pair.slice(equals + 1).trim());
  }
  for (const name of twice) cookies.delete(name);
  return cookies;
}

/** A Set-Cookie line. Every cookie of ours is out of reach of scripts and of other sites. */
export function setCookie(name: string, value: string, maxAgeS: number): string {
  return `${name}=${value}; Path=/; Max-Age=${maxAgeS}; Secure; HttpOnly; SameSite=Lax`;
}

export const clearCookie = (name: string): string => setCookie(name, '', 0);

/** What may stand in a cookie's value (RFC 6265 §4.1.1), as far as we use it. */
export const fitsCookie = (value: string): boolean => /^[\w.~+/=-]*$/.test(value);
