// `jql parse`, and `jql search` over a file of issues: no server, no data directory.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { needsPrograms } from '../lib/harness.mjs';
import { runProgram } from '../lib/processes.mjs';
import { kBinary } from '../lib/server.mjs';

const home = mkdtempSync(join(tmpdir(), 'throughline-jql-'));
after(() => rmSync(home, { recursive: true, force: true }));

const run = (args, input = '') =>
  runProgram(kBinary, ['jql', ...args], { cwd: home, input, seconds: 60 });

async function linesOf(args, input) {
  const { code, stdout, stderr } = await run(args, input);
  assert.equal(code, 0, stderr);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

test('parse answers each line in its place', needsPrograms(), async () => {
  const answers = await linesOf(['parse'], 'status = Done\n\nstatus = Doing Now\na = "b');
  assert.deepEqual(
    answers.map(({ jql, ok }) => [jql, ok]),
    [
      ['status = Done', true],
      ['', true],
      ['status = Doing Now', false],
      ['a = "b', false],
    ],
  );
  assert.equal(answers[0].canonical, '(query (= (field "status") "Done"))');
  const { error } = answers[2];
  assert.deepEqual([error.kind, error.line, error.col], ['parse', 1, 16]);
  assert.match(error.message, /^Expecting 'AND', 'OR' or 'ORDER BY' but got 'Now'/);
  assert.ok(error.remedy);
  assert.deepEqual(await linesOf(['parse'], ''), []);
});

test('parse reads queries of several lines as JSON', needsPrograms(), async () => {
  const input = '"a = b\\nAND c = d"\n\nno JSON\n{"jql":"a = b"}\n"a =\\n ="\n';
  const answers = await linesOf(['parse', '--json'], input);
  assert.deepEqual(
    answers.map(({ ok }) => ok),
    [true, false, false, false],
  );
  assert.equal(answers[0].jql, 'a = b\nAND c = d');
  assert.match(answers[1].error.message, /no JSON string/);
  assert.deepEqual([answers[3].error.line, answers[3].error.col], [2, 2]);
});

const at = (day, hour = 10) =>
  `2026-03-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000+0000`;
const kUsers = ['ann', 'ben'].map((name) => ({
  accountId: `acc-${name}`,
  displayName: name === 'ann' ? 'Ann Archer' : 'Ben Baker',
  emailAddress: `${name}@example.invalid`,
  active: true,
}));
const kStatuses = [
  { id: '1', name: 'To Do', statusCategory: { id: 2, key: 'new', name: 'To Do' } },
  { id: '2', name: 'Doing', statusCategory: { id: 4, key: 'indeterminate', name: 'In Progress' } },
  { id: '3', name: 'Done', statusCategory: { id: 3, key: 'done', name: 'Done' } },
];
const kTypes = [{ id: '7', name: 'Task', subtask: false, hierarchyLevel: 0 }];
const kPriorities = [
  { id: '1', name: 'High' },
  { id: '2', name: 'Low' },
];

/** An issue that went `way` through the statuses, a day each. */
function issueOf(number, { way = [0], assignee = null, labels = [], priority = 1 } = {}) {
  const histories = way.slice(1).map((to, i) => ({
    id: String(number * 100 + i),
    author: kUsers[1],
    created: at(2 + i),
    items: [
      {
        field: 'status',
        fieldtype: 'jira',
        fieldId: 'status',
        from: kStatuses[way[i]].id,
        fromString: kStatuses[way[i]].name,
        to: kStatuses[to].id,
        toString: kStatuses[to].name,
      },
    ],
  }));
  return {
    id: String(1000 + number),
    key: `BOX-${number}`,
    fields: {
      summary: `Paint box ${number}`,
      description: null,
      issuetype: kTypes[0],
      project: { id: '10', key: 'BOX', name: 'Boxes' },
      status: kStatuses[way.at(-1)],
      priority: kPriorities[priority],
      resolution: null,
      assignee: assignee === null ? null : kUsers[assignee],
      reporter: kUsers[0],
      creator: kUsers[0],
      created: at(1, number),
      updated: at(5),
      labels,
      components: [],
      fixVersions: [],
      versions: [],
      issuelinks: [],
      subtasks: [],
      comment: { comments: [], total: 0 },
      worklog: { worklogs: [], total: 0 },
    },
    changelog: { startAt: 0, maxResults: 100, total: histories.length, histories },
  };
}

function fileOf() {
  const path = join(home, 'issues.json');
  const issues = [
    issueOf(2, { way: [0, 1], assignee: 0, labels: ['Red'] }),
    issueOf(10, { way: [0, 1, 2, 1], priority: 0 }),
    issueOf(9, { way: [0, 1, 2], assignee: 1, labels: ['blue', 'red'] }),
  ];
  const instance = {
    ...{ id: 'box', deployment: 'cloud', baseUrl: 'https://box.example.invalid' },
    ...{ users: kUsers, groups: { painters: ['acc-ben'] }, priorities: kPriorities },
    ...{ statuses: kStatuses, resolutions: [], issuetypes: kTypes, sprints: [], fields: [] },
    ...{ filters: [], issues },
    projects: [
      { id: '10', key: 'BOX', name: 'Boxes', lead: kUsers[0], components: [], versions: [] },
    ],
  };
  const context = {
    ...{ now: '2026-03-10T12:00:00.000Z', timeZone: 'UTC', weekStart: 'monday' },
    currentUser: { box: 'acc-ann' },
  };
  writeFileSync(path, JSON.stringify({ context, instances: [instance] }));
  return path;
}

test('search over a file gives keys in order, or the reason', needsPrograms(), async () => {
  const search = (query, ...more) =>
    run(['search', '--issues', fileOf(), '--instance', 'box', ...more, query]);
  const keys = async (query, ...more) => {
    const { code, stdout, stderr } = await search(query, ...more);
    assert.equal(code, 0, `${query}: ${stderr}`);
    return stdout.split('\n').filter(Boolean);
  };
  assert.deepEqual(await keys(''), ['BOX-2', 'BOX-9', 'BOX-10']);
  assert.deepEqual(await keys('order by priority desc, key'), ['BOX-10', 'BOX-2', 'BOX-9']);
  assert.deepEqual(await keys('status was Done'), ['BOX-9', 'BOX-10']);
  assert.deepEqual(await keys('status changed from Done'), ['BOX-10']);
  assert.deepEqual(await keys('status changed to Doing on 2026-03-02 by "ben@example.invalid"'), [
    'BOX-2',
    'BOX-9',
    'BOX-10',
  ]);
  assert.deepEqual(await keys('not labels = red'), []);
  assert.deepEqual(await keys('labels = RED and assignee in membersOf(painters)'), ['BOX-9']);
  assert.deepEqual(await keys('assignee = currentUser()'), ['BOX-2']);
  for (const user of ['acc-ben', 'ben@example.invalid', 'Ben Baker'])
    assert.deepEqual(await keys('assignee = currentUser()', '--user', user), ['BOX-9'], user);

  const wrong = await search('status = Dane');
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /Dane.*line 1, column 10\)\n {2}status = Dane\n {11}\^/);
  assert.match(wrong.stderr, /Done/, 'the nearest one is named');
  const nowhere = await run(['search', '--issues', fileOf(), '--instance', 'x', 'key = BOX-2']);
  assert.equal(nowhere.code, 1);
  assert.match(nowhere.stderr, /it has box/);
});

