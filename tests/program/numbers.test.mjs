// The numbers of a whole server against what a client of the tests' own works out from Jira's
// public API, by the definitions alone; each number opens to as many issues as it says; a restart,
// a kill and a damaged snapshot change none of them.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { needsPrograms, onEachDatabase, until, World } from '../lib/harness.mjs';
import { readChanges } from '../lib/truth.mjs';

const kDay = 86_400_000;
const kWeeks = 26;
const kFlow = '/api/v1/metrics/flow';
const kMarks = ['cycle-time', 'lead-time', 'throughput', 'wip', 'aging', 'reopen', 'efficiency'];

const day = (ms) => new Date(ms).toISOString().slice(0, 10);

/** Stage by id of the status, and the resolutions that cancel, as our mapping says. */
async function readMeaning(api, id) {
  const mapping = await api.get(`/api/v1/connections/${id}/mapping`);
  return {
    stage: new Map(mapping.statuses.map((status) => [status.id, status.stage])),
    cancels: new Set(mapping.resolutions.filter((one) => one.cancels).map((one) => one.id)),
  };
}

/** [{at, stage}] from the creation on. */
function stagesOf({ created, statusId }, changes, { stage }) {
  const moves = changes.filter(({ field }) => field === 'status');
  const first = moves.length ? moves[0].from : statusId;
  return [
    { at: created, stage: stage.get(first) },
    ...moves.map(({ at, to }) => ({ at, stage: stage.get(to) })),
  ];
}

/** When the present unbroken stay in done stages began; undefined when it is not finished. */
function finishOf(stays, resolutionId, { cancels }) {
  if (stays.at(-1).stage !== 'done' || cancels.has(resolutionId)) return undefined;
  let at = stays.length - 1;
  while (at > 0 && stays[at - 1].stage === 'done') at--;
  return stays[at].at;
}

const isStarted = (stage) => ['active', 'review', 'blocked'].includes(stage);

/** What the definitions make of Jira's own answers. */
async function workOut(sim, meaning, from) {
  const fields = ['status', 'issuetype', 'resolution', 'created', 'updated', 'project'];
  const jql = 'project is not empty ORDER BY key';
  const issues = [];
  let nextPageToken;
  do {
    const page = await sim.jira('POST', '/rest/api/3/search/jql', {
      ...{ jql, fields, maxResults: 100, nextPageToken },
    });
    issues.push(...page.issues);
    nextPageToken = page.isLast ? undefined : page.nextPageToken;
  } while (nextPageToken);
  const changes = await readChanges(sim, issues);
  const numbers = { finished: 0, cycles: [], inProgress: 0 };
  for (const { id, fields: of } of issues) {
    if (of.issuetype.hierarchyLevel !== 0) continue;
    const story = { created: Date.parse(of.created), statusId: of.status.id };
    const stays = stagesOf(story, changes.get(id), meaning);
    if (isStarted(stays.at(-1).stage)) numbers.inProgress++;
    const finish = finishOf(stays, of.resolution?.id, meaning);
    if (finish === undefined || finish < from) continue;
    numbers.finished++;
    const start = stays.find(({ stage }) => isStarted(stage))?.at;
    if (start !== undefined && start <= finish) numbers.cycles.push((finish - start) / 1000);
  }
  numbers.cycles.sort((a, b) => a - b);
  return numbers;
}

function nearestRank(sorted, percent) {
  return Math.floor(sorted[Math.ceil((sorted.length * percent) / 100) - 1]);
}

/** All answers that must not change by themselves. */
async function readAll(api, range) {
  const answers = {};
  for (const number of [
    ...['cycle-time?', 'throughput?', 'mix?', 'aging?', 'wip?', 'cumulative?', 'reopen?'],
    ...['time-in-status?', 'efficiency?', 'time-in-status?by=stage&', 'cycle-time?measure=lead&'],
  ]) {
    const answer = await api.get(`${kFlow}/${number}${range}`);
    for (const name of ['computed_in_us', 'as_of', 'feed_position', 'built_at'])
      delete answer[name];
    answers[number] = answer;
  }
  answers.quality = (await api.get(`/api/v1/metrics/quality?${range}`)).findings;
  return answers;
}

