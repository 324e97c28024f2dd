// What a trouble may do: the world of one seed, with the knobs of the simulated Jira and of the
// server.
import { kAdmin, World } from '../lib/harness.mjs';
import {
  kWorklogPace,
  ledgerOf,
  onlyWorklogsWait,
  proveNow,
  whyNotProven,
} from '../lib/ledger.mjs';
import { compareWithTruth } from '../lib/truth.mjs';
import { until } from '../lib/wait.mjs';
import { join } from 'node:path';

const kBreathMs = 250;
const kDays = 3650;
const kMostPageCap = 100_000;
const kSettleStepMs = 4000;
const kWorklogStepMs = 700;

/** A pause, so that what follows comes at a random instant. Nothing relies on its length. */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export class Stage {
  hidden = new Set();
  unseen = new Set();

  /** `t`: see World. */
  constructor(t, scenario) {
    this.scenario = scenario;
    this.world = new World(t);
    this.clock = this.world.clock;
  }

  get server() {
    return this.world.server;
  }

  get sim() {
    return this.world.sim;
  }

  /** A simulated Jira, a server that is set up, and a connection that begins to read. */
  async begin() {
    const { scenario, world } = this;
    const limits = scenario.flavour.is.flavour === 'cloud' ? ['--no-limits'] : [];
    await world.startSimulator({
      issues: scenario.issues,
      flavour: scenario.flavour,
      seed: scenario.seed,
      args: limits,
    });
    const file = join(world.dir, 'server-clock');
    const clock = scenario.skewSeconds
      ? world.clock.skewed(file, scenario.skewSeconds)
      : world.clock;
    await world.startServer({ database: scenario.database, clock });
    await this.server.setUp();
    await this.restoreSearch();
    const { id } = await world.connect({ days: kDays });
    this.id = id;
    await this.restoreWebhooks();
  }

  advance(by) {
    this.clock.advance(by);
  }

  breathe(dice, most = kBreathMs) {
    return pause(dice.between(0, most));
  }

  work(steps, rough) {
    return this.sim.control('POST', 'work', { steps, rough });
  }

  bulkEdit(count) {
    return this.sim.control('POST', 'bulk-edit', { count });
  }

  /** Bursts of changes, with time passing between them, and kills at random instants. */
  async load(dice, { bursts, steps, rough, kills }) {
    for (let burst = 0; burst < bursts; burst++) {
      await this.work(steps, rough);
      this.advance({ seconds: dice.between(1, 100) });
      await this.breathe(dice);
      if (burst < kills) await this.cut(dice);
    }
  }

  /** kill -9 at a random instant, and a restart on the same data. */
  async cut(dice) {
    await this.breathe(dice);
    await this.server.kill();
    await this.startServer();
  }

  startServer() {
    return this.server.start();
  }

  fault(order) {
    return this.sim.control('POST', 'faults', order);
  }

  clearFaults() {
    return this.sim.control('DELETE', 'faults');
  }

  webhooks(settings) {
    return this.sim.control('POST', 'webhooks', settings);
  }

  restoreWebhooks() {
    const { dropPercent, duplicatePercent, shuffle } = this.scenario;
    const drop_percent = dropPercent;
    return this.webhooks({ drop_percent, duplicate_percent: duplicatePercent, shuffle });
  }

  search(settings) {
    return this.sim.control('POST', 'search', settings);
  }

  restoreSearch() {
    const { lagSeconds, pageCap } = this.scenario;
    const cap = pageCap || kMostPageCap;
    return this.search({ lag_ms: lagSeconds * 1000, cap: Math.min(cap, 1000), page: pageCap });
  }

  async see(project, visible) {
    const truth = await this.sim.control('GET', 'truth/issues?account=bot');
    for (const issue of truth) if (!issue.visible) this.unseen.add(issue.id);
    await this.sim.control('POST', 'access', { account: 'bot', project, visible });
    if (visible) this.hidden.delete(project);
    else this.hidden.add(project);
  }

  /** The session of a person ends with the clock; then that person signs in again. */
  async #signedIn() {
    const { api } = this.server;
    if ((await api.send('GET', '/api/v1/me')).status !== 401) return api;
    const { email, password } = kAdmin;
    await api.post('/api/v1/session', { email, password });
    return api;
  }

  async connection() {
    await this.#signedIn();
    return this.world.connection(this.id);
  }

  /** Asks for a poll; a connection that cannot (paused, signed out) says so, which is no error. */
  async sync() {
    const api = await this.#signedIn();
    const path = `/api/v1/connections/${this.id}/sync`;
    const { status, text } = await api.send('POST', path, { body: {} });
    if (status >= 300 && status !== 409) throw new Error(`POST ${path}: ${status} ${text}`);
  }

  async prove() {
    await this.#signedIn();
    return proveNow(this.server, this.id);
  }

  removeHooks() {
    return this.sim.removeHooks();
  }

  async revokeToken() {
    await this.sim.revokeToken();
    await this.sync();
    await until(
      'the refusal is noticed',
      async () => {
        const { state } = await this.connection();
        if (state === 'needs_sign_in') return true;
        this.advance({ minutes: 6 });
        await this.sync();
        throw new Error(state);
      },
      10,
    );
  }

  async renewToken() {
    await this.sim.control('POST', 'unlock', {});
    const token = await this.sim.newToken();
    const api = await this.#signedIn();
    const body = { token, token_expires: this.world.nextYear() };
    const answer = await api.put(`/api/v1/connections/${this.id}/sign-in`, body);
    if (!answer.accepted) throw new Error(`the new token: ${JSON.stringify(answer.check)}`);
  }

  async untilFilled() {
    await this.#signedIn();
    await this.world.untilFilled(this.id);
  }

  /** Nothing goes wrong any more. */
  async calm() {
    await this.clearFaults();
    await this.webhooks({ drop_percent: 0, duplicate_percent: 0, delay_ms: 0, paused: false });
    await this.restoreSearch();
    this.advance({ minutes: 1 });
  }

  compare() {
    const { hidden, unseen } = this;
    return compareWithTruth(this.sim, this.server, { hidden: [...hidden], unseen: [...unseen] });
  }

  /** Waits until all is here and the server says so of everything up to now. */
  async settle(deadline) {
    const since = Math.max(this.clock.now(), this.clock.now() + 1000 * this.scenario.skewSeconds);
    for (let pace = { minutes: 17 }; ;) {
      this.advance(pace);
      await this.sync();
      await this.prove();
      const why = await this.#whyUnsettledWithin(
        since,
        Math.min(deadline, Date.now() + kSettleStepMs),
      );
      if (!why) return;
      if (onlyWorklogsWait(why)) pace = kWorklogPace;
      if (Date.now() >= deadline) throw new Error(`not settled: ${why}`);
    }
  }

  async #whyUnsettledWithin(since, end) {
    const soon = Date.now() + kWorklogStepMs;
    for (;;) {
      const why = await this.#whyUnsettled(since);
      if (!why || Date.now() >= end) return why;
      if (onlyWorklogsWait(why) && Date.now() >= soon) return why;
      await pause(50);
    }
  }

  async #whyUnsettled(since) {
    const { webhooks } = await this.sim.control('GET', 'stats');
    if (webhooks.waiting) return `${webhooks.waiting} deliveries wait in Jira`;
    const { state, pending, progress } = await this.connection();
    if (state !== 'active') return `the connection is ${state}`;
    if (progress?.state !== 'completed') return `reading: ${JSON.stringify(progress)}`;
    if (pending) return `${pending} deliveries wait here`;
    return whyNotProven(await ledgerOf(this.server, this.id), since, [...this.hidden]);
  }
}
