// Changes in Jira arrive: at once by webhook, and by polling where the webhook was lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsPrograms, onEachDatabase, until, World } from '../lib/harness.mjs';

/** Connected with webhooks that run through a wire the test controls. */
async function wiredWorld(t, database, sim) {
  const world = new World(t);
  await world.startSimulator({ issues: 60, ...sim });
  const server = await world.startServer({ database });
  const wire = await world.startWire(server);
  const { id } = await world.connect({ server });
  await world.untilFilled(id);
  await until('webhooks are registered', async () => {
    const { webhook } = await world.connection(id);
    return ['live', 'silent'].includes(webhook.state) && webhook;
  });
  return { world, server, wire, id, api: server.api };
}

const anyKey = async (api) => (await api.get('/api/v1/issues?limit=1&sort=-updated')).items[0].key;

onEachDatabase((database, options) => {
  test(
    `${database}: a change is here within seconds, by webhook`,
    needsPrograms(options),
    async (t) => {
      const { world, wire, id, api } = await wiredWorld(t, database);
      const key = await anyKey(api);
      const summary = 'Changed while we were listening';
      await world.sim.jira('PUT', `/rest/api/3/issue/${key}`, { fields: { summary } });
      await until(
        'the new summary is here',
        async () => (await api.get(`/api/v1/issues/${key}`)).row.summary === summary,
        30,
      );
      assert.ok(wire.seen.length > 0, 'nothing was delivered');
      assert.equal((await world.connection(id)).webhook.state, 'live');
    },
  );

  test(
    `${database}: what a lost webhook carried is caught by polling`,
    needsPrograms(options),
    async (t) => {
      const { world, wire, api } = await wiredWorld(t, database);
      const key = await anyKey(api);
      const summary = 'Changed while nobody listened';
      wire.mode = 'hold';
      await world.sim.jira('PUT', `/rest/api/3/issue/${key}`, { fields: { summary } });
      await until('the webhook was sent and lost', () => wire.seen.length > 0);
      assert.notEqual((await api.get(`/api/v1/issues/${key}`)).row.summary, summary);
      world.clock.advance({ minutes: 16 });
      await until(
        'the poll has brought it',
        async () => (await api.get(`/api/v1/issues/${key}`)).row.summary === summary,
      );
    },
  );
});

test(
  'a delivery that was altered or misdirected is refused and stored nowhere',
  needsPrograms(),
  async (t) => {
    const { world, server, wire, api } = await wiredWorld(t, 'sqlite');
    const key = await anyKey(api);
    wire.mode = 'hold';
    await world.sim.jira('PUT', `/rest/api/3/issue/${key}`, { fields: { summary: 'Held back' } });
    await until('it was delivered', () => wire.seen.length > 0);
    const before = await server.export();
    const altered = (list) =>
      list.map((one) => ({ ...one, body: Buffer.concat([one.body, Buffer.from(' ')]) }));
    const lost = (list) => list.map((one) => ({ ...one, url: one.url.replace(/.$/, '0') }));
    const unsigned = (list) =>
      list.map((one) => ({ ...one, headers: { ...one.headers, 'x-hub-signature': 'sha256=00' } }));
    assert.ok((await wire.flush(0, unsigned)).every((status) => status === 401));
    assert.ok((await wire.flush(0, lost)).every((status) => status === 404));
    const statuses = await wire.flush(0, altered);
    assert.ok(
      statuses.every((status) => status === 401),
      String(statuses),
    );
    assert.deepEqual(await server.export(), before);
    assert.ok((await wire.flush(0)).every((status) => status === 202));
    await until(
      'the genuine one was applied',
      async () => (await api.get(`/api/v1/issues/${key}`)).row.summary === 'Held back',
    );
  },
);
