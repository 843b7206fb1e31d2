// Response headers that protect the page and the API, the same on every way to them.

/** CSP of the page. `ws:` and `wss:` are open because people connect the page to central systems of their own. */
export const contentSecurityPolicy = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'", 'ws:', 'wss:'],
  'worker-src': ["'self'"],
  'manifest-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
} as const satisfies Record<string, readonly string[]>;

export type Headers = Readonly<Record<string, string>>;

const everywhere = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/** For the page and its assets. */
export const pageHeaders = {
  ...everywhere,
  'Content-Security-Policy': formatContentSecurityPolicy(contentSecurityPolicy),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const satisfies Headers;

/** For what the API answers. It may set a CSP of its own: its documentation page is no part of the simulator. */
export const apiHeaders = everywhere satisfies Headers;

/** Only where TLS ends: a browser that saw it on http://localhost would refuse every other local server. */
export const STRICT_TRANSPORT_SECURITY = { maxAgeS: 31_536_000, includeSubdomains: true } as const;

export function formatContentSecurityPolicy(policy: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(policy)
    .map(([directive, sources]) => [directive, ...sources].join(' '))
    .join('; ');
}

/**
 * What CloudFront's viewer mTLS says of a station's client certificate, when its trust store vouches for it. Whoever
 * terminates TLS takes these away from every request that it lets in, and sets them anew.
 */
export const clientCertificateHeaders = {
  present: 'cloudfront-viewer-cert-present',
  serialNumber: 'cloudfront-viewer-cert-serial-number',
  issuer: 'cloudfront-viewer-cert-issuer',
  subject: 'cloudfront-viewer-cert-subject',
  validity: 'cloudfront-viewer-cert-validity',
  sha256: 'cloudfront-viewer-cert-sha256',
  /** The certificate itself, percent-encoded. */
  pem: 'cloudfront-viewer-cert-pem',
} as const;

/** What a viewer-request function may not touch: CloudFront answers 502 where it does. */
export const READ_ONLY_REQUEST_HEADERS = ['content-length', 'host', 'transfer-encoding', 'via'] as const;
