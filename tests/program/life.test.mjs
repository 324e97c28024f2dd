// The life of a connection: two instances alike, other ways to sign in, what is written, what is
// wrong, and how it ends.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kFlavours } from '../lib/flavours.mjs';
import { needsPrograms, onEachDatabase, until, World } from '../lib/harness.mjs';

const url = (id, tail = '') => `/api/v1/connections/${id}${tail}`;

onEachDatabase((database, options) => {
  test(
    `${database}: two instances with equal keys stay apart`,
    needsPrograms(options),
    async (t) => {
      const world = await World.begin(t, { database, sim: { issues: 40 } });
      const other = await world.startSimulator({
        issues: 40,
        name: 'other',
        seed: 77,
        flavour: kFlavours.find(({ sim }) => sim.includes('dc-10')),
      });
      const first = await world.connect({ webhooks: false, days: 3650, name: 'First' });
      const second = await world.connect({ sim: other, webhooks: false, days: 3650 });
      await world.untilFilled(first.id);
      await world.untilFilled(second.id);
      const rows = await world.server.api.all('/api/v1/issues?limit=100&sort=key');
      const keys = rows.map(({ key }) => key);
      assert.ok(keys.length > new Set(keys).size, 'no key stands twice');
      const key = keys.find((one, at) => keys.indexOf(one) !== at);
      const twins = rows.filter((row) => row.key === key);
      assert.deepEqual(
        twins.map(({ connection }) => connection.id ?? connection).sort(),
        [first.id, second.id].sort(),
      );
      await other.edit(key, { summary: 'Only the other one' });
      world.clock.advance({ minutes: 6 });
      await until('the other one has changed', async () =>
        (await world.server.api.all('/api/v1/issues?limit=100&sort=key')).some(
          ({ summary }) => summary === 'Only the other one',
        ),
      );
      const after = await world.server.api.all('/api/v1/issues?limit=100&sort=key');
      const changed = after.filter(({ summary }) => summary === 'Only the other one');
      assert.equal(changed.length, 1);
    },
  );

  test(`${database}: another way to sign in loses nothing`, needsPrograms(options), async (t) => {
    const world = new World(t);
    await world.startSimulator({ issues: 60 });
    const args = ['--atlassian-gateway', world.sim.root];
    const { api } = await world.startServer({ database, args });
    await world.server.setUp();
    const { id } = await world.connect({ webhooks: false });
    await world.untilFilled(id);
    await world.untilQuiet(id);
    const before = await world.server.export();
    const wrong = await api.put(url(id, '/sign-in'), {
      email: 'bot@sim.example',
      token: 'nonsense',
      token_expires: world.nextYear(),
    });
    assert.equal(wrong.accepted, false);
    assert.ok(wrong.check.rows.some(({ state, remedy }) => state === 'failed' && remedy));
    assert.equal((await world.connection(id)).method, 'api_token', 'the old one still serves');
    const right = await api.put(url(id, '/sign-in'), {
      email: 'bot@sim.example',
      token: ' sim-bot-scoped-token ',
      token_expires: world.nextYear(),
    });
    assert.equal(right.accepted, true, JSON.stringify(right.check.rows));
    assert.equal(right.connection.method, 'scoped_token');
    assert.deepEqual(await world.server.export(), before);
    const { key } = (await api.get('/api/v1/issues?limit=1')).items[0];
    await world.sim.edit(key, { summary: 'By the gateway' });
    world.clock.advance({ minutes: 6 });
    await until(
      'work goes on',
      async () => (await api.get(`/api/v1/issues/${key}`)).row.summary === 'By the gateway',
    );
  });

  test(
    `${database}: what was written is listed, and ends with the connection`,
    needsPrograms(options),
    async (t) => {
      const world = await World.begin(t, { database, sim: { issues: 30 } });
      const { api } = world.server;
      const { id } = await world.connect();
      await world.untilFilled(id);
      await until('webhooks are registered', async () => {
        const { hooks } = await api.get(url(id, '/webhooks'));
        return hooks.length > 0 && hooks.every(({ listed }) => listed);
      });
      const hooksThere = () => world.sim.jira('GET', '/rest/webhooks/1.0/webhook');
      assert.ok((await hooksThere()).length > 0);
      const writes = await api.all('/api/v1/writes?limit=1');
      assert.ok(writes.length > 0);
      assert.ok(writes.every(({ kind, state }) => kind.startsWith('webhook.') && state === 'done'));

      await api.post(url(id, '/pause'));
      assert.equal((await world.connection(id)).state, 'paused');
      await api.post(url(id, '/resume'));
      await api.delete(url(id, '?facts=keep'));
      assert.deepEqual(await hooksThere(), [], 'a webhook was left behind');
      assert.ok((await api.get('/api/v1/issues?limit=1')).items.length > 0, 'the facts are gone');
      const again = await world.connect({ webhooks: false });
      assert.equal(again.id, id, 'the same site goes on as the same connection');
    },
  );

  test(
    `${database}: removing a project says what it drops, and drops that alone`,
    needsPrograms(options),
    async (t) => {
      const world = await World.begin(t, { database, sim: { issues: 80 } });
      const { api } = world.server;
      const { id } = await world.connect({ webhooks: false, projects: ['SHOP', 'PAY'] });
      await world.untilFilled(id);
      await world.untilQuiet(id);
      const rows = await api.all('/api/v1/issues?limit=100');
      const of = (key, list) => list.filter(({ project }) => project.key === key).length;
      const change = { project_keys: ['SHOP'], drop: 'delete' };
      const preview = await api.post(url(id, '/preview'), change);
      assert.deepEqual(preview.removed, [{ key: 'PAY', issues: of('PAY', rows) }]);
      const { revision } = await world.connection(id);
      const headers = { 'if-match': `"${revision}"` };
      await api.patch(url(id), change, { headers });
      const stale = await api.send('PATCH', url(id), { body: { name: 'Late' }, headers });
      assert.equal(stale.status, 412);
      await until('PAY is gone', async () => {
        const left = await api.all('/api/v1/issues?limit=100');
        return of('PAY', left) === 0 && of('SHOP', left) === of('SHOP', rows);
      });
    },
  );
});

