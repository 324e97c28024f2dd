// Somebody edits very many issues at once: everything is accepted, the queue is seen to grow and to
// empty, and what is then here is what Jira has.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kFlavours } from '../lib/flavours.mjs';
import { needsPrograms, until, World } from '../lib/harness.mjs';
import { checkAcknowledged, untilProven } from '../lib/ledger.mjs';
import { compareWithTruth } from '../lib/truth.mjs';

const kMinutes = 8;

async function checkBurst(t, issues) {
  const world = new World(t);
  const sizes = ['--histories-per-issue', '0'];
  await world.startSimulator({ issues, flavour: kFlavours[2], args: sizes });
  await world.startServer();
  await world.server.setUp();
  const { id } = await world.connect({ days: 3650 });
  await world.untilFilled(id);
  await world.untilHooked(id);
  const { changed } = await world.sim.control('POST', 'bulk-edit', { count: issues });
  assert.equal(changed, issues);
  await until(
    'Jira has delivered all',
    async () => {
      const { webhooks } = await world.sim.control('GET', 'stats');
      return webhooks.waiting === 0 && webhooks.sent + webhooks.failed === webhooks.attempts;
    },
    kMinutes * 60,
  );
  const { webhooks } = await world.sim.control('GET', 'stats');
  assert.equal(webhooks.failed, 0, `${webhooks.failed} of ${webhooks.sent} were not taken`);
  await until('the queue is empty', async () => !(await world.connection(id)).pending, 300);
  await checkAcknowledged(world.sim, world.server, id);
  await compareWithTruth(world.sim, world.server); // by webhooks alone: no poll was due
  await untilProven(world, id, { slow: issues > 10_000 });
}

test('a bulk edit of 2,000 issues', needsPrograms(), (t) => checkBurst(t, 2000));

const skip = process.env.TL_FULL ? {} : { skip: 'takes minutes; scripts/test --full runs it' };
test('a bulk edit of 50,000 issues', needsPrograms(skip), (t) => checkBurst(t, 50_000));
