// A private PostgreSQL 15 for one test run: own directory, loopback, no durability, never root.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from './process.mjs';

const kBin = '/usr/lib/postgresql/15/bin';
const kReadyMs = 30_000;

/** PostgreSQL refuses to run as root: then it runs as the user that its package made. */
export function asUser(args) {
  if (process.getuid() !== 0) return args;
  const drop = ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'];
  return [...drop, '--pdeathsig=INT', ...args];
}

function runAsUser(program, args, cwd) {
  const [command, ...rest] = asUser([join(kBin, program), ...args]);
  return execFileSync(command, rest, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function makeHome() {
  const home = mkdtempSync(join(tmpdir(), 'throughline-pg-'));
  if (process.getuid() === 0) {
    execFileSync('chown', ['postgres:', home]);
  }
  chmodSync(home, 0o700);
  return home;
}

async function waitUntilReady(port, home, server) {
  let gone = null;
  server.exited.then((end) => {
    gone = end;
  });
  const deadline = Date.now() + kReadyMs;
  for (;;) {
    try {
      runAsUser('pg_isready', ['-q', '-h', '127.0.0.1', '-p', String(port)], home);
      return;
    } catch {
      if (gone) throw new Error(`PostgreSQL ended at once with code ${gone.code}`);
      if (Date.now() > deadline) throw new Error('PostgreSQL was not ready after 30 s');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Ends the program by its id. SIGINT: a fast end; SIGQUIT: as a crash would, at once. */
async function end(server, signal) {
  try {
    process.kill(server.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
  await server.exited;
}

/**
 * Starts the server. Resolves to {url, stop(), restart()}: `url` names the superuser's database
 * "postgres", in which tests create databases of their own. `stop` ends it by pid and removes its
 * files; `restart` ends it in the middle of everything and starts it on the same data. `durable`:
 * what it committed survives its own end (not that of the machine).
 */
export async function startPostgres(log, { durable = false } = {}) {
  if (!existsSync(join(kBin, 'initdb'))) {
    throw new Error('PostgreSQL 15 is not installed; run scripts/install test');
  }
  const home = makeHome();
  const data = join(home, 'data');
  runAsUser(
    'initdb',
    [
      '-D',
      data,
      '-U',
      'throughline',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
      '--no-instructions',
    ],
    home,
  );
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: home,
    fsync: 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: 'off',
    max_connections: 200,
    shared_buffers: '64MB',
    timezone: 'UTC',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [command, ...args] = asUser([join(kBin, 'postgres'), '-D', data, ...flags]);
  let server = start(command, args, { cwd: home, log });
  const stop = async () => {
    await end(server, 'SIGINT');
    rmSync(home, { recursive: true, force: true });
  };
  const restart = async () => {
    await end(server, 'SIGQUIT');
    server = start(command, args, { cwd: home, log });
    await waitUntilReady(port, home, server);
  };
  try {
    await waitUntilReady(port, home, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `postgresql://throughline@127.0.0.1:${port}/postgres`, stop, restart };
}
