// Queries on the data directory: what the API and the command line find is what Jira holds, worked
// out here from the simulator's own truth.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kFlavours } from '../lib/flavours.mjs';
import { needsPrograms, onEachDatabase, World } from '../lib/harness.mjs';
import { runProgram } from '../lib/processes.mjs';
import { kBinary } from '../lib/server.mjs';

const kSearch = '/api/v1/jql/search';
const kMinute = 60_000;

/** Jira's truth with names: [{key, status, type, priority, resolution, was, moves, ...}]. */
async function readTruth(sim) {
  const named = async (path) => {
    const list = await sim.jira('GET', `/rest/api/2/${path}`);
    return new Map(list.map(({ id, name }) => [String(id), name]));
  };
  const [statuses, types, priorities] = await Promise.all(
    ['status', 'issuetype', 'priority'].map(named),
  );
  const issues = await sim.control('GET', 'truth/issues');
  return issues
    .filter(({ deleted }) => !deleted)
    .map((issue) => {
      const first = issue.status.length ? issue.status[0].from : issue.statusId;
      return {
        ...issue,
        status: statuses.get(issue.statusId),
        type: types.get(issue.typeId),
        priority: priorities.get(issue.priorityId) ?? '',
        was: [first, ...issue.status.map(({ to }) => to)].map((id) => statuses.get(id)),
        moves: issue.status.map(({ at, to }) => ({ at, to: statuses.get(to) })),
      };
    });
}

const most = (values) => {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0][0];
};
/** As a person writes it in the organisation's zone. */
const written = (ms) =>
  new Date(ms).toLocaleString('sv-SE', { timeZone: 'Europe/Berlin' }).slice(0, 16);

/** Pairs of a query and what it means. */
function questionsOf(truth) {
  const project = most(truth.map((one) => one.project));
  const status = most(truth.map((one) => one.status));
  const step = most(truth.flatMap(({ moves }) => moves.map(({ to }) => to)));
  const type = most(truth.map((one) => one.type));
  const label = most(truth.flatMap(({ labels }) => labels));
  const priority = most(truth.map((one) => one.priority));
  const created = truth.map((one) => one.created).sort((a, b) => a - b);
  const middle = Math.floor(created[created.length >> 1] / kMinute) * kMinute;
  const within = (at, days) => at >= middle && at <= middle + days * 86_400_000;
  const span = [middle, middle + 30 * 86_400_000].map((ms) => `"${written(ms)}"`);
  const two = truth.slice(3, 5).map(({ key }) => key);
  return [
    ['', () => true],
    [`project = ${project}`, (one) => one.project === project],
    [
      `project = ${project} and status = "${status}"`,
      (one) => one.project === project && one.status === status,
    ],
    [`status != "${status}"`, (one) => one.status !== status],
    [`type = "${type}" and resolution is empty`, (one) => one.type === type && !one.resolutionId],
    [
      `assignee is empty or priority = "${priority}"`,
      (one) => !one.assignee || one.priority === priority,
    ],
    [`labels = "${label}"`, (one) => one.labels.includes(label)],
    [`labels != "${label}"`, (one) => one.labels.length > 0 && !one.labels.includes(label)],
    [
      `not (labels = "${label}" or status = "${status}")`,
      (one) => one.labels.length > 0 && !one.labels.includes(label) && one.status !== status,
    ],
    [`key in (${two})`, ({ key }) => two.includes(key)],
    [`created >= "${written(middle)}"`, (one) => one.created >= middle],
    [`status was "${step}"`, ({ was }) => was.includes(step)],
    [`status was not "${step}"`, ({ was }) => !was.includes(step)],
    [`status changed to "${step}"`, ({ moves }) => moves.some(({ to }) => to === step)],
    [
      `status changed to "${step}" during (${span})`,
      ({ moves }) => moves.some(({ to, at }) => to === step && within(at, 30)),
    ],
    [
      'sprint is not empty and component is empty',
      ({ sprints, components }) => sprints.length > 0 && !components.length,
    ],
  ];
}

/** Every page of a search. */
async function searchAll(api, body) {
  const items = [];
  let page = {};
  do {
    page = await api.post(kSearch, page.next ? { ...body, cursor: page.next } : body);
    items.push(...page.items);
  } while (page.next);
  return { ...page, items };
}

const keysOf = (issues) => issues.map(({ key }) => key).sort();

