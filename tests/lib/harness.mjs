// A world for one whole-program test: a simulated Jira, our server, a database and a clock, all
// its own and all gone afterwards. When the test fails, the logs of its programs are printed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestClock } from './clock.mjs';
import { makeDatabase } from './databases.mjs';
import { Delivery } from './delivery.mjs';
import { freePort, kBinary, Server } from './server.mjs';
import { kSimBinary, Simulator } from './simulator.mjs';
import { final, until } from './wait.mjs';

export { kPostgres, onEachDatabase } from './databases.mjs';
export { until } from './wait.mjs';
export { kAdmin } from './server.mjs';

/** The seed of this run: fixed, or fresh and printed with scripts/test --full. */
export const kSeed = Number(process.env.TL_SEED ?? 1);

/** Options of a test that needs our programs: skipped with a message where they are not built. */
export function needsPrograms(more = {}) {
  const missing = [
    ['TL_BIN', kBinary],
    ['SIM_BIN', kSimBinary],
  ].filter(([, path]) => !path);
  if (!missing.length) return more;
  return {
    ...more,
    skip: `${missing.map(([name]) => name).join(' and ')} not set; use scripts/test`,
  };
}

export class World {
  #cleanups = [];
  #closers = [];

  /**
   * `t`: the context of node:test, or {after(f), passed, write(text)}; the world ends with it.
   */
  constructor(t) {
    this.dir = mkdtempSync(join(tmpdir(), 'throughline-test-'));
    this.clock = new TestClock(join(this.dir, 'clock'));
    this.programs = [];
    t.after(() => this.#end(t));
  }

  async #end(t) {
    if (t.passed === false || t.error) {
      for (const { name, log, commandLine } of this.programs.flatMap((part) => part.programs)) {
        const text = `--- ${name}: ${commandLine}\n${log.split('\n').slice(-60).join('\n')}\n`;
        if (t.write) t.write(text);
        else process.stdout.write(text);
      }
    }
    const problems = [];
    for (const close of this.#closers) await close().catch((error) => problems.push(error));
    await Promise.all(this.programs.map((part) => part.kill()));
    for (const cleanup of this.#cleanups.reverse()) await cleanup();
    rmSync(this.dir, { recursive: true, force: true });
    if (problems.length) throw problems[0];
  }

  /** Runs before the programs are ended; what it throws fails the test. */
  beforeEnd(close) {
    this.#closers.push(close);
  }

  onEnd(cleanup) {
    this.#cleanups.push(cleanup);
  }

  /** Starts a simulated Jira; see simulator.mjs for the options. */
  async startSimulator(options = {}) {
    const sim = new Simulator({ dir: this.dir, clock: this.clock, seed: kSeed, ...options });
    this.programs.push(sim);
    await sim.start();
    this.sim ??= sim;
    return sim;
  }

  /** Starts a server that nobody has set up. `name` tells several servers of one test apart. */
  async startServer({
    database = 'sqlite',
    name = 'a',
    args = [],
    clock = this.clock,
    launcher,
  } = {}) {
    const { args: more, remove } = makeDatabase(database);
    this.onEnd(remove);
    const dir = join(this.dir, name);
    const server = new Server({
      launcher,
      dir,
      clock,
      port: await freePort(),
      args: [...more, ...args],
    });
    this.programs.push(server);
    await server.start();
    this.server ??= server;
    return server;
  }

  /** A simulator and a server that is set up: what most tests begin with. */
  static async begin(t, { database, sim, server } = {}) {
    const world = new World(t);
    await world.startSimulator(sim);
    await world.startServer({ database, ...server });
    await world.server.setUp();
    return world;
  }

  /** A date a year from now: when a token may end. */
  nextYear() {
    return new Date(this.clock.now() + 365 * 86_400_000).toISOString().slice(0, 10);
  }

  /** Connects `server` to `sim`; `more` of the request. Resolves to the connection. */
  async connect({
    server = this.server,
    sim = this.sim,
    webhooks = true,
    projects = [],
    days = 90,
    signIn = {},
    ...more
  } = {}) {
    return server.api.post('/api/v1/connections/jira', {
      name: 'Simulated',
      ...more,
      sign_in: { ...sim.signIn(), ...signIn },
      token_expires: this.nextYear(),
      project_keys: projects,
      backfill_days: days,
      webhooks,
    });
  }

  /** Puts a wire between Jira and `server`, and does its first run with the wire's address. */
  async startWire(server) {
    const wire = new Delivery(server.port);
    await wire.start();
    this.onEnd(() => wire.stop());
    await server.setUp({ public_url: wire.address });
    return wire;
  }

  /** A server of its own on `database`, filled from the simulator and quiet: for comparisons. */
  async startFilled(database) {
    const server = await this.startServer({ database, name: database });
    await server.setUp();
    const { id } = await this.connect({ server, webhooks: false });
    await this.untilFilled(id, server);
    await this.untilQuiet(id, server);
    return server;
  }

  /** Waits until Jira knows our webhooks. */
  untilHooked(id, server = this.server) {
    return until('webhooks are registered', async () => {
      const { webhook } = await this.connection(id, server);
      return ['live', 'silent'].includes(webhook.state) && webhook;
    });
  }

  connection(id, server = this.server) {
    return server.api.get(`/api/v1/connections/${id}`);
  }

  /** Waits until the backfill of a connection has ended well. */
  async untilFilled(id, server = this.server) {
    return until(
      'the backfill is complete',
      async () => {
        const connection = await this.connection(id, server);
        const state = connection.progress?.state;
        if (state === 'failed') throw final(`the backfill failed: ${JSON.stringify(connection)}`);
        return state === 'completed' && connection;
      },
      300,
    );
  }

  /** Waits until nothing that arrived waits to be applied. */
  async untilQuiet(id, server = this.server) {
    return until('nothing is pending', async () => {
      const connection = await this.connection(id, server);
      return connection.pending === 0 && connection;
    });
  }
}
