// The simulated Jira Cloud under test, and what a test may ask of it. See sim/README.md.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { adminCredentials, kFlavours } from './flavours.mjs';
import { Program } from './processes.mjs';
import { portOf } from './server.mjs';

export const kSimBinary = process.env.SIM_BIN ?? '';

/** The account that our server signs in as on Jira Cloud. */
const kBot = { email: 'bot@sim.example', token: 'sim-bot-token' };

/** How often a refused request (429) is tried again: the simulator is as strict as Jira. */
const kTries = 20;

export class Simulator {
  #args;
  #portFile;
  #signIn;

  /**
   * `issues`: how many; `args`: more options of throughline-sim; `flavour`: one of kFlavours;
   * `name` tells several simulators of one test apart.
   */
  constructor({ dir, clock, seed, issues = 60, args = [], flavour = kFlavours[0], name = 'sim' }) {
    this.flavour = flavour;
    this.#signIn = { ...flavour.signIn };
    this.#portFile = join(dir, `${name}-port`);
    this.#args = [
      ...['--listen', '127.0.0.1:0', '--port-file', this.#portFile, '--test-clock', clock.file],
      ...['--seed', String(seed), '--issues', String(issues), ...flavour.sim, ...args],
    ];
    this.clock = clock;
    this.programs = [];
  }

  async start() {
    rmSync(this.#portFile, { force: true });
    this.programs.push(new Program('throughline-sim', kSimBinary, this.#args));
    this.root = `http://127.0.0.1:${await portOf(this.programs[0], this.#portFile)}`;
    this.address = this.root + (this.flavour.path ?? '');
  }

  async kill() {
    await Promise.all(this.programs.map((program) => program.kill()));
  }

  /** What a person would type into the form. */
  signIn() {
    return { base_url: this.address, ...this.#signIn };
  }

  #send(method, url, body, headers) {
    return fetch(url, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
  }

  /** A request of Jira's own API, as an admin of the site; waits out the rate limit. */
  async jira(method, path, body) {
    const authorization = adminCredentials(this.flavour);
    for (let tries = 1; ; tries++) {
      const answer = await this.#send(method, this.address + path, body, { authorization });
      const text = await answer.text();
      if (answer.ok) return text ? JSON.parse(text) : undefined;
      if (answer.status !== 429 || tries === kTries) {
        throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 500)}`);
      }
      this.clock.advance({ seconds: Number(answer.headers.get('retry-after') ?? 1) });
    }
  }

  /** A request of the simulator's own control interface, below /_sim/. */
  async control(method, path, body) {
    const answer = await this.#send(method, `${this.root}/_sim/${path}`, body);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} /_sim/${path}: ${answer.status} ${text}`);
    const lines = /ndjson/.test(answer.headers.get('content-type') ?? '');
    if (lines)
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    return text ? JSON.parse(text) : undefined;
  }

  /** Changes fields of an issue, in the API version that every flavour has. */
  edit(key, fields) {
    return this.jira('PUT', `/rest/api/2/issue/${key}`, { fields });
  }

  /** Moves an issue along the first way that its workflow offers. */
  async transition(key) {
    const path = `/rest/api/2/issue/${key}/transitions`;
    const { transitions } = await this.jira('GET', path);
    await this.jira('POST', path, { transition: { id: transitions[0].id } });
  }

  /** Webhooks that are registered, as the site itself lists them: [{path, name, url, enabled}]. */
  async hooks() {
    const old = '/rest/webhooks/1.0/webhook';
    const fresh = '/rest/jira-webhook/1.0/webhooks';
    const base = this.flavour.sim.includes('dc-10') ? fresh : old;
    const list = await this.jira('GET', base);
    return list.map(({ self, id, name, url, enabled, active }) => ({
      path: `${base}/${id ?? self.split('/').at(-1)}`,
      ...{ name, url, enabled: enabled ?? active },
    }));
  }

  /** Somebody deletes every webhook in Jira, behind our back. Resolves to how many. */
  async removeHooks() {
    const hooks = await this.hooks();
    for (const { path } of hooks) await this.jira('DELETE', path);
    return hooks.length;
  }

  revokeToken() {
    return this.control('POST', 'tokens', { email: kBot.email, token: '' });
  }

  /** Gives the integration account a new token; resolves to it. */
  async newToken() {
    const token = `sim-token-${Date.now()}`;
    await this.control('POST', 'tokens', { email: kBot.email, token });
    this.#signIn.token = token;
    return token;
  }
}
