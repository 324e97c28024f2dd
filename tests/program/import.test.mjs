// Files instead of a network: saved REST answers and our own export, idempotent with a later sync.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { needsPrograms, onEachDatabase, until, World } from '../lib/harness.mjs';
import { runProgram } from '../lib/processes.mjs';
import { kBinary } from '../lib/server.mjs';

/** Saves what a person with curl would: fields, pages of issues with histories, worklogs. */
async function saveAnswers(sim, dir) {
  mkdirSync(dir, { recursive: true });
  const files = [];
  const save = async (name, answer) => {
    const path = join(dir, name);
    writeFileSync(path, JSON.stringify(await answer));
    files.push(path);
  };
  for (const noun of ['field', 'status', 'issuetype', 'priority', 'resolution']) {
    await save(`${noun}.json`, sim.jira('GET', `/rest/api/3/${noun}`));
  }
  await save('project.json', sim.jira('GET', '/rest/api/3/project/search?maxResults=100'));
  const ids = [];
  let nextPageToken;
  for (let page = 0; page === 0 || nextPageToken; page++) {
    const body = {
      ...{ jql: 'created > "2000-01-01" order by id', maxResults: 40, nextPageToken },
      ...{ fields: ['*all'], expand: 'changelog' },
    };
    const answer = await sim.jira('POST', '/rest/api/3/search/jql', body);
    await save(`issues-${page}.json`, answer);
    ids.push(...answer.issues.map(({ id }) => id));
    nextPageToken = answer.isLast ? undefined : answer.nextPageToken;
  }
  let token;
  for (let page = 0; page === 0 || token; page++) {
    const body = { issueIdsOrKeys: ids, maxResults: 1000, nextPageToken: token };
    const answer = await sim.jira('POST', '/rest/api/3/changelog/bulkfetch', body);
    await save(`changelog-${page}.json`, answer);
    token = answer.nextPageToken;
  }
  for (const id of ids) {
    const answer = await sim.jira('GET', `/rest/api/3/issue/${id}/worklog`);
    if (answer.total > 0) await save(`worklog-${id}.json`, answer);
  }
  return files;
}

const importing = (world, args) =>
  runProgram(kBinary, ['import', 'jira', '--data', world.server.data, ...args]);

onEachDatabase((database, options) => {
  test(
    `${database}: saved answers give what a sync gives, and a later sync changes nothing`,
    needsPrograms(options),
    async (t) => {
      const world = await World.begin(t, { database, sim: { issues: 60 } });
      const { api } = world.server;
      await untilCommandsWork(world.server);
      const files = await saveAnswers(world.sim, join(world.dir, 'saved'));
      const site = ['--site', world.sim.address, '--name', 'From files'];
      const first = await importing(world, [...site, ...files]);
      assert.equal(first.code, 0, first.stderr + first.stdout);
      const imported = await factsOf(world.server);
      assert.ok(imported.length > 300, `${imported.length} facts`);
      const second = await importing(world, [...site, ...files.reverse()]);
      assert.equal(second.code, 0, second.stderr);
      assert.deepEqual(await factsOf(world.server), imported);

      const [{ id }] = (await api.get('/api/v1/connections')).items;
      const connected = await world.connect({ webhooks: false, days: 3650 });
      assert.equal(connected.id, id, 'the site of the files is the same instance');
      await world.untilFilled(id);
      await world.untilQuiet(id);
      const synced = new Set(await factsOf(world.server));
      const lost = imported.filter((line) => !synced.has(line));
      assert.deepEqual(lost.slice(0, 3), []);
    },
  );
});

/** An exported line without the name of its instance, which the site itself tells only later. */
const plain = (line) => line.replace(/"instance":"[^"]*"/, '');

/** Histories and worklogs: what cannot change by being read again in more detail. */
async function factsOf(server) {
  const lines = await server.export();
  return lines.filter((line) => /"kind":"(history|worklog)"/.test(line)).map(plain);
}

/** The program finds the server by its data directory once the first run is over. */
const untilCommandsWork = (server) =>
  until('the first run is noticed', () => !existsSync(join(server.data, 'setup-token')));

test('our own export goes into another server', needsPrograms(), async (t) => {
  const world = await World.begin(t, { sim: { issues: 40 } });
  const { id } = await world.connect({ webhooks: false, days: 3650 });
  await world.untilFilled(id);
  await world.untilQuiet(id);
  const lines = await world.server.export();
  const file = join(world.dir, 'export.ndjson');
  writeFileSync(file, lines.join('\n'));
  const other = await world.startServer({ name: 'other' });
  await other.setUp();
  await untilCommandsWork(other);
  const run = await runProgram(kBinary, [
    ...[
      'import',
      'jira',
      '--data',
      other.data,
      '--site',
      world.sim.address,
      '--name',
      'Simulated',
      file,
    ],
  ]);
  assert.equal(run.code, 0, run.stderr);
  assert.deepEqual((await other.export()).map(plain), lines.map(plain));
});

test('a file that is no answer of Jira is refused in words', needsPrograms(), async (t) => {
  const world = await World.begin(t, { sim: { issues: 5 } });
  await untilCommandsWork(world.server);
  for (const [name, text] of [
    ['page.html', '<html>Log in</html>'],
    ['cut.json', '{"issues":[{"id":"1'],
    ['other.json', '{"hello":1}'],
    ['empty.json', ''],
  ]) {
    const path = join(world.dir, name);
    writeFileSync(path, text);
    const run = await importing(world, ['--site', world.sim.address, path]);
    assert.notEqual(run.code, 0, name);
    assert.match(run.stderr + run.stdout, new RegExp(name), name);
  }
});
