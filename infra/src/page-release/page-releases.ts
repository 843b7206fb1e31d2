// Releases of the page. The bucket holds, beside what is served:
//   assets/…                hashed names, of every release, never removed: pages that are open still ask for theirs
//   releases/<id>/…         the other files of a release, as they were
//   releases/current.json   which one is served, and which one before it
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheControl } from '@simulator/deployment';
import type { AwsCli } from '../aws-cli.js';

/** What browsers ask for anew each time. In this order: a page never names a configuration or an asset that is not there yet. */
const ENTRIES = ['config.json', 'index.html'] as const;

const RELEASE_ID = /^\d{8}T\d{6}Z(-[\w.]+)?$/;

export interface Current {
  release: string;
  /** Null: it is the first. */
  previous: string | null;
}

export interface Target {
  bucket: string;
  distributionId: string;
}

/** A problem that the operator mends; one line. */
export class ReleaseError extends Error {}

/** `20260131T120000Z-1a2b3c4`: sorts by time, names the commit. */
export function releaseId(now: Date, commit: string | undefined): string {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return commit ? `${time}-${commit.slice(0, 8)}` : time;
}

export class PageReleases {
  constructor(
    private readonly aws: AwsCli,
    private readonly target: Target,
  ) {}

  /** Uploads a built page as a new release and serves it. */
  async release(folder: string, id: string): Promise<Current> {
    if (!existsSync(join(folder, 'index.html'))) {
      throw new ReleaseError(`${folder}/index.html is missing: run "npm run build" first.`);
    }
    if (!RELEASE_ID.test(id)) throw new ReleaseError(`"${id}" is no release id: say a time such as 20260131T120000Z.`);
    const before = await this.current();
    // Assets first: until the page is replaced, nobody knows them.
    await this.s3(['sync', join(folder, 'assets'), this.url('assets'), '--size-only', ...cached('immutable')]);
    const own = this.url(`releases/${id}/`);
    await this.s3(['cp', folder, own, '--recursive', '--exclude', 'assets/*', ...cached('revalidate')]);
    await this.write(`releases/${id}/config.json`, { release: id });
    return this.serve(id, before?.release ?? null);
  }

  /** Serves an earlier release again: the one before, or the named one. */
  async rollBack(to?: string): Promise<Current> {
    const before = await this.current();
    if (before === null) throw new ReleaseError('Nothing has been released yet, so there is nothing to go back to.');
    const id = to ?? before.previous;
    if (id === null) throw new ReleaseError(`${before.release} is the first release: there is none before it.`);
    const known = await this.list();
    if (!known.includes(id)) throw new ReleaseError(`There is no release ${id}. There are: ${known.join(', ')}.`);
    return this.serve(id, before.release);
  }

  /** Ids, oldest first. */
  async list(): Promise<string[]> {
    const listing = await this.s3(['ls', this.url('releases/')]);
    return [...listing.matchAll(/PRE (\S+)\/$/gm)].map(([, id]) => id ?? '').sort();
  }

  /** Null: nothing is released. */
  async current(): Promise<Current | null> {
    const listing = await this.s3(['ls', this.url('releases/')]).catch(() => '');
    if (!listing.includes('current.json')) return null;
    return JSON.parse(await this.s3(['cp', this.url('releases/current.json'), '-'])) as Current;
  }

  private async serve(release: string, previous: string | null): Promise<Current> {
    const from = this.url(`releases/${release}/`);
    const replace = ['--metadata-directive', 'REPLACE', ...cached('revalidate')];
    const excluded = ENTRIES.flatMap((entry) => ['--exclude', entry]);
    await this.s3(['cp', from, this.url(''), '--recursive', ...excluded, ...replace]);
    for (const entry of ENTRIES) await this.s3(['cp', `${from}${entry}`, this.url(entry), ...replace]);
    const current = { release, previous };
    await this.write('releases/current.json', current);
    const { distributionId } = this.target;
    await this.aws(['cloudfront', 'create-invalidation', '--distribution-id', distributionId, '--paths', '/*']);
    return current;
  }

  private async write(key: string, value: object): Promise<void> {
    const words = ['cp', '-', this.url(key), '--content-type', 'application/json', ...cached('revalidate')];
    await this.s3(words, `${JSON.stringify(value)}\n`);
  }

  private s3(words: string[], input?: string): Promise<string> {
    return this.aws(['s3', ...words], input);
  }

  private url(key: string): string {
    return `s3://${this.target.bucket}/${key}`;
  }
}

function cached(caching: 'immutable' | 'revalidate'): string[] {
  return ['--cache-control', cacheControl[caching]];
}