test('"why nothing?" names the reason; the verify page compares', needsPrograms(), async (t) => {
  const world = await World.begin(t, { sim: { issues: 60 } });
  const { api } = world.server;
  const codes = async (id) =>
    (await api.get(url(id, '/diagnosis?ask=true'))).findings.map(({ code }) => code);
  const nothing = 'created > "2100-01-01"';
  const { id } = await world.connect({ webhooks: false, filter_jql: nothing });
  await world.untilFilled(id);
  assert.ok((await codes(id)).includes('filter_matches_nothing'));
  const { revision, progress } = await world.connection(id);
  await api.patch(url(id), { filter_jql: '' }, { headers: { 'if-match': `"${revision}"` } });
  await until('the new run is over', async () => {
    const now = await world.connection(id);
    return now.progress.run !== progress.run && now.progress.state === 'completed';
  });
  const report = await api.get(url(id, '/verify'));
  assert.equal(report.samples.length, 20);
  assert.ok(report.samples.every(({ equal, here, there }) => equal && here === there));
  assert.ok(
    report.rows.every(({ state }) => state !== 'failed'),
    JSON.stringify(report.rows),
  );
  await world.sim.revokeToken();
  await api.post(url(id, '/sync'));
  await until('the refusal is noticed', async () => (await codes(id)).includes('token_dead'));
});

test('projects are chosen by hand: each key by itself', needsPrograms(), async (t) => {
  const world = await World.begin(t, { sim: { issues: 40 } });
  const { items } = await world.server.api.post('/api/v1/connections/jira/keys', {
    sign_in: world.sim.signIn(),
    keys: ['shop', 'NOPE', 'PAY'],
  });
  assert.deepEqual(
    items.map(({ key, visible }) => [key, visible]),
    [
      ['SHOP', true],
      ['NOPE', false],
      ['PAY', true],
    ],
  );
  assert.match(items[1].reason, /NOPE/);
});
