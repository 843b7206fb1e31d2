import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readUsers } from './users.js';

const folder = mkdtempSync(join(tmpdir(), 'idp-users-'));
const file = join(folder, 'users.json');
afterAll(() => rmSync(folder, { recursive: true }));

test('users are read with their passwords and roles', () => {
  const users = { viewer: { password: '12345678', roles: ['viewer'] } };
  writeFileSync(file, JSON.stringify(users));
  expect(readUsers(file)).toEqual(users);
});

test.each([
  ['a short password', { viewer: { password: '1', roles: [] } }],
  ['no roles', { viewer: { password: '12345678' } }],
  ['a name that could break a page', { '<b>': { password: '12345678', roles: [] } }],
  ['a list', []],
])('%s is refused with a line that shows how it should look', (_title, users) => {
  writeFileSync(file, JSON.stringify(users));
  expect(() => readUsers(file)).toThrow(/users\.json must look like \{"name"/);
});
