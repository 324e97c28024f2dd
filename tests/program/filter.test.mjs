// A JQL filter admits issues; Jira decides which match. An admitted one is followed for good.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kFlavours } from '../lib/flavours.mjs';
import { needsPrograms, onEachDatabase, until, World } from '../lib/harness.mjs';

const kOpen = 'statusCategory != Done';
const kTwo = [kFlavours[0], kFlavours.find(({ sim }) => sim.includes('dc-9'))];

async function filteredWorld(t, database, flavour) {
  const world = new World(t);
  await world.startSimulator({ issues: 100, flavour });
  await world.startServer({ database });
  await world.server.setUp();
  return world;
}

const rowsOf = (api) => api.all('/api/v1/issues?limit=100&sort=key');

/** Polls now, and waits until that round is over. */
async function poll(world, id) {
  const before = (await world.connection(id)).last_sync;
  world.clock.advance({ minutes: 20 });
  await world.server.api.post(`/api/v1/connections/${id}/sync`);
  await until('a poll has ended', async () => (await world.connection(id)).last_sync !== before);
  await world.untilQuiet(id);
}

/** Moves `key` on until its status is one of the done category. */
async function finish(sim, key) {
  for (let moves = 0; moves < 8; moves++) {
    const path = `/rest/api/2/issue/${key}/transitions`;
    const { transitions } = await sim.jira('GET', path);
    const isDone = ({ to }) => to.statusCategory.key === 'done';
    const way = transitions.find(isDone) ?? transitions.at(-1);
    await sim.jira('POST', path, { transition: { id: way.id } });
    if (isDone(way)) return;
  }
  throw new Error(`${key} cannot be finished`);
}

onEachDatabase((database, options) => {
  for (const flavour of kTwo) {
    test(
      `${database}, ${flavour.name}: admitted issues are followed when they leave the filter`,
      needsPrograms(options),
      async (t) => {
        const world = await filteredWorld(t, database, flavour);
        const { api } = world.server;
        const { id } = await world.connect({ webhooks: false, days: 3650, filter_jql: kOpen });
        await world.untilFilled(id);
        await world.untilQuiet(id);
        const admitted = await rowsOf(api);
        assert.ok(admitted.length > 10);
        assert.ok(
          admitted.every(({ status }) => status.category !== 'done'),
          'an issue came that the filter does not admit',
        );

        const key = admitted[0].key;
        await finish(world.sim, key);
        await poll(world, id);
        const followed = (await rowsOf(api)).find((row) => row.key === key);
        assert.equal(followed.status.category, 'done', 'its end is not here');
        assert.equal((await rowsOf(api)).length, admitted.length);
        assert.equal((await world.connection(id)).left_filter, 1);
      },
    );
  }

  test(
    `${database}: a changed filter brings its matches and drops others when asked`,
    needsPrograms(options),
    async (t) => {
      const world = await filteredWorld(t, database, kFlavours[0]);
      const { api } = world.server;
      const { id } = await world.connect({ webhooks: false, days: 3650, filter_jql: kOpen });
      await world.untilFilled(id);
      const open = await rowsOf(api);
      const change = { filter_jql: 'statusCategory = Done', drop: 'delete' };
      const preview = await api.post(`/api/v1/connections/${id}/preview`, change);
      assert.equal(preview.issues_dropped, open.length, JSON.stringify(preview));
      const { revision, progress } = await world.connection(id);
      await api.patch(`/api/v1/connections/${id}`, change, {
        headers: { 'if-match': `"${revision}"` },
      });
      await until('the new run is over', async () => {
        const now = await world.connection(id);
        return now.progress.run !== progress.run && now.progress.state === 'completed';
      });
      await world.untilQuiet(id);
      const done = await rowsOf(api);
      assert.ok(done.length > 10);
      assert.ok(done.every(({ status }) => status.category === 'done'));
      assert.equal((await world.connection(id)).issues, done.length);
      const lines = await world.server.export();
      for (const { id: gone } of open) {
        assert.ok(!lines.some((line) => line.includes(`"issue":${gone},`)), `${gone} left facts`);
      }
    },
  );

  test(
    `${database}: a webhook about an issue outside of the filter leaves nothing`,
    needsPrograms(options),
    async (t) => {
      const world = new World(t);
      await world.startSimulator({ issues: 100 });
      const { api } = await world.startServer({ database });
      const wire = await world.startWire(world.server);
      const { id } = await world.connect({ days: 3650, filter_jql: kOpen });
      await world.untilFilled(id);
      await until('webhooks are registered', async () =>
        ['live', 'silent'].includes((await world.connection(id)).webhook.state),
      );
      const admitted = new Set((await rowsOf(api)).map(({ key }) => key));
      const truth = await world.sim.control('GET', 'truth/issues');
      const outside = truth.find(({ key, deleted }) => !deleted && !admitted.has(key));
      const seen = wire.seen.length;
      const received = async () => (await world.connection(id)).webhook.events_received;
      const before = await received();
      await world.sim.edit(outside.key, { summary: 'None of your business' });
      await until('Jira has delivered it', () => wire.seen.length > seen);
      await until('it was taken in', async () => (await received()) > before);
      await world.untilQuiet(id);
      assert.equal((await rowsOf(api)).length, admitted.size);
      const answer = await api.send('GET', `/api/v1/issues/${outside.key}`);
      assert.equal(answer.status, 404);
    },
  );
});

