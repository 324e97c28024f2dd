// What the proof costs: requests of a census and of a look, by the simulator's own counters.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kFlavours } from '../lib/flavours.mjs';
import { needsPrograms, until, World } from '../lib/harness.mjs';
import { ledgerOf, proveNow, untilProven } from '../lib/ledger.mjs';

const kDays = 3650;
const kLookBudget = 3;
const kSites = [0, 2].map((at) => kFlavours[at]); // Cloud, and Data Center with its cap of 1,000

/** A census of 100,000 issues may cost 120 requests; a smaller one its share, and a few. */
const budget = (issues) => (issues >= 100_000 ? 120 : Math.ceil((issues * 120) / 100_000) + 8);

async function filled(t, flavour, issues, args = []) {
  const world = new World(t);
  const many = issues > 10_000 ? ['--histories-per-issue', '0'] : [];
  const limits = flavour.is.flavour === 'cloud' ? ['--no-limits'] : [];
  await world.startSimulator({
    issues,
    flavour,
    args: ['--projects', '1', ...many, ...limits, ...args],
  });
  await world.startServer();
  await world.server.setUp();
  const { id } = await world.connect({ webhooks: false, days: kDays });
  await world.untilFilled(id);
  await world.untilQuiet(id);
  // What is due by the clock is done before anything is counted.
  world.clock.advance({ minutes: 20 });
  await untilProven(world, id);
  return { world, id };
}

async function requestsOf(world, deed) {
  await world.sim.control('DELETE', 'stats');
  await deed();
  const { requests } = await world.sim.control('GET', 'stats');
  const theirs = Object.entries(requests).filter(([name]) => !name.includes('/_sim/'));
  return { total: theirs.reduce((sum, [, times]) => sum + times, 0), theirs };
}

const projectRow = async (world, id) => (await ledgerOf(world.server, id)).rows[0];

async function countCensus(world, id) {
  const before = (await projectRow(world, id)).census;
  return requestsOf(world, async () => {
    await proveNow(world.server, id);
    await until('a census has ended', async () => {
      const { census } = await projectRow(world, id);
      return census !== before;
    });
  });
}

/** The next cheap look: nothing changed, so it must be enough. */
async function countLook(world, id) {
  const { looked, census } = await projectRow(world, id);
  const seen = await until('a look has ended', async () => {
    const row = await projectRow(world, id);
    if (row.looked !== looked) return row;
    world.clock.advance({ minutes: 3 });
    throw new Error('not yet');
  });
  assert.equal(seen.census, census, 'a census, although nothing changed');
  assert.ok(['nothing_new', 'proven'].includes(seen.state), seen.text);
  return seen.look_requests;
}

async function checkBudget(t, flavour, issues, args) {
  const { world, id } = await filled(t, flavour, issues, args);
  const { total, theirs } = await countCensus(world, id);
  const row = await projectRow(world, id);
  assert.ok(row.compared >= issues * 0.95, `only ${row.compared} of ${issues} were compared`);
  const most = budget(issues);
  const what = `${total} requests for ${issues} issues at ${flavour.name}: ${theirs.join(' ')}`;
  t.diagnostic(`${what}; the ledger counts ${row.census_requests}`);
  assert.ok(row.census_requests <= most, `${row.census_requests} > ${most}; ${what}`);
  // Worklogs and the sample of histories come with it; they have budgets of their own.
  const searches = theirs.filter(([name]) => /search|count/.test(name));
  const searched = searches.reduce((sum, [, times]) => sum + times, 0);
  assert.ok(searched <= most + kLookBudget, `${searched} searches; ${what}`);
  const look = await countLook(world, id);
  assert.ok(look >= 1 && look <= kLookBudget, `a look took ${look} requests`);
  return { world, id };
}

for (const flavour of kSites) {
  test(`${flavour.name}: a census stays within its budget`, needsPrograms(), (t) =>
    checkBudget(t, flavour, 4000),
  );

  const skip = process.env.TL_FULL ? {} : { skip: 'takes minutes; scripts/test --full runs it' };
  test(
    `${flavour.name}: a census of 100,000 issues takes at most 120 requests`,
    needsPrograms(skip),
    (t) => checkBudget(t, flavour, 100_000),
  );
}

test('a page size that was lowered is shown with what it costs', needsPrograms(), async (t) => {
  const { world, id } = await filled(t, kFlavours[2], 600, ['--search-cap', '50']);
  const { page_note: note } = await ledgerOf(world.server, id);
  assert.match(note, /50/, `it says: ${note}`);
});
