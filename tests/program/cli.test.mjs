// The command line: exit codes and where the output goes.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { needsPrograms } from '../lib/harness.mjs';
import { runProgram } from '../lib/processes.mjs';
import { kBinary } from '../lib/server.mjs';

const home = mkdtempSync(join(tmpdir(), 'throughline-cli-'));
after(() => rmSync(home, { recursive: true, force: true }));

const run = (...args) => runProgram(kBinary, args, { cwd: home, seconds: 60 });

function fileOf(name, value) {
  const path = join(home, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

test('help and version are 0 and on standard output', needsPrograms(), async () => {
  for (const args of [
    ['--help'],
    ['--version'],
    ['serve', '--help'],
    ['demo', '--help'],
    ['inspect', '--help'],
    ['report', 'flow', '--help'],
    ['report', 'sprint', '--help'],
    ['report', 'quality', '--help'],
    ['connect', 'jira', '--help'],
    ['jql', 'parse', '--help'],
    ['jql', 'search', '--help'],
    ['jql', 'explain', '--help'],
    ['doctor', '--help'],
  ]) {
    const { code, stdout } = await run(...args);
    assert.equal(code, 0, args.join(' '));
    assert.ok(stdout.trim(), args.join(' '));
  }
});

test('wrong usage is 2 with a reason on standard error', needsPrograms(), async () => {
  for (const args of [
    [],
    ['no-such-command'],
    ['serve', '--no-such-option'],
    ['inspect', 'jira', 'no-such-kind', 'x'],
    ['report'],
    ['report', 'flow', '--format', 'pdf'],
    ['report', 'flow', '--metric', 'speed'],
    ['report', 'sprint', '--last', '51'],
    ['report', 'quality', '--items', '--limit', '0'],
    ['serve', '--listen', 'nowhere'],
  ]) {
    const { code, stderr } = await run(...args);
    assert.equal(code, 2, `${args.join(' ')}: ${stderr}`);
    assert.ok(stderr.trim(), args.join(' '));
  }
});

test('inspect prints facts as lines of JSON and stores nothing', needsPrograms(), async () => {
  const issue = {
    id: '10001',
    key: 'ABC-1',
    self: 'https://example.atlassian.net/rest/api/3/issue/10001',
    fields: {
      summary: 'A thing to do',
      created: '2026-01-02T03:04:05.678+0000',
      updated: '2026-01-03T03:04:05.678+0000',
      project: { id: '10000', key: 'ABC', name: 'Alphabet' },
      issuetype: { id: '3', name: 'Task', subtask: false },
      status: { id: '1', name: 'To Do', statusCategory: { id: 2, key: 'new', name: 'To Do' } },
    },
  };
  const { code, stdout, stderr } = await run(
    'inspect',
    'jira',
    'issue',
    fileOf('issue.json', issue),
  );
  assert.equal(code, 0, stderr);
  const facts = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.ok(
    facts.some((fact) => JSON.stringify(fact).includes('ABC-1')),
    stdout,
  );
});

test(
  'inspect: what cannot be read is refused with 1, never with a signal',
  needsPrograms(),
  async () => {
    for (const [name, text] of [
      ['empty', ''],
      ['half', '{"id":"1"'],
      ['text', 'hello'],
      ['zeros', '\0\0\0\0'],
      ['deep', '['.repeat(100_000)],
      ['list', '[]'],
      ['number', '1e999'],
    ]) {
      const { code, signal, stdout } = await run(
        'inspect',
        'jira',
        'issue',
        fileOf(`${name}.json`, text),
      );
      assert.equal(signal, null, name);
      assert.ok([0, 1].includes(code), `${name}: ${code}`);
      for (const line of stdout.trim().split('\n').filter(Boolean))
        assert.ok(JSON.parse(line), name);
      if (['empty', 'half', 'text', 'zeros'].includes(name)) {
        assert.equal(code, 1, name);
        assert.match(stdout, /"refused"/, name);
      }
    }
    const { code, stderr } = await run('inspect', 'jira', 'issue', join(home, 'no-such-file'));
    assert.equal(code, 2);
    assert.match(stderr, /no-such-file/);
  },
);

const kServe = ['serve', '--listen', '127.0.0.1:0', '--data'];

test('a data directory that cannot be made is named', needsPrograms(), async () => {
  const { code, stderr } = await run(...kServe, join(fileOf('a-file', 'x'), 'x'));
  assert.equal(code, 2);
  assert.match(stderr, /a-file/);
});

test('a database that does not answer is 1 with a reason', needsPrograms(), async () => {
  const url = 'postgresql://nobody:secret-word@127.0.0.1:1/none';
  const { code, stderr } = await run(...kServe, join(home, 'd'), '--database', url);
  assert.equal(code, 1, stderr);
  assert.ok(stderr.trim());
  assert.doesNotMatch(stderr, /secret-word/);
});
