// Against a bucket in memory that understands the commands of the AWS CLI that a release uses.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PageReleases, releaseId } from './page-releases.js';

const folder = mkdtempSync(join(tmpdir(), 'page-release-'));
afterAll(() => rmSync(folder, { recursive: true }));

class MemoryBucket {
  readonly objects = new Map<string, { text: string; cacheControl: string }>();
  /** Keys in the order in which they were written, and invalidations. */
  readonly log: string[] = [];

  readonly cli = async (words: readonly string[], input = ''): Promise<string> => {
    if (words[0] === 'cloudfront') {
      this.log.push(`invalidate ${words[words.length - 1]}`);
      return '';
    }
    const [, verb = '', from = '', to = ''] = words;
    const option = (name: string): string[] => words.filter((_, index) => words[index - 1] === name);
    if (verb === 'ls') return this.list(keyOf(from));
    if (to === '-') return this.objects.get(keyOf(from))?.text ?? '';
    const [cacheControl = ''] = option('--cache-control');
    for (const [name, text] of this.read(from, input, words.includes('--recursive') || verb === 'sync')) {
      const isExcluded = option('--exclude').some((pattern) =>
        new RegExp(`^${pattern.replace('*', '.*')}$`).test(name),
      );
      if (isExcluded) continue;
      const isWhole = name === '';
      this.put(isWhole ? keyOf(to) : `${keyOf(to).replace(/\/$/, '')}/${name}`.replace(/^\//, ''), text, cacheControl);
    }
    return '';
  };

  private *read(from: string, input: string, isTree: boolean): Iterable<[name: string, text: string]> {
    if (from === '-') yield ['', input];
    else if (from.startsWith('s3://')) {
      for (const [key, { text }] of [...this.objects]) {
        if (isTree ? key.startsWith(keyOf(from)) : key === keyOf(from)) yield [key.slice(keyOf(from).length), text];
      }
    } else {
      const files = readdirSync(from, { recursive: true, encoding: 'utf8' }).map((name) => join(from, name));
      for (const file of files.filter((each) => statSync(each).isFile()))
        yield [relative(from, file), readFileSync(file, 'utf8')];
    }
  }

  private put(key: string, text: string, cacheControl: string): void {
    this.objects.set(key, { text, cacheControl });
    this.log.push(key);
  }

  private list(prefix: string): string {
    const below = [...this.objects.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length));
    const folders = new Set(below.filter((key) => key.includes('/')).map((key) => key.split('/')[0]));
    const files = below.filter((key) => !key.includes('/'));
    return [
      ...[...folders].map((name) => `                           PRE ${name}/`),
      ...files.map((name) => `2026-01-01 00:00:00  10 ${name}`),
    ].join('\n');
  }
}

const keyOf = (url: string): string => url.replace(/^s3:\/\/[^/]+\//, '');

function build(version: number): string {
  const page = join(folder, `build-${version}`);
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), `page ${version}`);
  writeFileSync(join(page, 'favicon.svg'), `icon ${version}`);
  writeFileSync(join(page, `assets/index-${version}.js`), `script ${version}`);
  return page;
}

let bucket: MemoryBucket;
let releases: PageReleases;
beforeEach(() => {
  bucket = new MemoryBucket();
  releases = new PageReleases(bucket.cli, { bucket: 'page', distributionId: 'E1' });
});
const served = (key: string): string | undefined => bucket.objects.get(key)?.text;
const [first, second, third] = [
  '20260101T000000Z-aaaaaaa1',
  '20260102T000000Z-bbbbbbb2',
  '20260103T000000Z-ccccccc3',
] as const;

describe('a release', () => {
  test('puts hashed assets first, the page and its configuration last, then invalidates', async () => {
    await releases.release(build(1), first);
    const { log } = bucket;
    const order = [
      'assets/index-1.js',
      `releases/${first}/index.html`,
      'favicon.svg',
      'config.json',
      'index.html',
      'invalidate /*',
    ];
    expect(order.map((key) => log.indexOf(key))).toEqual(order.map((key) => log.indexOf(key)).sort((a, b) => a - b));
    expect(order.filter((key) => !log.includes(key))).toEqual([]);
    expect(log.at(-1)).toBe('invalidate /*');
  });

  test('keeps assets for ever and has the page asked for anew each time', async () => {
    await releases.release(build(1), first);
    expect(bucket.objects.get('assets/index-1.js')?.cacheControl).toBe('public, max-age=31536000, immutable');
    for (const key of ['index.html', 'config.json', 'favicon.svg'])
      expect(bucket.objects.get(key)?.cacheControl).toBe('no-cache');
    expect(JSON.parse(served('config.json') ?? '')).toEqual({ release: first });
  });

  test('leaves the assets of the former release to pages that are open', async () => {
    await releases.release(build(1), first);
    const now = await releases.release(build(2), second);
    expect(now).toEqual({ release: second, previous: first });
    expect(served('index.html')).toBe('page 2');
    expect(served('assets/index-1.js')).toBe('script 1');
  });

  test('refuses a folder without a page, and an id that would not sort', async () => {
    await expect(releases.release(folder, first)).rejects.toThrow('run "npm run build" first');
    await expect(releases.release(build(1), 'latest')).rejects.toThrow('is no release id');
    expect(bucket.log).toEqual([]);
  });
});

describe('a rollback', () => {
  beforeEach(async () => {
    await releases.release(build(1), first);
    await releases.release(build(2), second);
    await releases.release(build(3), third);
  });

  test('serves the release before, every file of it', async () => {
    expect(await releases.rollBack()).toEqual({ release: second, previous: third });
    expect([served('index.html'), served('favicon.svg')]).toEqual(['page 2', 'icon 2']);
    expect(JSON.parse(served('config.json') ?? '')).toEqual({ release: second });
    expect(bucket.log.at(-1)).toBe('invalidate /*');
  });

  test('serves any named one, and goes forward again', async () => {
    await releases.rollBack(first);
    expect(served('index.html')).toBe('page 1');
    expect(await releases.rollBack()).toEqual({ release: third, previous: first });
    expect(served('index.html')).toBe('page 3');
    expect(await releases.list()).toEqual([first, second, third]);
  });

  test('to one that there is not changes nothing and says which there are', async () => {
    await expect(releases.rollBack('20250101T000000Z')).rejects.toThrow(`There are: ${first}, ${second}, ${third}.`);
    expect(served('index.html')).toBe('page 3');
  });
});

test('without a release there is nothing to go back to, and none before the first', async () => {
  await expect(releases.rollBack()).rejects.toThrow('Nothing has been released');
  await releases.release(build(1), first);
  await expect(releases.rollBack()).rejects.toThrow('is the first release');
});

test('an id sorts by time and names the commit', () => {
  expect(releaseId(new Date('2026-01-31T12:00:00.123Z'), '1a2b3c4d5e6f')).toBe('20260131T120000Z-1a2b3c4d');
});
