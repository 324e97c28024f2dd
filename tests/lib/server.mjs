// One `throughline serve` under test: started on a port of its own, killed, restarted on the same
// data; and a signed-in client of it.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client } from './client.mjs';
import { Program } from './processes.mjs';
import { final, until } from './wait.mjs';

export const kBinary = process.env.TL_BIN ?? '';
export const kAdmin = {
  name: 'Ada Admin',
  email: 'ada@example.com',
  password: 'correct horse battery',
};

/** A port that is free now. It is kept over restarts, because webhooks are registered to it. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Waits until `file` holds a port; ends at once when `program` did. */
export function portOf(program, file) {
  return until(`${program.name} serves`, () => {
    if (program.ended) {
      throw final(`${program.name} ended with ${JSON.stringify(program.ended)}:\n${program.log}`);
    }
    return existsSync(file) && Number(readFileSync(file, 'utf8').trim().split(':').at(-1));
  });
}

export class Server {
  #args;
  #portFile;
  #launcher;

  /**
   * `args`: what comes after `serve` besides data, address and clock. `launcher`: a command that
   * becomes the server, such as ['unshare', '-m', ...].
   */
  constructor({ dir, clock, args = [], port, launcher = [] }) {
    this.data = join(dir, 'data');
    this.port = port;
    this.address = `http://127.0.0.1:${port}`;
    /** URL of its PostgreSQL database; undefined on SQLite. */
    this.database = args.includes('--database') ? args[args.indexOf('--database') + 1] : undefined;
    this.api = new Client(this.address);
    this.#portFile = join(dir, 'server-port');
    this.#launcher = launcher;
    this.#args = [
      '--data',
      this.data,
      '--listen',
      `127.0.0.1:${port}`,
      '--port-file',
      this.#portFile,
      ...(clock ? ['--test-clock', clock.file] : []),
      ...args,
    ];
    this.programs = [];
  }

  get program() {
    return this.programs.at(-1);
  }

  async start() {
    rmSync(this.#portFile, { force: true });
    const [first, ...rest] = [...this.#launcher, kBinary, 'serve', ...this.#args];
    this.programs.push(new Program('throughline', first, rest));
    await portOf(this.program, this.#portFile);
    await until(
      'the server is ready',
      async () => (await this.api.send('GET', '/readyz')).status === 200,
    );
  }

  /** Ends it politely; it must end with 0. */
  stop() {
    return this.program.stop();
  }

  async kill() {
    await this.program?.kill();
  }

  /** The one-time token of the first run, from the file that the server writes it to. */
  setupToken() {
    const file = join(this.data, 'setup-token');
    return until(
      'there is a setup token',
      () => existsSync(file) && readFileSync(file, 'utf8').trim(),
    );
  }

  /** The first run: an organisation, its admin, and `api` signed in as that admin. */
  async setUp(more = {}) {
    const token = await this.setupToken();
    return this.api.post('/api/v1/setup', {
      token,
      ...kAdmin,
      organisation: 'Example',
      public_url: this.address,
      time_zone: 'Europe/Berlin',
      week_start: 'monday',
      ...more,
    });
  }

  /** All facts as lines. */
  async export() {
    const text = await this.api.get('/api/v1/export');
    return text.split('\n').filter(Boolean);
  }
}
