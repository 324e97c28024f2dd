// A backfill of every kind of Jira by the real programs: requests per 1,000 issues, wall time under
// the site's limits, CPU and greatest memory of the server. Prints rows for scripts/bench.
//   node bench/sites.mjs DIR ISSUES [LATENCY_MS [KIND]]     TL_BIN and SIM_BIN name the programs
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestClock } from '../tests/lib/clock.mjs';
import { kFlavours } from '../tests/lib/flavours.mjs';
import { freePort, Server } from '../tests/lib/server.mjs';
import { Simulator } from '../tests/lib/simulator.mjs';
import { until } from '../tests/lib/wait.mjs';

const [dir, issuesText, latency = '0', kind] = process.argv.slice(2);
const kIssues = Number(issuesText);
const kTarget = 40;
const kTicks = 100; // of /proc/PID/stat a second

/** {cpu: seconds, peak: MiB} of a process. */
function usage(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const peak = Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024;
  return { cpu: (Number(stat[11]) + Number(stat[12])) / kTicks, peak };
}

async function connect(server, sim) {
  return server.api.post('/api/v1/connections/jira', {
    sign_in: sim.signIn(),
    token_expires: new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10),
    project_keys: [],
    backfill_days: 3650,
    webhooks: false,
  });
}

async function measure(flavour, place) {
  mkdirSync(place, { recursive: true });
  const clock = new TestClock(join(place, 'clock'));
  const args = ['--latency-ms', latency];
  const sim = new Simulator({ dir: place, clock, seed: 1, issues: kIssues, args, flavour });
  await sim.start();
  const gateway = flavour.gateway ? ['--atlassian-gateway', sim.root] : [];
  const server = new Server({ dir: place, clock, port: await freePort(), args: gateway });
  try {
    await server.start();
    await server.setUp();
    const before = usage(server.program.pid);
    const begun = Date.now();
    const { id } = await connect(server, sim);
    const done = await until(
      'the backfill is complete',
      async () => {
        const connection = await server.api.get(`/api/v1/connections/${id}`);
        return connection.progress?.state === 'completed' && connection;
      },
      3600,
    );
    const after = usage(server.program.pid);
    return {
      ...{ requests: done.progress.requests_made, issues: done.issues, peak: after.peak },
      ...{ seconds: (Date.now() - begun) / 1000, cpu: after.cpu - before.cpu },
    };
  } finally {
    await Promise.all([server.kill(), sim.kill()]);
  }
}

function row(...columns) {
  console.log(['row', ...columns].join('\t'));
}

for (const [at, flavour] of kFlavours.entries()) {
  if (kind && flavour.name !== kind) continue;
  const { requests, issues, seconds, cpu, peak } = await measure(flavour, join(dir, `site-${at}`));
  const per = (requests * 1000) / issues;
  const cloud = flavour.is.flavour === 'cloud';
  const verdict = cloud ? (per <= kTarget ? 'met' : 'MISSED') : '-';
  const cost = `${((cpu * 1e6) / issues).toFixed(0)} us CPU an issue`;
  const how = `${issues} issues, ${seconds.toFixed(1)} s, ${cost}, ${peak.toFixed(0)} MiB`;
  const target = cloud ? `<= ${kTarget}` : '-';
  row(`requests per 1,000 issues, ${flavour.name}`, per.toFixed(1), how, '-', target, verdict);
}
