// A Jira is connected and filled in: what we then have is what Jira has.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kPostgres, needsPrograms, onEachDatabase, World } from '../lib/harness.mjs';
import { inWindow, readChanges, readIssues } from '../lib/truth.mjs';

const kDays = 90;
const byKey = (a, b) => (a.key < b.key ? -1 : 1);

/** A row of our list in the words of the truth. */
function rowOf({ id, key, summary, status, type, project, assignee, created, updated }) {
  return {
    id,
    key,
    summary,
    status: status.name,
    category: status.category,
    type: type.name,
    project: project.key,
    assignee: assignee?.id ?? null,
    created: Date.parse(created),
    updated: Date.parse(updated),
  };
}

async function filledWorld(t, database) {
  const world = await World.begin(t, { database, sim: { issues: 150 } });
  const { id } = await world.connect({ webhooks: false, days: kDays });
  await world.untilFilled(id);
  return { ...world, world, id, api: world.server.api };
}

onEachDatabase((database, options) => {
  test(
    `${database}: after the backfill issues and histories equal Jira's`,
    needsPrograms(options),
    async (t) => {
      const { world, id, api } = await filledWorld(t, database);
      const truth = inWindow(await readIssues(world.sim), world.clock.now(), kDays);
      assert.ok(truth.length > 50, `the simulated Jira is too small: ${truth.length}`);
      const rows = await api.all('/api/v1/issues?limit=37&sort=key');
      assert.deepEqual(rows.map(rowOf).sort(byKey), truth.sort(byKey));
      const connection = await world.connection(id);
      assert.equal(connection.issues, truth.length);
      assert.equal(connection.progress.percent, 100);
      assert.equal(connection.progress.refused, 0);
      await compareHistories(world, api, truth);
    },
  );

  test(
    `${database}: a restart keeps session, facts and the end of the backfill`,
    needsPrograms(options),
    async (t) => {
      const { world, id, api } = await filledWorld(t, database);
      const before = await world.server.export();
      await world.server.stop();
      await world.server.start();
      assert.equal((await api.get('/api/v1/me')).user.role, 'admin');
      assert.equal((await world.connection(id)).progress.state, 'completed');
      assert.deepEqual(await world.server.export(), before);
    },
  );
});

/** Each change that Jira lists is in our time line, with its instant and actor. */
async function compareHistories(world, api, issues) {
  const sample = issues.filter((_, index) => index % 7 === 0);
  const changes = await readChanges(world.sim, sample);
  for (const { id, key } of sample) {
    const { timeline, complete } = await api.get(`/api/v1/issues/${key}`);
    assert.ok(complete, `${key} is incomplete`);
    const ours = timeline.flatMap(({ at, items }) =>
      (items ?? []).map(({ field }) => `${Date.parse(at)} ${field}`),
    );
    const theirs = changes.get(id).map(({ at, field }) => `${at} ${field}`);
    for (const change of theirs) assert.ok(ours.includes(change), `${key} lacks ${change}`);
  }
}

test(
  'both databases end in the same export',
  needsPrograms(kPostgres ? {} : { skip: 'TL_TEST_POSTGRES is not set' }),
  async (t) => {
    const world = new World(t);
    await world.startSimulator({ issues: 80 });
    const exports = [];
    for (const database of ['sqlite', 'postgres']) {
      const server = await world.startFilled(database);
      exports.push(await server.export());
    }
    assert.ok(exports[0].length > 80);
    assert.deepEqual(exports[0], exports[1]);
  },
);
