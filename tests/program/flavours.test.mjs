// Every kind of Jira: what was read equals what is true there, and a change arrives.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kFlavours } from '../lib/flavours.mjs';
import { needsPrograms, onEachDatabase, until, World } from '../lib/harness.mjs';
import { compareWithTruth } from '../lib/truth.mjs';
import { startProxy, startTls } from '../lib/wires.mjs';

const kDays = 3650;

/** A server beside a simulated Jira of `flavour`, set up; not yet connected. */
async function flavouredWorld(t, database, flavour, issues = 120) {
  const world = new World(t);
  await world.startSimulator({ issues, flavour });
  const args = flavour.gateway ? ['--atlassian-gateway', world.sim.root] : [];
  await world.startServer({ database, args });
  await world.server.setUp();
  return world;
}

async function checkDetection(world, flavour) {
  const { api } = world.server;
  const found = await api.post('/api/v1/connections/jira/detect', {
    base_url: `${world.sim.address}/browse/ABC-1`,
  });
  assert.equal(found.url.base_url, world.sim.address);
  assert.equal(found.site.flavour, flavour.is.flavour);
  assert.ok(found.methods.length > 0);
  const checked = await api.post('/api/v1/connections/jira/check', world.sim.signIn());
  assert.equal(checked.can_proceed, true, JSON.stringify(checked.rows, null, 1));
  assert.ok(!JSON.stringify(checked).includes(world.sim.signIn().token), 'a secret was shown');
}

async function checkChange(world, id, flavour) {
  const { api } = world.server;
  const webhooks = flavour.webhooks !== false;
  if (webhooks) {
    await until('webhooks are registered', async () =>
      ['live', 'silent'].includes((await world.connection(id)).webhook.state),
    );
  }
  const { key } = (await api.get('/api/v1/issues?limit=1&sort=-updated')).items[0];
  const summary = `Changed at ${flavour.name}`;
  await world.sim.edit(key, { summary });
  if (!webhooks) {
    world.clock.advance({ minutes: 20 });
    await api.post(`/api/v1/connections/${id}/sync`);
  }
  await until(
    'the new summary is here',
    async () => (await api.get(`/api/v1/issues/${key}`)).row.summary === summary,
  );
}

onEachDatabase((database, options) => {
  for (const flavour of kFlavours) {
    test(`${database}: ${flavour.name}`, needsPrograms(options), async (t) => {
      const world = await flavouredWorld(t, database, flavour);
      await checkDetection(world, flavour);
      const { id } = await world.connect({ days: kDays, webhooks: flavour.webhooks !== false });
      const connection = await world.untilFilled(id);
      assert.equal(connection.flavour, flavour.is.flavour);
      assert.equal(connection.method, flavour.is.method);
      assert.equal(connection.progress.refused, 0);
      await world.untilQuiet(id);
      await compareWithTruth(world.sim, world.server);
      await checkChange(world, id, flavour);
      await world.untilQuiet(id);
      await compareWithTruth(world.sim, world.server);
    });
  }
});

test('a Jira with an authority of its own, behind a proxy', needsPrograms(), async (t) => {
  const flavour = kFlavours.find(({ is }) => is.flavour === 'data_center');
  const world = await flavouredWorld(t, 'sqlite', flavour, 40);
  const tls = await startTls(world.dir, world.sim.root);
  const proxy = await startProxy('ada', 's3cret');
  world.onEnd(() => Promise.all([tls.stop(), proxy.stop()]));
  const { api } = world.server;
  const base_url = tls.address;
  const unknown = await api.send('POST', '/api/v1/connections/jira/check', {
    body: { ...world.sim.signIn(), base_url },
  });
  const said = JSON.stringify(unknown.body);
  assert.match(said, /authority|certificate/i);
  assert.notEqual(unknown.body.can_proceed, true);

  const signIn = { base_url, ca_pem: tls.ca, proxy: proxy.address };
  const { id } = await world.connect({ webhooks: false, signIn });
  await world.untilFilled(id);
  assert.ok(proxy.seen.length > 0, 'the proxy was passed by');
  const connection = await world.connection(id);
  assert.equal(connection.has_ca, true);
  assert.ok(!JSON.stringify(connection).includes('s3cret'), "the proxy's password was shown");
  await world.server.stop();
  const before = proxy.seen.length;
  await world.server.start();
  await api.post(`/api/v1/connections/${id}/sync`);
  await until('the restarted server uses the proxy', () => proxy.seen.length > before);
});

test('an upgrade from Data Center 9 to 10 goes on by itself', needsPrograms(), async (t) => {
  const nine = kFlavours.find(({ sim }) => sim.includes('dc-9'));
  const world = await flavouredWorld(t, 'sqlite', nine, 60);
  const { id } = await world.connect({ days: kDays });
  await world.untilFilled(id);
  const { version } = await world.connection(id);
  assert.match(version, /^9\./);
  await world.sim.control('POST', 'flavour', { flavour: 'dc-10' });
  world.clock.advance({ minutes: 61 });
  await until('the new version is known', async () =>
    /^10\./.test((await world.connection(id)).version),
  );
  const { key } = (await world.server.api.get('/api/v1/issues?limit=1')).items[0];
  await world.sim.edit(key, { summary: 'After the upgrade' });
  world.clock.advance({ minutes: 16 });
  await until(
    'a change after the upgrade is here',
    async () =>
      (await world.server.api.get(`/api/v1/issues/${key}`)).row.summary === 'After the upgrade',
  );
});
