import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Project } from './lib/lint/project.mjs';
import {
  includeDirection,
  parseRoomTable,
  roomOf,
  roomTableMatchesFolders,
  simIncludesBaseOnly,
} from './lib/lint/rooms.mjs';
import { kRules } from './lib/lint/rules.mjs';
import { fileSize, functionsOf, functionSize, lineWidth } from './lib/lint/sizes.mjs';
import {
  keysBeginWithTenant,
  literalsOf,
  sqlLivesInStore,
  sqlNamesTenant,
  tablesOf,
  tenantTables,
} from './lib/lint/sql.mjs';
import {
  forbiddenWords,
  linksOf,
  linksResolve,
  noConsole,
  todoHasIssue,
} from './lib/lint/words.mjs';

const kTable = [
  '| level | room | here |',
  '|---|---|---|',
  '| 9 | `api/` | x |',
  '| 5 | `connectors/*` | x |',
  '| 4 | `connector/` | x |',
  '| 3 | `store/` | x |',
  '| 3 | `net/` | x |',
  '| 1 | `base/` | x |',
].join('\n');

function projectOf(files) {
  return new Project({ 'docs/architecture.md': kTable, ...files });
}

const lines = (count, text = 'x') => Array.from({ length: count }, () => text).join('\n');

test('the table of rooms is read with its levels', () => {
  const table = parseRoomTable(kTable);
  assert.deepEqual(table[0], { level: 9, pattern: 'api' });
  assert.deepEqual(roomOf('connectors/jira/a.h', table), { name: 'connectors/jira', level: 5 });
  assert.equal(roomOf('connectors/a.h', table), null);
  assert.equal(roomOf('nowhere/a.h', table), null);
});

test('an include of a lower room passes', () => {
  const files = { 'src/api/a.cc': '#include "store/b.h"\n#include <vector>\n#include "api/c.h"' };
  assert.deepEqual(includeDirection.check(projectOf(files)), []);
});

test('includes of a higher room, of the same level and of no room are found', () => {
  const files = {
    'src/store/a.cc': '#include "api/b.h"',
    'src/net/a.cc': '#include "store/b.h"',
    'src/connectors/jira/a.cc': '\n#include "connectors/github/b.h"',
    'src/base/a.cc': '#include "b.h"',
  };
  const found = includeDirection.check(projectOf(files));
  assert.deepEqual(found.map(({ path, line }) => `${path}:${line}`).sort(), [
    'src/base/a.cc:1',
    'src/connectors/jira/a.cc:2',
    'src/net/a.cc:1',
    'src/store/a.cc:1',
  ]);
  assert.match(found[0].message, /may not include|is in no room/);
});

test('a file in no room is found', () => {
  const found = includeDirection.check(projectOf({ 'src/attic/a.cc': '' }));
  assert.match(found[0].message, /add its folder/);
});

test('the simulator may include base and itself', () => {
  const good = {
    'sim/a.cc': '#include "base/clock.h"\n#include "sim/b.h"\n#include "b.h"',
    'sim/b.h': '',
  };
  assert.deepEqual(simIncludesBaseOnly.check(projectOf(good)), []);
  const bad = { 'sim/a.cc': '#include "domain/issue.h"' };
  assert.equal(simIncludesBaseOnly.check(projectOf(bad)).length, 1);
});

test('the table and the folders are compared both ways', () => {
  const all = ['api', 'connectors/jira', 'connector', 'store', 'net', 'base'];
  const files = Object.fromEntries(all.map((room) => [`src/${room}/CMakeLists.txt`, '']));
  assert.deepEqual(roomTableMatchesFolders.check(projectOf(files)), []);
  const more = roomTableMatchesFolders.check(
    projectOf({ ...files, 'src/lens/CMakeLists.txt': '' }),
  );
  assert.match(more[0].message, /src\/lens/);
  delete files['src/net/CMakeLists.txt'];
  assert.match(roomTableMatchesFolders.check(projectOf(files))[0].message, /names net/);
});

test('a file at the limit passes, one line more does not', () => {
  assert.deepEqual(fileSize.check(projectOf({ 'src/base/a.cc': `${lines(600)}\n` })), []);
  assert.equal(fileSize.check(projectOf({ 'src/base/a.cc': `${lines(601)}\n` })).length, 1);
  assert.equal(fileSize.check(projectOf({ 'web/src/a.tsx': lines(601) })).length, 1);
  assert.deepEqual(fileSize.check(projectOf({ 'web/package-lock.json': lines(9999) })), []);
});

test('a line of 100 columns passes, one of 101 does not; columns are characters', () => {
  assert.deepEqual(lineWidth.check(projectOf({ 'src/base/a.cc': 'ö'.repeat(100) })), []);
  assert.equal(lineWidth.check(projectOf({ 'src/base/a.cc': 'x'.repeat(101) })).length, 1);
});

test('functions are measured from signature to brace', () => {
  const text = [
    'namespace tl {',
    'struct A {',
    '  int get() const {',
    '    return 1;',
    '  }',
    '};',
    '',
    'Result<int> long_name(int a,',
    '                      int b) {',
    '  auto f = [] {',
    '    return 2;',
    '  };',
    '  if (a) {',
    '    return f();',
    '  }',
    '  return b;',
    '}',
    'const int kX[] = {',
    '  1,',
    '};',
    '}',
  ];
  assert.deepEqual(functionsOf(text), [
    { line: 3, count: 3 },
    { line: 8, count: 10 },
  ]);
});

