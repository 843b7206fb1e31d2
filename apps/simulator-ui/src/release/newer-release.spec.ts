import { describe, expect, it } from '@jest/globals';
import { entryScript, isNewerRelease } from './newer-release.js';

const page = (script: string) =>
  `<!doctype html><head><script type="module" crossorigin src="${script}"></script></head>`;

describe('a newer release', () => {
  it('is there when the document names another script', () => {
    expect(entryScript(page('/assets/index-1.js'))).toBe('/assets/index-1.js');
    expect(isNewerRelease('/assets/index-1.js', page('/assets/index-2.js'))).toBe(true);
    expect(isNewerRelease('/assets/index-1.js', page('/assets/index-1.js'))).toBe(false);
  });

  it('is not what a login page or a gateway says', () => {
    expect(isNewerRelease('/assets/index-1.js', '<h1>502</h1>')).toBe(false);
    expect(isNewerRelease('/assets/index-1.js', page('https://idp.example/login.js'))).toBe(false);
  });
});
