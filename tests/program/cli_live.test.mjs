// The commands that talk to a running server: by its data directory, without a password.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { kPostgres, needsPrograms, until, World } from '../lib/harness.mjs';
import { runProgram } from '../lib/processes.mjs';
import { kBinary } from '../lib/server.mjs';

function commandsOf(server) {
  return async (...args) => {
    const result = await runProgram(kBinary, [...args, '--data', server.data]);
    assert.equal(result.signal, null, args.join(' '));
    return result;
  };
}

// Each number as a table and as CSV, narrowed and not.
async function everyReport(run) {
  const metrics =
    'cycle-time lead-time throughput mix wip aging cumulative time-in-status time-in-stage ' +
    'efficiency reopen overview';
  for (const metric of metrics.split(' ')) {
    const args = ['report', 'flow', '--metric', metric, '--unit', 'working', '--category', 'bug'];
    const table = await run(...args);
    assert.equal(table.code, 0, `${metric}: ${table.stderr}`);
    assert.match(table.stdout, /category is bug\n {2}n \d+ of \d+ considered/, metric);
    const csv = await run(...args, '--format', 'csv');
    assert.match(csv.stdout, /^# Throughline /, metric);
  }
  const json = await run('report', 'flow', '--metric', 'throughput', '--format', 'json');
  const { total } = JSON.parse(json.stdout);
  const items = await run('report', 'flow', '--metric', 'throughput', '--items', '--limit', '3');
  assert.equal(items.code, 0, items.stderr);
  assert.match(items.stdout, new RegExp(`: ${total}\n`), 'the list is as long as the number');
  assert.match(items.stdout, new RegExp(` ${total - 3} more;`));

  const quality = await run('report', 'quality');
  assert.equal(quality.code, 0, quality.stderr);
  assert.match(quality.stdout, /Data quality|nothing found/);
  const gone = await run('report', 'sprint', '--sprint', 'No such sprint');
  assert.equal(gone.code, 1);
  assert.match(gone.stderr, /no sprint has the name or id No such sprint/);
  const history = await run('report', 'sprint', '--last', '5');
  assert.equal(history.code, 0, history.stderr);
}

test(
  'connect, sync, report, export and doctor against a running server',
  needsPrograms(),
  async (t) => {
    const world = await World.begin(t, { sim: { issues: 80 } });
    const { server } = world;
    const run = commandsOf(server);
    await until('the first run is noticed', () => !existsSync(join(server.data, 'setup-token')));
    const { base_url, email, token } = world.sim.signIn();
    const signIn = ['--url', base_url, '--email', email, '--expires', '2030-01-01'];
    const connect = () =>
      runProgram(
        kBinary,
        ['connect', 'jira', ...signIn, '--token-file', '-', '--data', server.data],
        { input: `${token}\n` },
      );
    const connected = await connect();
    assert.equal(connected.code, 0, connected.stderr);
    assert.ok(!(connected.stdout + connected.stderr).includes(token));
    const [{ id }] = (await server.api.get('/api/v1/connections')).items;
    await world.untilFilled(id);
    assert.equal((await run('sync')).code, 0);
    assert.equal((await run('doctor')).code, 0);

    const exported = await run('export');
    assert.equal(exported.code, 0, exported.stderr);
    assert.deepEqual(exported.stdout.split('\n').filter(Boolean), await server.export());

    const json = await run('report', 'flow', '--format', 'json');
    assert.equal(json.code, 0, json.stderr);
    const report = JSON.parse(json.stdout);
    const shown = await server.api.get('/api/v1/metrics/flow/cycle-time');
    assert.equal(report.n, shown.n);
    assert.ok(report.n > 0);
    const csv = await run('report', 'flow', '--format', 'csv');
    const lines = csv.stdout
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('#'));
    assert.equal(lines.length, report.n + 1, 'a head and a line for each issue');
    assert.ok((await run('report', 'flow', '--format', 'table')).stdout.includes('p85'));
    await everyReport(run);

    const again = await connect();
    assert.equal(again.code, 1, 'the same site twice');
    assert.ok(again.stderr.trim());
  },
);

test('without a running server a command starts one for itself', needsPrograms(), async (t) => {
  const world = new World(t);
  const server = await world.startServer();
  await server.setUp();
  await server.stop();
  const { code, stderr } = await commandsOf(server)('sync');
  assert.equal(code, 1);
  assert.match(stderr, /nothing is connected/);
});

test(
  'the numbers are the same on both databases',
  needsPrograms(kPostgres ? {} : { skip: 'TL_TEST_POSTGRES is not set' }),
  async (t) => {
    const world = new World(t);
    await world.startSimulator({ issues: 120 });
    const answers = [];
    for (const database of ['sqlite', 'postgres']) {
      const server = await world.startFilled(database);
      const { n, considered, percentiles, exclusions, points } = await server.api.get(
        '/api/v1/metrics/flow/cycle-time',
      );
      const shown = points.map(({ key, seconds }) => `${key} ${seconds}`).sort();
      answers.push({ n, considered, percentiles, exclusions, shown });
    }
    assert.ok(answers[0].n > 10);
    assert.deepEqual(answers[0], answers[1]);
  },
);
