// PostgreSQL goes away in the middle of transactions and comes back: time is lost, no facts.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { startPostgres } from '../../scripts/lib/run/postgres.mjs';
import { kPostgres, needsPrograms, until, World } from '../lib/harness.mjs';
import { checkAcknowledged, untilProven } from '../lib/ledger.mjs';
import { compareWithTruth } from '../lib/truth.mjs';

const kRestarts = 3;

async function issuesSoFar(world, id) {
  const { issues, progress } = await world.connection(id);
  return progress?.state === 'completed' ? Infinity : issues;
}

test(
  'PostgreSQL restarted while reading and under webhooks: nothing is lost',
  needsPrograms(kPostgres ? {} : { skip: 'TL_TEST_POSTGRES is not set' }),
  async (t) => {
    const world = new World(t);
    const postgres = await startPostgres(join(world.dir, 'postgres.log'), { durable: true });
    world.onEnd(() => postgres.stop());
    await world.startSimulator({ issues: 300 });
    await world.startServer({ args: ['--database', postgres.url] });
    await world.server.setUp();
    const { id } = await world.connect({ days: 3650 });
    let have = 0;
    for (let restarts = 0; restarts < kRestarts; restarts++) {
      have = await until('more has come', async () => {
        const now = await issuesSoFar(world, id);
        return now > have && now;
      });
      await postgres.restart();
      await world.sim.control('POST', 'work', { steps: 10, rough: true });
      await until('it answers again', async () => await world.connection(id));
    }
    world.clock.advance({ minutes: 6 }); // over the pause before the next try
    await world.untilFilled(id);
    await world.untilHooked(id);
    for (let restarts = 0; restarts < kRestarts; restarts++) {
      await world.sim.control('POST', 'work', { steps: 20, rough: true });
      await postgres.restart();
      await world.sim.control('POST', 'work', { steps: 20, rough: true });
    }
    await until('it answers again', async () => await world.connection(id));
    world.clock.advance({ minutes: 6 });
    await until('Jira has delivered all it could', async () => {
      world.clock.advance({ minutes: 1 });
      return (await world.sim.control('GET', 'stats')).webhooks.waiting === 0;
    });
    await world.untilQuiet(id);
    await untilProven(world, id);
    await compareWithTruth(world.sim, world.server);
    assert.ok((await checkAcknowledged(world.sim, world.server, id)) > 0);
  },
);
