import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { initialSize } from './initial-size.js';
import type { UserConfig } from 'vite';

// The API that `npm run dev` starts beside this server.
const api = process.env['API_URL'] ?? 'http://127.0.0.1:3000';

export default defineConfig(({ command }) => {
  // A build that a test started inherits NODE_ENV=test, and would carry React's development half: 40 kB more.
  if (command === 'build') process.env['NODE_ENV'] = 'production';
  return config;
});

const config: UserConfig = {
  plugins: [react(), initialSize()],
  // Workspace libraries are bundled from their TypeScript: no build of theirs is needed first.
  resolve: { conditions: ['source', 'module', 'browser', 'development|production', 'import', 'default'] },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // light-dark() carries the themes.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // A strict Content-Security-Policy allows no data: scripts or styles; small images are files of their own as well.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What opens the page is one file, and not twenty that others share with it: it is smaller so, and fetched at once.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
  },
  server: {
    proxy: {
      // The relay is a WebSocket below /api.
      '/api': { target: api, ws: true },
      '/health': { target: api },
      '/ocpp': { target: api.replace(/^http/, 'ws'), ws: true },
    },
  },
};
