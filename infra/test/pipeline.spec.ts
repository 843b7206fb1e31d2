// .gitlab-ci.yml, read by gitlab-ci-local, which runs its jobs on this machine. Those that need no account are run for real: checks,
// build and synth by .ci/run, and the tests are this run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { infra } from './synthesis.js';

const workspace = join(infra, '..');
const state = mkdtempSync(join(tmpdir(), 'pipeline-'));
afterAll(() => rmSync(state, { recursive: true, force: true }));

const program = createRequire(import.meta.url).resolve('gitlab-ci-local/package.json');
const { bin } = JSON.parse(readFileSync(program, 'utf8')) as { bin: string | Record<string, string> };
const script = join(dirname(program), typeof bin === 'string' ? bin : (bin['gitlab-ci-local'] ?? ''));

function gitLab(...words: string[]): { status: number | null; output: string; stdout: string } {
  const where = ['--cwd', '.', '--state-dir', relative(workspace, state), '--home', state];
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...where, ...words], {
    encoding: 'utf8',
    cwd: workspace,
    maxBuffer: 1 << 26,
    // Inside a test, jest's own options would reach every node that a job starts.
    env: { ...process.env, NODE_OPTIONS: '', CI: 'true' },
  });
  return { status, output: stdout + stderr, stdout };
}

interface Job {
  name: string;
  stage: string;
  when: string;
  needs: { job: string }[] | null;
}

function jobs(...variables: string[]): Job[] {
  const { status, stdout, output } = gitLab(
    '--list-json',
    // GitLab's own, set here as a push to the main branch would.
    ...['--ignore-predefined-vars', 'CI_COMMIT_BRANCH,CI_DEFAULT_BRANCH'],
    ...variables.flatMap((variable) => ['--variable', variable]),
  );
  if (status !== 0) throw new Error(output);
  return (JSON.parse(stdout) as Job[]).filter(({ when }) => when !== 'never');
}

describe('the pipeline', () => {
  test('is valid, and without an account runs the stages that need none', () => {
    expect(jobs().map(({ name }) => name)).toEqual(['checks', 'test', 'build', 'synth']);
  }, 120_000);

  test('with accounts goes from tests to production in order, and a person starts production', () => {
    const onMain = ['CI_COMMIT_BRANCH=main', 'CI_DEFAULT_BRANCH=main'];
    const all = jobs(...onMain, 'SANDBOX_ROLE=arn:aws:iam::1:role/a', 'PROD_ROLE=arn:aws:iam::2:role/b');
    const order = ['test', 'build', 'synth', 'diff', 'images', 'sandbox', 'smoke', 'promote', 'production'];
    const positions = order.map((name) => all.findIndex((job) => job.name === name));
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(positions).not.toContain(-1);
    const manual = all.filter(({ when }) => when === 'manual').map(({ name }) => name);
    expect(manual).toEqual(['promote', 'rollback-sandbox', 'rollback-production']);
    const needs = Object.fromEntries(all.map((job) => [job.name, (job.needs ?? []).map(({ job }) => job)]));
    expect(needs['images']).toEqual(expect.arrayContaining(['checks', 'test', 'diff']));
    expect(needs['smoke']).toContain('sandbox');
    expect(needs['promote']).toContain('smoke');
    expect(needs['production']).toContain('promote');
  }, 120_000);

  test('keeps no key: jobs with an account get a token of GitLab’s for the role', () => {
    const text = readFileSync(join(workspace, '.gitlab-ci.yml'), 'utf8');
    expect(text).not.toMatch(/AWS_(SECRET_)?ACCESS_KEY/);
    expect(text).toContain('AWS_WEB_IDENTITY_TOKEN_FILE');
  });

  test('runs one documented command a job', () => {
    const text = readFileSync(join(workspace, '.gitlab-ci.yml'), 'utf8');
    const commands = [...text.matchAll(/^ {2}script: (.*)$/gm)].map(([, command]) => command ?? '');
    const documented = readFileSync(join(workspace, 'docs/operations.md'), 'utf8');
    expect(commands.length).toBeGreaterThan(10);
    for (const command of commands) {
      expect(command).toMatch(/^\.ci\/stage \w+( \w+)?$/);
      expect([command, documented.includes(command.split(' ').slice(0, 2).join(' '))]).toEqual([command, true]);
    }
  });
});

describe('.ci/stage', () => {
  const stage = (...words: string[]) => spawnSync(join(workspace, '.ci/stage'), words, { encoding: 'utf8' });

  test('says what there is when it is asked for nothing or something else', () => {
    for (const words of [[], ['everything']]) {
      const { status, stdout } = stage(...words);
      expect([status, stdout]).toEqual([1, expect.stringContaining('.ci/stage deploy ENVIRONMENT')]);
    }
  });

  test.each(['diff', 'images', 'promote', 'deploy', 'smoke', 'rollback'])(
    '%s wants an environment that there is',
    (name) => {
      for (const environment of [[], ['production']]) {
        const { status, stderr } = stage(name, ...environment);
        expect([status, stderr]).toEqual([
          1,
          `Say which environment: .ci/stage ${name} sandbox, or another of infra/environments.\n`,
        ]);
      }
    },
  );
});
