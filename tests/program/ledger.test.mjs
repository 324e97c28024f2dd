// The ledger: says what is proven, finds what is missing, heals it and says why it was missing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsPrograms, onEachDatabase, until, World } from '../lib/harness.mjs';
import { ledgerOf, proveNow, untilProven } from '../lib/ledger.mjs';
import { compareWithTruth } from '../lib/truth.mjs';

async function proven(t, database) {
  const world = await World.begin(t, { database, sim: { issues: 80, args: ['--no-limits'] } });
  const { id } = await world.connect({ days: 3650 });
  await world.untilFilled(id);
  await world.untilHooked(id);
  await world.untilQuiet(id);
  const ledger = await untilProven(world, id);
  return { world, id, api: world.server.api, ledger };
}

const differences = (api, state = 'all') =>
  api.all(`/api/v1/ledger/differences?limit=50&state=${state}`);

/** No webhook comes through while `deed` is done. */
async function unheard(world, deed) {
  await world.sim.control('POST', 'webhooks', { drop_percent: 100 });
  await deed();
  await world.sim.control('POST', 'webhooks', { drop_percent: 0 });
}

onEachDatabase((database, options) => {
  test(
    `${database}: complete is said of every project, in the API and as metrics`,
    needsPrograms(options),
    async (t) => {
      const { world, id, api, ledger } = await proven(t, database);
      const keys = ledger.rows.map(({ key }) => key);
      assert.deepEqual(keys, ['DOCS', 'OPS', 'PAY', 'SHOP']);
      const count = ledger.rows.reduce((sum, { ours }) => sum + ours, 0);
      assert.equal(count, (await world.connection(id)).issues);
      for (const row of ledger.rows) assert.equal(row.theirs, row.ours, row.text);
      assert.equal(ledger.proven_projects, ledger.projects);
      const report = await api.get('/api/v1/ledger');
      assert.equal(report.connections.length, 1);
      assert.equal(report.complete_as_of, report.connections[0].complete_as_of);
      const connection = await world.connection(id);
      assert.equal(connection.complete_as_of, report.complete_as_of);
      assert.ok(connection.ledger_text);
      const metrics = await api.get('/metrics');
      assert.match(metrics, /^throughline_\w*complete_as_of\w*(\{[^}]*\})? \d/m);
      assert.match(metrics, /^# HELP throughline_/m);
    },
  );

  test(
    `${database}: missed, deleted and moved are found, healed and told apart`,
    needsPrograms(options),
    async (t) => {
      const { world, id, api } = await proven(t, database);
      const rows = await api.all('/api/v1/issues?limit=100&sort=key');
      const [edited, deleted, moved] = rows.filter(({ project }) => project.key === 'SHOP');
      await unheard(world, async () => {
        await world.sim.edit(edited.key, { summary: 'Nobody said so' });
        await world.sim.control('POST', 'delete-issue', { key: deleted.key });
        await world.sim.control('POST', 'move-issue', { key: moved.key, project: 'PAY' });
      });
      world.clock.advance({ minutes: 10 }); // over the lag; the poll is due later
      assert.ok(await proveNow(world.server, id));
      await untilProven(world, id);
      await compareWithTruth(world.sim, world.server);
      const { row } = await api.get(`/api/v1/issues/${deleted.key}`);
      assert.ok(row.deleted || row.invisible, JSON.stringify(row));
      for (const one of await differences(api)) {
        // Without an event Jira does not say whether it was deleted or is only out of sight.
        const causes = one.issue === deleted.id ? ['deleted', 'lost_access'] : [one.cause];
        assert.ok(causes.includes(one.cause), one.cause);
        assert.ok(one.healed, `${one.subject} is open`);
        assert.ok(one.how && one.cause && one.found, JSON.stringify(one));
        assert.ok(Date.parse(one.healed) >= Date.parse(one.found));
      }
      assert.deepEqual(await differences(api, 'open'), []);
      assert.equal((await ledgerOf(world.server, id)).open, 0);
    },
  );

  test(
    `${database}: a project out of sight is not deleted, and comes back whole`,
    needsPrograms(options),
    async (t) => {
      const { world, id, api } = await proven(t, database);
      const see = (visible) =>
        world.sim.control('POST', 'access', { account: 'bot', project: 'OPS', visible });
      await see(false);
      await untilProven(world, id, { hidden: ['OPS'] });
      const row = (await ledgerOf(world.server, id)).rows.find(({ key }) => key === 'OPS');
      assert.ok(!row || row.state === 'cannot', JSON.stringify(row));
      assert.equal((await world.connection(id)).deleted_issues, 0);
      await compareWithTruth(world.sim, world.server, { hidden: ['OPS'] });
      const truth = await world.sim.control('GET', 'truth/issues?account=bot');
      const unseen = truth.filter(({ visible }) => !visible).map(({ id: issue }) => issue);
      await see(true);
      await world.sim.control('POST', 'bulk-edit', { count: 5, project: 'OPS' });
      await untilProven(world, id);
      await compareWithTruth(world.sim, world.server, { unseen });
      const causes = (await differences(api)).map(({ cause }) => cause);
      assert.ok(!causes.includes('deleted'), causes.join(' '));
    },
  );
});
