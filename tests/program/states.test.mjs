// Deleted, moved and no longer visible are three things, said in three ways; history stays.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsPrograms, onEachDatabase, until, World } from '../lib/harness.mjs';

async function poll(world, id) {
  world.clock.advance({ minutes: 20 });
  const before = (await world.connection(id)).last_sync;
  await world.server.api.post(`/api/v1/connections/${id}/sync`);
  await until('a poll has ended', async () => (await world.connection(id)).last_sync !== before);
  await world.untilQuiet(id);
}

onEachDatabase((database, options) => {
  test(
    `${database}: deleted, moved and out of sight are told apart`,
    needsPrograms(options),
    async (t) => {
      const world = await World.begin(t, { database, sim: { issues: 80 } });
      const { api } = world.server;
      const { id } = await world.connect({ days: 3650 });
      await world.untilFilled(id);
      await until('webhooks are registered', async () =>
        ['live', 'silent'].includes((await world.connection(id)).webhook.state),
      );
      const rows = await api.all('/api/v1/issues?limit=100&sort=key');
      const [gone, moved] = rows.filter(({ project }) => project.key === 'SHOP');
      const hidden = rows.find(({ project }) => project.key === 'OPS');

      await world.sim.jira('DELETE', `/rest/api/2/issue/${gone.key}`);
      const deleted = await until('the deletion is here', async () => {
        const issue = await api.get(`/api/v1/issues/${gone.key}`);
        return issue.row.deleted && issue;
      });
      assert.ok(deleted.timeline.length > 0, 'its history is gone');

      await world.sim.control('POST', 'move-issue', { key: moved.key, project: 'PAY' });
      const arrived = await until('the move is here', async () => {
        const { row } = await api.get(`/api/v1/issues/${moved.key}`);
        return row.project.key === 'PAY' && row;
      });
      assert.equal(arrived.id, moved.id, 'it is another issue now');
      assert.equal(arrived.deleted, false);

      await world.sim.control('POST', 'access', {
        account: 'bot',
        project: 'OPS',
        visible: false,
      });
      await world.sim.edit(hidden.key, { summary: 'Nobody tells us' });
      await poll(world, id);
      const { row } = await api.get(`/api/v1/issues/${hidden.key}`);
      assert.equal(row.deleted, false, 'out of sight is not deleted');
      const diagnosis = await api.get(`/api/v1/connections/${id}/diagnosis?ask=true`);
      assert.match(diagnosis.text, /OPS/, 'the lost project is not named');
      const connection = await world.connection(id);
      assert.equal(connection.deleted_issues, 1);
      assert.equal(connection.state, 'active', 'one lost project stops nothing');
    },
  );
});
