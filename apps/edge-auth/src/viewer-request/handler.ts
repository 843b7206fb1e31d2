// The CloudFront viewer-request function: sees every request before the cache. The local edge runs this same file.
import type { EdgeConfig } from '../config/edge-config.js';
import { basicVariant } from './basic/basic-login.js';
import { createHandler } from './create-handler.js';
import { oidcVariant } from './oidc/oidc-login.js';
import { fetchSecret } from './secrets/fetch-secret.js';
import { readSecretFile } from './secrets/read-secret-file.js';

// Put in by the bundler (tools/bundle.mjs), which drops what the constants rule out.
declare const EDGE_CONFIG: EdgeConfig;
declare const EDGE_LOGIN: EdgeConfig['login']['kind'];
declare const EDGE_SECRET: 'file' | 'aws';

export const handler = createHandler(EDGE_CONFIG, {
  login: EDGE_LOGIN === 'oidc' ? oidcVariant : basicVariant,
  readSecret: EDGE_SECRET === 'file' ? readSecretFile : fetchSecret,
});
