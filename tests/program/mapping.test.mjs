// The mapping: what a type and a status mean. A change is a version, and the numbers follow it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsPrograms, onEachDatabase, until, World } from '../lib/harness.mjs';

onEachDatabase((database, options) => {
  test(
    `${database}: another stage changes the numbers, and the answer names its version`,
    needsPrograms(options),
    async (t) => {
      const world = await World.begin(t, { database, sim: { issues: 150 } });
      const { api } = world.server;
      const { id } = await world.connect({ webhooks: false, days: 365 });
      await world.untilFilled(id);
      const path = `/api/v1/connections/${id}/mapping`;
      const before = await api.get(path);
      assert.equal(before.version, 0);
      const stageOf = (mapping, name) => mapping.statuses.find((one) => one.name === name);
      assert.equal(stageOf(before, 'In Review').stage, 'review');
      const day = (ms) => new Date(ms).toISOString().slice(0, 10);
      const now = world.clock.now();
      const range = `from=${day(now - 300 * 86_400_000)}&to=${day(now)}`;
      const question = `/api/v1/metrics/flow/cycle-time?${range}`;
      const { n } = await api.get(question);
      assert.ok(n > 10, `too few finished issues: ${n}`);

      // Nothing is ever "in progress" any more, so that nothing has a start.
      const statuses = Object.fromEntries(
        before.statuses
          .filter(({ stage }) => ['active', 'review', 'blocked'].includes(stage))
          .map((status) => [status.id, 'queue']),
      );
      const bug = before.types.find(({ category }) => category === 'bug');
      const change = { statuses, types: { [bug.id]: 'chore' } };
      const saved = await api.put(path, change, { headers: { 'if-match': '"0"' } });
      assert.equal(saved.version, 1);
      assert.equal(saved.types.find((type) => type.id === bug.id).origin, 'person');
      await until('the numbers follow', async () => (await api.get(question)).n === 0);

      const late = await api.send('PUT', path, { body: change, headers: { 'if-match': '"0"' } });
      assert.equal(late.status, 412);
      const back = Object.fromEntries(Object.keys(statuses).map((status) => [status, null]));
      await api.put(path, { statuses: back }, { headers: { 'if-match': '"1"' } });
      await until('the numbers are back', async () => (await api.get(question)).n === n);
      const { items } = await api.get(`${path}/versions`);
      assert.deepEqual(
        items.map(({ version }) => version),
        [2, 1],
      );
      await world.server.stop();
      await world.server.start();
      assert.equal((await api.get(path)).version, 2);
      const unknown = await api.send('PUT', path, {
        body: { statuses: { [bug.id]: 'sleeping' } },
        headers: { 'if-match': '"2"' },
      });
      assert.equal(unknown.status, 400);
      assert.match(JSON.stringify(unknown.body), /must be one of queue/);
    },
  );

  test(
    `${database}: queries decide categories before types, and the first one wins`,
    needsPrograms(options),
    async (t) => {
      const world = await World.begin(t, { database, sim: { issues: 120 } });
      const { api } = world.server;
      const { id } = await world.connect({ webhooks: false, days: 3650 });
      await world.untilFilled(id);
      await world.untilQuiet(id);
      const path = `/api/v1/connections/${id}/mapping`;
      const truth = (await world.sim.control('GET', 'truth/issues')).filter((one) => !one.deleted);
      const label = truth.flatMap(({ labels }) => labels)[0];
      const project = truth.find(({ labels }) => !labels.includes(label)).project;
      const type_queries = [
        { query: `labels = "${label}"`, category: 'discovery' },
        { query: `project = ${project}`, category: 'incident' },
      ];
      const labelled = truth.filter(({ labels }) => labels.includes(label)).length;
      const others = truth.filter((one) => !one.labels.includes(label) && one.project === project);
      const count = async (category) =>
        (await api.all(`/api/v1/issues?limit=200&category=${category}`)).length;
      const chores = await count('chore');

      const preview = await api.post(`${path}/preview`, { type_queries });
      assert.deepEqual(
        preview.type_queries.map(({ issues }) => issues),
        [labelled, others.length],
      );
      const moved = preview.category_changes.reduce((sum, { issues }) => sum + issues, 0);
      assert.ok(moved > 0 && moved <= labelled + others.length, `${moved} moved`);
      assert.equal(await count('chore'), chores, 'a preview changes nothing');

      const first = { headers: { 'if-match': '"0"' } };
      const saved = await api.put(path, { type_queries }, first);
      assert.deepEqual(saved.type_queries[1], {
        ...type_queries[1],
        ...{ issues: others.length, undecided: 0, problem: '' },
      });
      assert.equal(await count('discovery'), labelled);
      assert.equal(await count('incident'), others.length);
      const rows = await api.all('/api/v1/issues?limit=200&category=discovery');
      assert.ok(rows.every(({ category }) => category === 'discovery'));

      // An issue that comes to match is of the category at once.
      const { key } = others[0];
      await world.sim.edit(key, { labels: [label] });
      world.clock.advance({ minutes: 20 });
      await api.post(`/api/v1/connections/${id}/sync`);
      await until('it changed its category', async () => (await count('discovery')) > labelled);

      const wrong = [
        { query: 'labels =', category: 'bug' },
        { query: 'stage = review', category: 'bug' },
        { query: 'updated > -7d', category: 'bug' },
      ];
      for (const [i, one] of wrong.entries()) {
        const body = { type_queries: [...type_queries, one] };
        const refused = await api.send('PUT', path, { body, headers: { 'if-match': '"1"' } });
        assert.equal(refused.status, 400, one.query);
        assert.equal(refused.body.errors[0].field, 'type_queries[2].query', `${i}`);
      }
      await api.put(path, { type_queries: [] }, { headers: { 'if-match': '"1"' } });
      assert.equal(await count('chore'), chores);
      const { items } = await api.get(`${path}/versions`);
      assert.match(items[1].summary, /2 queries decide categories/);
    },
  );
});
