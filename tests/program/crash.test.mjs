// A power cut in the middle of a backfill costs time, not facts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsPrograms, onEachDatabase, until, World } from '../lib/harness.mjs';

async function issuesSoFar(world, id, server) {
  return (await world.connection(id, server)).issues;
}

onEachDatabase((database, options) => {
  test(
    `${database}: kill -9 in mid-backfill, again and again, ends in equal facts`,
    needsPrograms(options),
    async (t) => {
      const world = new World(t);
      await world.startSimulator({ issues: 400 });
      const calm = await world.startServer({ database, name: 'calm' });
      await calm.setUp();
      const { id: calmId } = await world.connect({ server: calm, webhooks: false });
      await world.untilFilled(calmId, calm);
      await world.untilQuiet(calmId, calm);
      const expected = await calm.export();
      await calm.stop();

      const hit = await world.startServer({ database, name: 'hit' });
      await hit.setUp();
      const { id } = await world.connect({ server: hit, webhooks: false });
      let cuts = 0;
      for (let have = -1; cuts < 3; cuts++) {
        const more = await until('some issues have come', async () => {
          const { issues, progress } = await world.connection(id, hit);
          return progress?.state === 'completed' ? 'done' : issues > have && String(issues);
        });
        if (more === 'done') break;
        have = Number(more);
        await hit.kill();
        await hit.start();
        assert.ok((await issuesSoFar(world, id, hit)) >= have, 'stored issues were lost');
      }
      assert.ok(cuts > 0, 'the backfill was over before the first cut');
      await world.untilFilled(id, hit);
      await world.untilQuiet(id, hit);
      assert.deepEqual(await hit.export(), expected);
    },
  );
});
