// Webhooks for life: rotated without a gap, put back when somebody takes them away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kFlavours } from '../lib/flavours.mjs';
import { needsPrograms, until, World } from '../lib/harness.mjs';
import { acknowledged, checkAcknowledged, untilProven } from '../lib/ledger.mjs';
import { compareWithTruth } from '../lib/truth.mjs';

const kSites = [0, 2, 4].map((at) => kFlavours[at]); // Cloud, Data Center 10, Server 8

const pathOf = (id, tail = '') => `/api/v1/connections/${id}/webhooks${tail}`;

async function hookedWorld(t, flavour) {
  const world = new World(t);
  const limits = flavour.is.flavour === 'cloud' ? ['--no-limits'] : [];
  await world.startSimulator({ issues: 60, flavour, args: limits });
  await world.startServer();
  await world.server.setUp();
  const { id } = await world.connect({ days: 3650 });
  await world.untilFilled(id);
  await world.untilHooked(id);
  return { world, id, api: world.server.api };
}

const work = (world, steps) => world.sim.control('POST', 'work', { steps, rough: true });

async function untilDelivered(world) {
  await until('Jira has delivered all', async () => {
    const { webhooks } = await world.sim.control('GET', 'stats');
    return webhooks.waiting === 0 && webhooks.sent + webhooks.failed === webhooks.attempts;
  });
}

const addresses = async (world) => (await world.sim.hooks()).map(({ url }) => url).sort();

for (const flavour of kSites) {
  test(
    `${flavour.name}: a rotation under load loses no event and ends with new addresses`,
    needsPrograms(),
    async (t) => {
      const { world, id, api } = await hookedWorld(t, flavour);
      const before = await addresses(world);
      await work(world, 10);
      await api.post(pathOf(id, '/rotate'));
      let rounds = 0;
      await until('the old ones have gone', async () => {
        await work(world, 3);
        rounds++;
        world.clock.advance({ minutes: 3 }); // the keeper looks with the polls
        const now = await addresses(world);
        return now.length === before.length && now.every((url) => !before.includes(url));
      });
      await work(world, 10);
      await untilDelivered(world);
      // What was under way to the old address when it went came by the new one too.
      const { values } = await world.sim.control('GET', 'webhooks/sent');
      const came = new Set(
        values.filter(({ outcome }) => outcome === 'sent').map(({ body }) => body),
      );
      const lost = values.filter(({ body }) => !came.has(body));
      assert.deepEqual(
        lost.map(({ event, outcome, status }) => `${event}: ${outcome} ${status}`),
        [],
        `of ${values.length} deliveries in ${rounds} rounds`,
      );
      const { hooks } = await api.get(pathOf(id));
      assert.ok(
        hooks.every(({ state }) => state === 'registered'),
        JSON.stringify(hooks),
      );
      await world.untilQuiet(id);
      await checkAcknowledged(world.sim, world.server, id);
      await untilProven(world, id);
      await compareWithTruth(world.sim, world.server);
    },
  );

  test(
    `${flavour.name}: a webhook that somebody deleted in Jira comes back`,
    needsPrograms(),
    async (t) => {
      const { world, id } = await hookedWorld(t, flavour);
      const known = await addresses(world);
      assert.equal(await world.sim.removeHooks(), known.length);
      await until('it is there again', async () => {
        world.clock.advance({ minutes: 20 });
        await world.server.api.post(`/api/v1/connections/${id}/sync`);
        return (await world.sim.hooks()).length === known.length;
      });
      await untilDelivered(world);
      const heard = (await acknowledged(world.sim)).length;
      await world.sim.control('POST', 'bulk-edit', { count: 5 });
      await untilDelivered(world);
      assert.ok((await acknowledged(world.sim)).length >= heard + 5, 'it is deaf');
      await world.untilQuiet(id);
      await world.untilHooked(id);
    },
  );

  test(
    `${flavour.name}: a webhook that somebody switched off in Jira is switched on again`,
    needsPrograms(),
    async (t) => {
      const { world, id } = await hookedWorld(t, flavour);
      for (const { path } of await world.sim.hooks())
        await world.sim.jira('PUT', path, { enabled: false, active: false });
      await until('it is on again', async () => {
        world.clock.advance({ minutes: 20 });
        await world.server.api.post(`/api/v1/connections/${id}/sync`);
        return (await world.sim.hooks()).every(({ enabled }) => enabled);
      });
      await world.untilHooked(id);
    },
  );
}

test('a second rotation while one is under way is refused', needsPrograms(), async (t) => {
  const { world, id, api } = await hookedWorld(t, kFlavours[0]);
  await world.sim.control('POST', 'webhooks', { paused: true }); // the new one is not heard from
  await api.post(pathOf(id, '/rotate'));
  const again = await api.send('POST', pathOf(id, '/rotate'), { body: {} });
  assert.equal(again.status, 409, again.text);
  assert.ok(again.body.remedy, again.text);
});

test('disconnecting takes every webhook away, also in mid-rotation', needsPrograms(), async (t) => {
  const { world, id, api } = await hookedWorld(t, kFlavours[2]);
  await api.post(pathOf(id, '/rotate'));
  await api.delete(`/api/v1/connections/${id}?facts=keep`);
  assert.deepEqual(await world.sim.hooks(), []);
});
