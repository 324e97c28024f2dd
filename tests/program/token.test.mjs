// The token dies and is replaced: a person is told, data stays, work goes on where it stopped.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsPrograms, onEachDatabase, until, World } from '../lib/harness.mjs';

onEachDatabase((database, options) => {
  test(`${database}: token revoked and replaced`, needsPrograms(options), async (t) => {
    const world = await World.begin(t, { database, sim: { issues: 60 } });
    const { api } = world.server;
    const { id } = await world.connect({ webhooks: false });
    await world.untilFilled(id);
    const before = await world.server.export();

    await world.sim.revokeToken();
    await api.post(`/api/v1/connections/${id}/sync`);
    const red = await until('the refusal is noticed', async () => {
      const connection = await world.connection(id);
      return connection.state === 'needs_sign_in' && connection;
    });
    assert.equal(red.badge.code, 'needs_sign_in');
    assert.deepEqual(await world.server.export(), before, 'data is kept');

    const expires = '2030-01-01';
    const path = `/api/v1/connections/${id}/sign-in`;
    const wrong = await api.put(path, { token: 'not a token', token_expires: expires });
    assert.equal(wrong.accepted, false);
    assert.ok(wrong.check.rows.some(({ state, remedy }) => state === 'failed' && remedy));
    assert.equal((await world.connection(id)).state, 'needs_sign_in');

    const token = await world.sim.newToken();
    const key = (await api.get('/api/v1/issues?limit=1')).items[0].key;
    const summary = 'Changed while signed out';
    await world.sim.jira('PUT', `/rest/api/3/issue/${key}`, { fields: { summary } });
    const right = await api.put(path, { token: ` ${token} `, token_expires: expires });
    assert.equal(right.accepted, true, JSON.stringify(right.check));
    assert.equal((await world.connection(id)).state, 'active');
    world.clock.advance({ minutes: 6 });
    await until(
      'work goes on where it stopped',
      async () => (await api.get(`/api/v1/issues/${key}`)).row.summary === summary,
    );
  });
});

test('a sign-in that does not work saves nothing', needsPrograms(), async (t) => {
  const world = await World.begin(t, { sim: { issues: 10 } });
  const { api } = world.server;
  const good = world.sim.signIn();
  for (const bad of [
    { ...good, token: 'wrong' },
    { ...good, base_url: 'http://127.0.0.1:1' },
  ]) {
    const answer = await api.send('POST', '/api/v1/connections/jira/check', { body: bad });
    if (answer.status === 200) {
      assert.equal(answer.body.can_proceed, false);
      assert.ok(answer.body.rows.some(({ state, remedy }) => state === 'failed' && remedy));
    } else {
      assert.ok(answer.body.remedy, String(answer.status));
    }
    const body = { sign_in: bad, token_expires: '2030-01-01', backfill_days: 30 };
    const saved = await api.send('POST', '/api/v1/connections/jira', { body });
    assert.ok(saved.status >= 400 && saved.status < 600, String(saved.status));
  }
  assert.deepEqual((await api.get('/api/v1/connections')).items, []);
  const checked = await api.post('/api/v1/connections/jira/check', good);
  assert.equal(checked.can_proceed, true, JSON.stringify(checked.rows));
  assert.ok(!JSON.stringify(checked).includes(good.token));
});
