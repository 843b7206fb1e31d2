/** How the API checks access tokens. */
export interface TokenSettings {
  issuer: string;
  audience: string;
  audienceClaim: string;
  rolesClaim: string;
}

/** What the login at the edge needs to know. */
export interface LoginSettings {
  issuer: string;
  clientId: string;
}