/** Changes an issue in Jira, and waits until the webhook about it was taken in. */
async function changeAndTell(world, id, change) {
  const received = async () => (await world.connection(id)).webhook.events_received;
  const before = await received();
  await change();
  await until('it was taken in', async () => (await received()) > before);
  await world.untilQuiet(id);
}

onEachDatabase((database, options) => {
  async function hookedWorld(t, filter_jql) {
    const world = new World(t);
    await world.startSimulator({ issues: 80 });
    const { api } = await world.startServer({ database });
    await world.startWire(world.server);
    const { id } = await world.connect({ days: 3650, filter_jql });
    await world.untilFilled(id);
    await world.untilHooked(id);
    await world.untilQuiet(id);
    return { world, api, id };
  }

  test(
    `${database}: a filter that is decided here marks what leaves it as it arrives`,
    needsPrograms(options),
    async (t) => {
      const { world, api, id } = await hookedWorld(t, kOpen);
      const seen = await world.connection(id);
      assert.equal(seen.filter_here.decided, true, seen.filter_here.why);
      const admitted = await rowsOf(api);
      const key = admitted[0].key;
      await changeAndTell(world, id, () => finish(world.sim, key));
      await until('it is marked', async () => (await world.connection(id)).left_filter === 1);
      const followed = (await rowsOf(api)).find((row) => row.key === key);
      assert.equal(followed.status.category, 'done', 'its end is not here');
      assert.equal((await rowsOf(api)).length, admitted.length, 'it is not lost');
      await changeAndTell(world, id, () => world.sim.edit(key, { summary: 'Followed for good' }));
      const again = (await rowsOf(api)).find((row) => row.key === key);
      assert.equal(again.summary, 'Followed for good');
    },
  );

  test(
    `${database}: an issue leaves a filter as time goes by, and comes back by a change`,
    needsPrograms(options),
    async (t) => {
      const { world, api, id } = await hookedWorld(t, 'updated >= -2h');
      const seen = await world.connection(id);
      assert.equal(seen.filter_here.decided, true, seen.filter_here.why);
      assert.equal(seen.filter_here.time, 'minute');
      const [{ key }] = await world.sim.control('GET', 'truth/issues');
      await changeAndTell(world, id, () => world.sim.edit(key, { summary: 'Fresh' }));
      await until('it came', async () => (await rowsOf(api)).some((row) => row.key === key));
      const count = (await rowsOf(api)).length;
      world.clock.advance({ hours: 3 });
      await until('all of them left', async () => {
        return (await world.connection(id)).left_filter === count;
      });
      assert.equal((await rowsOf(api)).length, count, 'none is lost');
      await changeAndTell(world, id, () => world.sim.edit(key, { summary: 'Fresh again' }));
      await until('one is back', async () => {
        return (await world.connection(id)).left_filter === count - 1;
      });
    },
  );

  // A text search is left to Jira, whose words are others than ours.
  test(
    `${database}: where a filter cannot be decided here, Jira decides`,
    needsPrograms(options),
    async (t) => {
      const kWord = 'Quokka';
      const { world, api, id } = await hookedWorld(t, `text ~ ${kWord}`);
      const seen = await world.connection(id);
      assert.equal(seen.filter_here.decided, false);
      assert.match(seen.filter_here.why, /text/);
      assert.equal((await rowsOf(api)).length, 0);
      const [one, two] = await world.sim.control('GET', 'truth/issues');
      const summary = `A ${kWord} in the yard`;
      await changeAndTell(world, id, () => world.sim.edit(one.key, { summary }));
      await changeAndTell(world, id, () => world.sim.edit(two.key, { summary: 'Nobody' }));
      await until('it came', async () => (await rowsOf(api)).length === 1);
      assert.equal((await rowsOf(api))[0].key, one.key);
      await changeAndTell(world, id, () => world.sim.edit(one.key, { summary: 'It went away' }));
      await poll(world, id); // that asks Jira
      await until('it is marked', async () => (await world.connection(id)).left_filter === 1);
      assert.equal((await rowsOf(api)).length, 1, 'it is not lost');
    },
  );
});

test('a filter is checked while typing', needsPrograms(), async (t) => {
  const world = await filteredWorld(t, 'sqlite', kFlavours[0]);
  const { api } = world.server;
  const check = (jql) =>
    api.post('/api/v1/connections/jira/filter', {
      sign_in: world.sim.signIn(),
      jql,
      project_keys: [],
    });
  const good = await check(`${kOpen} ORDER BY updated`);
  assert.equal(good.valid, true);
  assert.ok(good.matches > 0 && good.matches < good.of);
  assert.ok(good.samples.length > 0);
  assert.ok(good.notes.some((note) => /ORDER BY/.test(note)));
  const empty = await check('created > "2100-01-01"');
  assert.deepEqual([empty.valid, empty.matches], [true, 0]);
  const wrong = await check('statsu = Done');
  assert.equal(wrong.valid, false);
  assert.match(wrong.error, /statsu/);
  assert.match(wrong.suggestion, /status/i);
});
