// The people who may sign in at the local identity provider.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const schema = z.record(
  z.string().regex(/^[\w.-]+$/),
  z.strictObject({ password: z.string().min(8), roles: z.array(z.string()) }),
);

export type Users = z.infer<typeof schema>;

/** @throws Error with a line that says what is wrong. */
export function readUsers(file: string): Users {
  const result = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (result.success) return result.data;
  throw new Error(
    `${file} must look like {"name": {"password": "…", "roles": ["viewer"]}}: ${result.error.issues[0]?.message ?? ''}`,
  );
}