async function checkMarks(api, range) {
  const numberOf = {
    'cycle-time': (a) => a.n,
    'lead-time': (a) => a.n,
    throughput: (a) => a.total,
    wip: (a) => a.now,
    aging: (a) => a.items_total,
    reopen: (a) => a.reopened,
    efficiency: (a) => a.n,
  };
  for (const metric of kMarks) {
    const path = metric === 'lead-time' ? 'cycle-time?measure=lead&' : `${metric}?`;
    const answer = await api.get(`${kFlow}/${path}${range}`);
    const items = await api.get(`${kFlow}/items?metric=${metric}&limit=200&${range}`);
    assert.equal(items.total, numberOf[metric](answer), `${metric} and its list`);
    for (const { code, count } of answer.exclusions) {
      const left = `${kFlow}/items?metric=${metric}&exclusion=${code}&${range}`;
      assert.equal((await api.get(left)).total, count, `${metric}: ${code}`);
    }
  }
  const { periods } = await api.get(`${kFlow}/throughput?${range}`);
  for (const { from, count } of periods) {
    const mark = `${kFlow}/items?metric=throughput&on=${from}&period=week&${range}`;
    assert.equal((await api.get(mark)).total, count, `throughput of ${from}`);
  }
}

onEachDatabase((database, options) => {
  test(
    `${database}: the numbers are what the definitions make of Jira's own answers`,
    needsPrograms(options),
    async (t) => {
      const world = await World.begin(t, { database, sim: { issues: 300 } });
      const { server, sim } = world;
      const { id } = await world.connect({ webhooks: false, days: 3650 });
      await world.untilFilled(id);
      const now = world.clock.now();
      const first = day(now - kWeeks * 7 * kDay);
      const range = `from=${first}&to=${day(now)}`;
      const meaning = await readMeaning(server.api, id);
      const expected = await workOut(sim, meaning, Date.parse(`${first}T00:00:00Z`));
      assert.ok(expected.cycles.length > 60, `too few: ${expected.cycles.length}`);

      const cycle = await server.api.get(`${kFlow}/cycle-time?${range}`);
      assert.equal(cycle.n, expected.cycles.length);
      assert.equal(cycle.finished, expected.finished);
      for (const { p, seconds } of cycle.percentiles)
        assert.equal(seconds, nearestRank(expected.cycles, p), `p${p}`);
      const wip = await server.api.get(`${kFlow}/wip?${range}`);
      assert.equal(wip.now, expected.inProgress);
      const throughput = await server.api.get(`${kFlow}/throughput?${range}`);
      assert.equal(throughput.total, expected.finished);
      await checkMarks(server.api, range);
      const etag = await server.api.send('GET', `${kFlow}/cycle-time?${range}`);
      const headers = { 'if-none-match': etag.headers.get('etag') };
      const again = await server.api.send('GET', `${kFlow}/cycle-time?${range}`, { headers });
      assert.equal(again.status, 304);
    },
  );

  test(
    `${database}: restart, kill and a damaged snapshot change no number`,
    needsPrograms(options),
    async (t) => {
      const world = await World.begin(t, { database, sim: { issues: 150 } });
      const { server } = world;
      const { id } = await world.connect({ webhooks: false, days: 3650 });
      await world.untilFilled(id);
      const now = world.clock.now();
      const seen = new Date(now).toISOString(); // ages must not go on
      const range = `from=${day(now - kWeeks * 7 * kDay)}&to=${day(now)}&as_of=${seen}`;
      const before = await readAll(server.api, range);
      assert.ok(before['throughput?'].total > 10);

      await server.stop();
      const folder = join(server.data, 'lens');
      const snapshots = readdirSync(folder).filter((name) => name.endsWith('.snapshot'));
      assert.equal(snapshots.length, 1, 'a snapshot is left at the end');
      await server.start();
      assert.deepEqual(await readAll(server.api, range), before, 'from the snapshot');

      await server.kill();
      await server.start();
      assert.deepEqual(await readAll(server.api, range), before, 'after a kill');

      await server.stop();
      const file = join(folder, snapshots[0]);
      const bytes = readFileSync(file);
      bytes[Math.floor(bytes.length / 2)] ^= 0x40;
      writeFileSync(file, bytes);
      await server.start();
      assert.deepEqual(await readAll(server.api, range), before, 'the damaged one is not believed');
      await until('the log says so', () =>
        /the snapshot is not used/.test(server.programs.at(-1).log),
      );
    },
  );
});