test('search over a file takes rows, each with its own answer', needsPrograms(), async () => {
  const rows = [
    { id: 'a', instance: 'box', jql: 'status = Done' },
    { id: 'b', instance: 'box', user: 'acc-ben', jql: 'assignee = currentUser()' },
    { id: 'c', instance: 'box', jql: 'status ~ Done' },
    { id: 'd', instance: 'box', jql: 'status in Done' },
    { id: 'e', instance: 'gone', jql: 'status = Done' },
    { id: 'f', jql: 'key = BOX-2' },
  ];
  const input = [...rows.map((row) => JSON.stringify(row)), '', 'no JSON'].join('\n');
  const answers = await linesOf(['search', '--issues', fileOf(), '--instance', 'box', '-'], input);
  assert.deepEqual(answers.slice(0, 2), [
    { id: 'a', keys: ['BOX-9'] },
    { id: 'b', keys: ['BOX-9'] },
  ]);
  const { error } = answers[2];
  assert.deepEqual([error.kind, error.field, error.operator], ['operator', 'status', '~']);
  assert.deepEqual([answers[3].error.kind, answers[3].error.col], ['parse', 15]);
  assert.equal(answers[4].error.kind, 'not-found');
  assert.deepEqual(answers[5], { id: 'f', keys: ['BOX-2'] });
  assert.equal(answers[6].id, null);
});

test('wrong usage of jql is 2', needsPrograms(), async () => {
  const file = fileOf();
  for (const args of [
    ['search', '--issues', file, 'key = BOX-2'],
    ['search', '--issues', file, '--instance', 'box', '--csv', 'key = BOX-2'],
    ['search', '--user', 'acc-ann', 'key = BOX-2'],
    ['search', '--limit', '0', 'key = BOX-2'],
    ['search', '--csv', '--json', 'key = BOX-2'],
    ['explain', 'BOX-2'],
    [],
  ]) {
    const { code, stderr } = await run(args);
    assert.equal(code, 2, `${args.join(' ')}: ${stderr}`);
  }
});
