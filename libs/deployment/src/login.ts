// The login at the edge: paths that it answers itself, cookies that it sets, how long things last.

/** Below `/auth` the viewer-request function answers everything itself; nothing reaches an origin. */
export const authPaths = {
  prefix: '/auth',
  /** Where the identity provider sends the browser back to. */
  callback: '/auth/callback',
  /** Ends the session here and at the identity provider. */
  logout: '/auth/logout',
  /** Where the identity provider sends the browser after the sign-out; needs no session. */
  signedOut: '/auth/signed-out',
  /** GET: who is signed in, as JSON, or 401. */
  session: '/auth/session',
  /** POST: renews the tokens, then answers as `session` does. */
  refresh: '/auth/refresh',
} as const;

/** `__Host-`: Secure, Path=/, no Domain, so that no neighbouring host can set or read them. */
export const cookieNames = {
  /** Signed: who, until when, and which tokens belong to it. */
  session: '__Host-session',
  accessToken: '__Host-access',
  refreshToken: '__Host-refresh',
  /** Kept only where the sign-out at the provider needs it. */
  idToken: '__Host-id',
  /** Set for some seconds when cookies were given: a browser that comes back without them is told, not sent round again. */
  justSignedIn: '__Host-just-signed-in',
  /** One for each login under way; an id follows. */
  loginPrefix: '__Host-login.',
} as const;

/** How long a person may take to sign in at the identity provider. */
export const LOGIN_TIMEOUT_S = 600;

/** After this long a person signs in again, however often the tokens were renewed. */
export const SESSION_MAX_AGE_S = 43_200;

/** Tokens are renewed when less than this is left of them, or a fifth of their lifetime where that is shorter. */
export const REFRESH_BEFORE_EXPIRY_S = 300;

export const JUST_SIGNED_IN_S = 15;

/** Difference between our clock and the identity provider's that is forgiven. */
export const CLOCK_TOLERANCE_S = 30;

/** How long keys and secrets are used without asking for them anew. When they cannot be had then, nobody passes. */
export const KEYS_TTL_MS = 600_000;
export const SECRETS_TTL_MS = 900_000;