onEachDatabase((database, options) => {
  test(`${database}: a search finds what Jira holds`, needsPrograms(options), async (t) => {
    const world = await World.begin(t, { database, sim: { issues: 120 } });
    const { api } = world.server;
    const { id } = await world.connect({ webhooks: false, days: 3650 });
    await world.untilFilled(id);
    await world.untilQuiet(id);
    const truth = await readTruth(world.sim);
    let some = 0;
    for (const [jql, holds] of questionsOf(truth)) {
      const { items, total, undecided } = await searchAll(api, { jql, limit: 50 });
      const expected = truth.filter(holds);
      assert.deepEqual(keysOf(items), keysOf(expected), jql);
      assert.deepEqual([total, undecided], [expected.length, 0], jql);
      assert.equal((await api.post('/api/v1/jql/count', { jql })).total, total, jql);
      if (total > 0 && total < truth.length) some++;
    }
    assert.ok(some >= 10, `only ${some} questions tell issues apart`);

    const ordered = await searchAll(api, { jql: 'order by created desc, key', limit: 7 });
    const newest = [...truth].sort((a, b) => b.created - a.created);
    assert.deepEqual(
      ordered.items.map(({ key }) => key),
      newest.map(({ key }) => key),
    );
  });

  test(
    `${database}: computed fields are the numbers, and filter them`,
    needsPrograms(options),
    async (t) => {
      const world = await World.begin(t, { database, sim: { issues: 100 } });
      const { api } = world.server;
      const { id } = await world.connect({ webhooks: false, days: 3650 });
      await world.untilFilled(id);
      await world.untilQuiet(id);
      const day = (ms) => new Date(ms).toISOString().slice(0, 10);
      const range = `from=2020-01-01&to=${day(world.clock.now())}`;
      const levels = 'level=standard&level=subtask&level=epic';
      const metric = `/api/v1/metrics/flow/items?metric=cycle-time&${range}&${levels}`;
      const counted = await api.all(`${metric}&limit=200`);
      const found = await searchAll(api, {
        ...{ jql: 'cycleTime is not empty', columns: ['cycleTime'], limit: 100 },
      });
      const seconds = new Map(found.items.map(({ key, cells }) => [key, cells[0]]));
      assert.deepEqual(keysOf(found.items), keysOf(counted));
      for (const one of counted) assert.equal(seconds.get(one.key), one.seconds, one.key);

      const jql = 'cycleTime > 3d and workCategory != bug';
      const { total } = await api.post('/api/v1/jql/count', { jql });
      assert.ok(total > 0 && total < counted.length, `${total} of ${counted.length}`);
      const scoped = `${metric}&jql=${encodeURIComponent(jql)}`;
      assert.equal((await api.get(scoped)).total, total);
      const wrong = await api.send('GET', `${metric}&jql=cycleTime`);
      assert.equal(wrong.status, 400);
      assert.match(JSON.stringify(wrong.body.errors), /"jql".*line 1, character 10/);
    },
  );
});

test(
  'the command line searches and explains, with a server and without',
  needsPrograms(),
  async (t) => {
    const world = await World.begin(t, { sim: { issues: 60 } });
    const { server } = world;
    const { id } = await world.connect({ webhooks: false, days: 3650, name: 'Acme' });
    await world.untilFilled(id);
    await world.untilQuiet(id);
    const truth = await readTruth(world.sim);
    const run = (...args) => runProgram(kBinary, ['jql', ...args, '--data', server.data]);
    const status = most(truth.map((one) => one.status));
    const expected = truth.filter((one) => one.status === status);
    const look = async () => {
      const table = await run('search', `status = "${status}" order by key`, '--limit', '3');
      assert.equal(table.code, 0, table.stderr);
      assert.match(table.stdout, new RegExp(`3 of ${expected.length} issues\n$`));
      const csv = await run('search', `status = "${status}"`, '--csv', '--instance', 'Acme');
      const rows = csv.stdout.split('\n').filter((line) => line && !line.startsWith('#'));
      assert.equal(rows.length, expected.length + 1, csv.stderr);
      const json = await run('search', 'order by key', '--json', '--limit', '700');
      assert.equal(JSON.parse(json.stdout.split('\n')[0]).total, truth.length);
    };
    await look();
    const undecided = await run('search', 'comment ~ "cannot be known"');
    assert.equal(undecided.code, 0);
    assert.match(undecided.stderr, /Acme: \d+ issues cannot be decided here, by comment ~/);
    const refused = await run('search', 'comment ~ "cannot be known"', '--csv');
    assert.equal(refused.code, 1);
    const accepted = await run('search', 'comment ~ x', '--csv', '--accept-undecided');
    assert.equal(accepted.code, 0, accepted.stderr);
    const [{ key }] = expected;
    const why = await run('explain', key, `status = "${status}" and labels = nothing-has-this`);
    assert.equal(why.code, 0, why.stderr);
    assert.match(why.stdout, new RegExp(`^${key} is not found: `));
    assert.match(why.stdout, /^ {2}yes .*status = /m);
    assert.match(why.stdout, /^\* no .*labels = /m);
    const wrong = await run('explain', key, 'statsu = Done');
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /statsu = Done\n {2}\^/);
    assert.equal((await run('explain', 'NOPE-1', 'key = NOPE-1')).code, 1);
    await server.stop();
    await look();
  },
);

test('two sites answer together, each by its own names', needsPrograms(), async (t) => {
  const world = await World.begin(t, { sim: { issues: 40 } });
  const other = await world.startSimulator({
    issues: 40,
    name: 'other',
    seed: 77,
    flavour: kFlavours.find(({ sim }) => sim.includes('dc-10')),
  });
  const { api } = world.server;
  const first = await world.connect({ webhooks: false, days: 3650, name: 'One' });
  const second = await world.connect({ webhooks: false, days: 3650, name: 'Two', sim: other });
  for (const { id } of [first, second]) {
    await world.untilFilled(id);
    await world.untilQuiet(id);
  }
  const truths = [await readTruth(world.sim), await readTruth(other)];
  const everything = await searchAll(api, { jql: 'order by created', limit: 33 });
  assert.equal(everything.total, truths[0].length + truths[1].length);
  const counts = new Map(everything.instances.map((one) => [one.name, one.matched]));
  assert.deepEqual(
    [counts.get('One'), counts.get('Two')],
    truths.map(({ length }) => length),
  );
  const label = truths[0].flatMap(({ labels }) => labels)[0];
  const one = await searchAll(api, { jql: `labels = "${label}"`, instances: [first.id] });
  assert.deepEqual(
    keysOf(one.items),
    keysOf(truths[0].filter(({ labels }) => labels.includes(label))),
  );
  const unknown = await api.send('POST', kSearch, { body: { jql: 'status = "No such"' } });
  assert.equal(unknown.status, 400);
  assert.equal(unknown.body.jql.kind, 'unknown-value');
});
