// Whatever order webhooks come in, however often, and whoever wins against a poll: equal facts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shuffledWithDuplicates } from '../lib/delivery.mjs';
import { kSeed, needsPrograms, onEachDatabase, until, World } from '../lib/harness.mjs';

const kSeeds = [0, 1, 2, 3, 4].map((more) => kSeed + more);

async function connected(world, database, name) {
  const server = await world.startServer({ database, name });
  const wire = await world.startWire(server);
  const { id } = await world.connect({ server });
  await world.untilFilled(id, server);
  await until('webhooks are registered', async () =>
    ['live', 'silent'].includes((await world.connection(id, server)).webhook.state),
  );
  return { server, wire, id };
}

/** Changes of several kinds to several issues. */
async function changeThings(world, keys) {
  const { sim } = world;
  for (const [index, key] of keys.entries()) {
    world.clock.advance({ seconds: 2 });
    await sim.jira('PUT', `/rest/api/3/issue/${key}`, { fields: { summary: `First ${index}` } });
    await sim.transition(key);
    world.clock.advance({ seconds: 2 });
    await sim.jira('PUT', `/rest/api/3/issue/${key}`, { fields: { summary: `Second ${index}` } });
    await sim.jira('POST', `/rest/api/3/issue/${key}/worklog`, {
      timeSpentSeconds: 600 * (index + 1),
    });
    await sim.transition(key);
  }
}

async function settled(world, { server, id }) {
  await world.untilQuiet(id, server);
  return server.export();
}

onEachDatabase((database, options) => {
  test(
    `${database}: permuted, duplicated and replayed arrivals end in the same export`,
    needsPrograms(options),
    async (t) => {
      const world = new World(t);
      await world.startSimulator({ issues: 40 });
      const straight = await connected(world, database, 'straight');
      const others = [];
      for (const seed of kSeeds) {
        const other = await connected(world, database, `seed-${seed}`);
        other.wire.mode = 'hold';
        others.push({ ...other, seed });
      }
      const page = await straight.server.api.get('/api/v1/issues?limit=4&sort=-updated');
      await changeThings(
        world,
        page.items.map(({ key }) => key),
      );
      await until('Jira has delivered all', async () => {
        // What is under way is neither waiting nor sent.
        const { waiting, sent, failed, attempts } = (await world.sim.control('GET', 'stats'))
          .webhooks;
        return waiting === 0 && sent + failed === attempts;
      });
      const deliveries = straight.wire.seen.length;
      assert.ok(deliveries >= 5 * page.items.length, `only ${deliveries} deliveries`);
      for (const { wire } of others) assert.equal(wire.seen.length, deliveries);
      const expected = await settled(world, straight);
      assert.ok(expected.some((line) => line.includes('Second 0')));
      for (const other of others) {
        const { wire, seed } = other;
        assert.notDeepEqual(await other.server.export(), expected, 'nothing was held back');
        assert.ok(
          (await wire.flush(0, (list) => shuffledWithDuplicates(list, seed))).every(
            (s) => s === 202,
          ),
        );
        assert.deepEqual(await settled(world, other), expected, `seed ${seed}, permuted`);
        await wire.flush(0);
        assert.deepEqual(await settled(world, other), expected, `seed ${seed}, replayed`);
      }
    },
  );
});
