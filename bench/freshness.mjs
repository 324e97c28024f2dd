// How long after a change in Jira the numbers show it, while other events arrive: a webhook in, the
// issue and a panel of numbers out. Prints rows for scripts/bench.
//   node bench/freshness.mjs DIR ISSUES EVENTS_PER_SECOND SAMPLES   TL_BIN and SIM_BIN name programs
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TestClock } from '../tests/lib/clock.mjs';
import { freePort, Server } from '../tests/lib/server.mjs';
import { Simulator } from '../tests/lib/simulator.mjs';
import { until } from '../tests/lib/wait.mjs';

const [dir, issuesText, rateText, samplesText] = process.argv.slice(2);
const kRate = Number(rateText);
const kSamples = Number(samplesText);
const kDeadlineMs = 10_000;
const kSettleMs = 5000;
const kLeastShare = 0.9; // of the rate, else the figures are of another load
const kPanels = ['cycle-time?points=2000', 'throughput', 'aging', 'time-in-status', 'cumulative'];

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

function percentile(values, p) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * p) / 100) - 1)];
}

async function connect(server, sim) {
  const { id } = await server.api.post('/api/v1/connections/jira', {
    sign_in: sim.signIn(),
    token_expires: new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10),
    project_keys: [],
    backfill_days: 3650,
    webhooks: true,
  });
  await until(
    'the backfill is complete',
    async () => {
      const connection = await server.api.get(`/api/v1/connections/${id}`);
      return connection.progress?.state === 'completed';
    },
    1800,
  );
}

/** Renames an issue in Jira; gives the milliseconds until the list of issues shows it. */
async function measureOne(server, sim, issue, n) {
  const summary = `Freshness ${n} ${Date.now()}`;
  await sim.edit(issue.key, { summary });
  const begun = performance.now();
  while (performance.now() - begun < kDeadlineMs) {
    const found = await server.api.get(`/api/v1/issues?q=${encodeURIComponent(summary)}`);
    if (found.total > 0) return performance.now() - begun;
    await sleep(5);
  }
  return kDeadlineMs;
}

async function measurePanel(server, panel) {
  const begun = performance.now();
  await server.api.get(`/api/v1/metrics/flow/${panel}`);
  return performance.now() - begun;
}

function row(...columns) {
  console.log(['row', ...columns].join('\t'));
}

mkdirSync(dir, { recursive: true });
const clock = new TestClock(join(dir, 'clock'));
const sim = new Simulator({
  dir,
  clock,
  seed: 1,
  issues: Number(issuesText),
  args: ['--live', '--no-limits'],
});
await sim.start();
const server = new Server({ dir, clock, port: await freePort() });
try {
  await server.start();
  await server.setUp();
  await connect(server, sim);
  const { items } = await server.api.get('/api/v1/issues?sort=created&limit=200');
  await sim.control('POST', 'live', { per_minute: kRate * 60 });
  await sleep(kSettleMs);
  const before = (await sim.control('GET', 'stats')).webhooks.sent;
  const began = performance.now();
  const shown = [];
  const panels = [];
  for (let n = 0; n < kSamples; ++n) {
    shown.push(await measureOne(server, sim, items[n % items.length], n));
    panels.push(await measurePanel(server, kPanels[n % kPanels.length]));
  }
  const after = (await sim.control('GET', 'stats')).webhooks.sent;
  const rate = (after - before) / ((performance.now() - began) / 1000);
  const loaded = rate >= kRate * kLeastShare;
  const p95 = percentile(shown, 95);
  const how = `${kSamples} changes, p50 ${percentile(shown, 50).toFixed(0)} ms, ${rate.toFixed(0)} events/s meanwhile`;
  const verdict = loaded && p95 <= 1000 ? 'met' : 'MISSED';
  row('change in Jira to the answer', `${p95.toFixed(0)} ms p95`, how, '-', '<= 1 s p95', verdict);
  const slow = percentile(panels, 95);
  const panelHow = `${issuesText} issues, p50 ${percentile(panels, 50).toFixed(0)} ms, same load`;
  const met = loaded && slow <= 300 ? 'met' : 'MISSED';
  row('a panel over HTTP', `${slow.toFixed(0)} ms p95`, panelHow, '-', '<= 300 ms p95', met);
} finally {
  await Promise.all([server.kill(), sim.kill()]);
}