test('a function of 70 lines passes, one of 71 does not', () => {
  const of = (count) => `void f() {\n${lines(count - 2, '  g();')}\n}`;
  assert.deepEqual(functionSize.check(projectOf({ 'src/base/a.cc': of(70) })), []);
  assert.equal(functionSize.check(projectOf({ 'src/base/a.cc': of(71) })).length, 1);
});

test('string literals are found, adjacent ones joined, comments left out', () => {
  const text = 'f("SELECT a "\n  "FROM b"); // "no"\ng(R"sql(DELETE\nFROM c)sql", \'"\', "x");';
  assert.deepEqual(
    literalsOf(text).map((one) => one.text),
    ['SELECT a FROM b', 'DELETE\nFROM c', 'x'],
  );
});

test('tables of a tenant are those whose first column says so', () => {
  const tables = tenantTables([
    'CREATE TABLE issue (tenant bigint, id bigint); create table lease (name text);',
  ]);
  assert.deepEqual([...tables], ['issue']);
  assert.deepEqual(tablesOf('SELECT 1 FROM a JOIN b ON x'), ['a', 'b']);
});

test('a statement without its tenant is found', () => {
  const migration = {
    'src/store/migrations/0001.sql': 'CREATE TABLE issue (tenant bigint, id bigint);',
  };
  const good = { ...migration, 'src/store/a.cc': 'q("SELECT id FROM issue WHERE tenant = ?");' };
  assert.deepEqual(sqlNamesTenant.check(projectOf(good)), []);
  const bad = { ...migration, 'src/store/a.cc': '\nq("SELECT id FROM issue "\n  "WHERE id = ?");' };
  const [found] = sqlNamesTenant.check(projectOf(bad));
  assert.equal(found.line, 2);
  assert.match(found.message, /issue/);
});

test('a statement put together from parts names its tenant nearby', () => {
  const migration = { 'src/store/m.sql': 'CREATE TABLE issue (tenant bigint, id bigint);' };
  const check = (text) => sqlNamesTenant.check(projectOf({ ...migration, 'src/store/a.cc': text }));
  assert.deepEqual(
    check('Where where(tenant);\nq("SELECT id FROM issue WHERE " + where.text());'),
    [],
  );
  assert.deepEqual(check('q(f("SELECT id FROM issue{}", kWhere), tenant_);'), []);
  assert.deepEqual(check('kColumns = "SELECT id, key FROM issue ";'), []);
  assert.equal(check('q("DELETE FROM issue WHERE " + more);').length, 1);
  assert.equal(check('tenant;\nq("DELETE FROM issue WHERE id = $1");').length, 1);
  assert.deepEqual(check('q("DELETE FROM issue /* every tenant: at start */");'), []);
});

test('keys of a tenant table begin with the tenant', () => {
  const good = 'CREATE TABLE a (tenant bigint, id bigint, PRIMARY KEY (tenant, id));';
  const bad = 'CREATE TABLE b (tenant bigint, id bigint, PRIMARY KEY (id));';
  const index = 'CREATE UNIQUE INDEX x ON a (id);';
  const other =
    'CREATE TABLE c (name text, PRIMARY KEY (name)); CREATE UNIQUE INDEX y ON c (name);';
  const check = (text) => keysBeginWithTenant.check(projectOf({ 'src/store/m.sql': text }));
  assert.deepEqual(check(good + other), []);
  assert.match(check(good + bad)[0].message, /of b /);
  assert.match(check(good + index)[0].message, /of a /);
});

test('SQL outside the store is found', () => {
  const bad = { 'src/api/a.cc': 'q("SELECT id FROM issue WHERE tenant = 1 ");' };
  assert.equal(sqlLivesInStore.check(projectOf(bad)).length, 1);
  const good = { 'src/api/a.cc': 'say("Select a project"); say("update the token");' };
  assert.deepEqual(sqlLivesInStore.check(projectOf(good)), []);
});

test('words of one machine are found', () => {
  const bad = { 'docs/a.md': 'see /wo' + 'rk/main', 'src/base/a.cc': '// ../shared/he' + 'ld' };
  assert.equal(forbiddenWords.check(projectOf(bad)).length, 2);
  assert.deepEqual(forbiddenWords.check(projectOf({ 'docs/a.md': 'workers work' })), []);
});

test('a to-do needs its issue', () => {
  const word = 'TO' + 'DO';
  assert.equal(todoHasIssue.check(projectOf({ 'src/base/a.cc': `// ${word} later` })).length, 1);
  assert.deepEqual(todoHasIssue.check(projectOf({ 'src/base/a.cc': `// ${word}(#4) later` })), []);
});

test('pages do not log, tests may', () => {
  const text = 'console.log(1)';
  assert.equal(noConsole.check(projectOf({ 'web/src/a.tsx': text })).length, 1);
  assert.deepEqual(noConsole.check(projectOf({ 'web/src/a.test.tsx': text })), []);
});

test('links are followed from the folder of the document', () => {
  assert.deepEqual(linksOf(['[a](b.md#c) [d](https://x) [e](#f)', '```', '[g](h.md)', '```']), [
    { line: 1, target: 'b.md' },
  ]);
  const files = {
    'docs/a.md': '[x](../README.md) [y](images/) [z](gone.md)',
    'README.md': '',
    'docs/images/h.png': '',
  };
  const found = linksResolve.check(projectOf(files));
  assert.equal(found.length, 1);
  assert.match(found[0].message, /gone\.md/);
});

test('no rule fails on an empty project and each has a name of its own', () => {
  for (const rule of kRules) assert.ok(Array.isArray(rule.check(new Project({}))), rule.name);
  assert.equal(new Set(kRules.map((rule) => rule.name)).size, kRules.length);
});
