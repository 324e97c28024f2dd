// The databases that a whole-program test runs on. PostgreSQL is the private one of scripts/test,
// named by TL_TEST_POSTGRES; every test gets a database of its own in it.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

export const kPostgres = process.env.TL_TEST_POSTGRES ?? '';

function psql(sql) {
  execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-c', sql, kPostgres], {
    stdio: 'pipe',
  });
}

/** Arguments that tell the server which database; `remove` drops what was made. */
export function makeDatabase(kind) {
  if (kind === 'sqlite') return { args: [], remove() {} };
  if (kind !== 'postgres') throw new Error(`no such database: ${kind}`);
  const name = `tl_${randomBytes(8).toString('hex')}`;
  psql(`CREATE DATABASE ${name}`);
  const url = new URL(kPostgres);
  url.pathname = `/${name}`;
  return {
    args: ['--database', url.href],
    remove: () => psql(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}

/** Runs `define(kind, options)` once a database; `options` skip where there is none. */
export function onEachDatabase(define) {
  define('sqlite', {});
  const reason = 'TL_TEST_POSTGRES is not set; scripts/test starts a server and sets it';
  define('postgres', kPostgres ? {} : { skip: reason });
}
