// What the server claims of itself: that nothing is missing, and that each delivery it acknowledged
// is in its log.
import assert from 'node:assert/strict';
import { until } from './wait.mjs';

const kIdentifier = 'x-atlassian-webhook-identifier';
const kAtOnce = 8;

export const ledgerOf = (server, id) => server.api.get(`/api/v1/connections/${id}/ledger`);

/** Asks for a full census; false when the connection cannot now (paused, signed out). */
export async function proveNow(server, id, projects) {
  const body = projects ? { project_keys: projects } : {};
  const path = `/api/v1/connections/${id}/ledger/check`;
  const { status, text } = await server.api.send('POST', path, { body });
  if (status === 202) return true;
  if (status === 409) return false;
  throw new Error(`POST ${path}: ${status} ${text}`);
}

const at = (instant) => (instant ? Date.parse(instant) : 0);

/** Rows that must be proven: projects in sight, worklogs. `hidden`: keys out of sight. */
function rowsToProve({ rows, worklogs }, hidden) {
  const projects = rows.filter(({ key }) => !hidden.includes(key));
  return worklogs ? [...projects, worklogs] : projects;
}

/** Worklogs are proven at a pace of their own; that far the clock is moved when only they wait. */
export const kWorklogPace = { hours: 7 };
export const onlyWorklogsWait = (why) => why.startsWith('$worklogs: ');

/** Why `ledger` does not say that everything up to `since` (ms) is here; '' when it does. */
export function whyNotProven(ledger, since, hidden = []) {
  if (ledger.alarms.length) return `alarms: ${ledger.alarms.join('; ')}`;
  if (ledger.open) return `${ledger.open} open differences`;
  if (!ledger.arrivals.balanced) return `arrivals: ${JSON.stringify(ledger.arrivals)}`;
  if (!ledger.pulls.balanced) return `pulls: ${JSON.stringify(ledger.pulls)}`;
  const late = rowsToProve(ledger, hidden).find(({ proven }) => at(proven) < since);
  if (late) return `${late.key || late.account}: ${late.state}, ${late.text}`;
  if (!ledger.rows.length) return 'no project was looked at';
  const all = hidden.length || ['complete', 'nothing_new'].includes(ledger.state);
  return all ? '' : `the connection says ${ledger.state}: ${ledger.text}`;
}

/**
 * Waits until the ledger proves everything up to now; moves the clock over the lag. `slow`: that
 * takes longer than a moment, so it is asked for again after a minute only.
 */
export async function untilProven(world, id, options = {}) {
  const { server = world.server, hidden = [], slow = false } = options;
  const pauseMs = slow ? 60_000 : 3000;
  const since = world.clock.now();
  world.clock.advance({ minutes: 20 });
  await proveNow(server, id);
  let asked = Date.now();
  const look = async () => {
    const ledger = await ledgerOf(server, id);
    const why = whyNotProven(ledger, since, hidden);
    if (!why) return ledger;
    if (Date.now() - asked > pauseMs) {
      asked = Date.now();
      world.clock.advance(onlyWorklogsWait(why) ? kWorklogPace : { minutes: 6 });
      await proveNow(server, id);
    }
    throw new Error(why);
  };
  return until('the ledger proves everything', look, slow ? 600 : undefined);
}

/** Every delivery of the log, newest first. */
export function deliveriesOf(server, id, filter = '') {
  return server.api.all(`/api/v1/connections/${id}/deliveries?limit=200${filter}`);
}

async function detailsOf(server, rows) {
  const left = [...rows];
  const details = [];
  const worker = async () => {
    for (let row = left.pop(); row; row = left.pop())
      details.push(await server.api.get(`/api/v1/deliveries/${row.id}`));
  };
  await Promise.all(Array.from({ length: kAtOnce }, worker));
  return details;
}

const headerOf = ({ headers }, wanted) =>
  headers.find(({ name }) => name.toLowerCase() === wanted)?.value;

/** Deliveries of the simulator that were answered with 2xx. */
export async function acknowledged(sim) {
  const { values } = await sim.control('GET', 'webhooks/sent?bodies=false');
  return values.filter(({ outcome }) => outcome === 'sent');
}

/**
 * Every delivery that the simulator got a 2xx for is in the log of `server`: by the vendor's
 * identifier where it sends one and there are at most `most` of them, else by counts of events.
 */
export async function checkAcknowledged(sim, server, id, most = 400) {
  const sent = await acknowledged(sim);
  const rows = (await deliveriesOf(server, id)).filter(({ result }) => result !== 'rejected');
  const counts = new Map();
  for (const { event, repeats } of rows) counts.set(event, (counts.get(event) ?? 0) + 1 + repeats);
  for (const event of new Set(sent.map((one) => one.event))) {
    const theirs = sent.filter((one) => one.event === event).length;
    const ours = counts.get(event) ?? 0;
    assert.ok(ours >= theirs, `${theirs} ${event} were acknowledged, ${ours} are in the log`);
  }
  const named = sent.filter(({ headers }) => headers['X-Atlassian-Webhook-Identifier']);
  if (!named.length || rows.length > most) return sent.length;
  const known = new Set((await detailsOf(server, rows)).map((one) => headerOf(one, kIdentifier)));
  const lost = named.filter(({ headers }) => !known.has(headers['X-Atlassian-Webhook-Identifier']));
  assert.deepEqual(
    lost.map(({ seq, event }) => `${seq} ${event}`),
    [],
    'acknowledged, but not in the log',
  );
  return sent.length;
}
