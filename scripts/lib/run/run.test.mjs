import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chooseSteps, parseArguments, UsageError } from './choose.mjs';
import { seedsOfFaults } from './node.mjs';
import { inParallel, run, tail } from './process.mjs';
import { kSteps } from './steps.mjs';
import {
  addTally,
  emptyTally,
  single,
  tallyOfFile,
  tallyOfGtest,
  tallyOfLastLine,
  tallyOfNodeLog,
  tallyOfSeeds,
  tallyOfVitest,
} from './tally.mjs';

const home = mkdtempSync(join(tmpdir(), 'throughline-run-'));
after(() => rmSync(home, { recursive: true }));

const kTable = [
  { name: 'a', needs: [] },
  { name: 'b', needs: ['a'] },
  { name: 'c', needs: ['b'], full: true },
  { name: 'd', needs: [] },
];
const namesOf = (steps) => steps.map((step) => step.name).join(' ');

test('arguments: what is unknown is refused with the remedy', () => {
  assert.deepEqual(parseArguments(['--full'], kTable), { full: true, list: false, only: null });
  assert.deepEqual(parseArguments(['--only', 'a,b'], kTable).only, ['a', 'b']);
  assert.deepEqual(parseArguments(['--only=d'], kTable).only, ['d']);
  assert.throws(() => parseArguments(['--fast'], kTable), UsageError);
  assert.throws(() => parseArguments(['--only', 'x'], kTable), /there are a, b, c, d/);
  assert.throws(() => parseArguments(['--only'], kTable), UsageError);
});

test('steps: --full adds, --only brings what is needed, in the order of the table', () => {
  assert.equal(namesOf(chooseSteps(kTable, { full: false, only: null })), 'a b d');
  assert.equal(namesOf(chooseSteps(kTable, { full: true, only: null })), 'a b c d');
  assert.equal(namesOf(chooseSteps(kTable, { full: false, only: ['c'] })), 'a b c');
});

test('the table of steps names only steps that come before', () => {
  const seen = new Set();
  for (const step of kSteps) {
    for (const need of step.needs) assert.ok(seen.has(need), `${step.name} needs ${need}`);
    seen.add(step.name);
  }
});

test('GoogleTest: completed, failed, skipped and disabled tests', () => {
  const report = {
    testsuites: [
      {
        name: 'S',
        testsuite: [
          { name: 'good', result: 'COMPLETED' },
          { name: 'left', result: 'SKIPPED' },
          { name: 'off', result: 'SUPPRESSED' },
          { name: 'bad', result: 'COMPLETED', failures: [{ failure: 'x' }] },
        ],
      },
    ],
  };
  assert.deepEqual(tallyOfGtest(JSON.stringify(report)), {
    passed: 1,
    failed: 1,
    skipped: 1,
    failures: ['S.bad'],
  });
});

test('vitest: a file that does not load is a failure', () => {
  const report = {
    testResults: [
      {
        name: 'a',
        status: 'passed',
        assertionResults: [{ status: 'passed' }, { status: 'pending' }],
      },
      { name: 'b', status: 'failed', assertionResults: [] },
    ],
  };
  assert.deepEqual(tallyOfVitest(JSON.stringify(report)), {
    passed: 1,
    failed: 1,
    skipped: 1,
    failures: ['b'],
  });
});

test('a program that dies without a report, or with one that hides it, is a failure', () => {
  const file = join(home, 'report');
  const ended = { code: 139, timedOut: false };
  assert.equal(tallyOfFile('x', join(home, 'none'), ended, JSON.parse).failed, 1);
  writeFileSync(file, JSON.stringify({ testsuites: [] }));
  assert.deepEqual(tallyOfFile('x', file, ended, tallyOfGtest).failures, ['x ended with 139']);
  assert.equal(tallyOfFile('x', file, { code: 0, timedOut: false }, tallyOfGtest).failed, 0);
  assert.equal(tallyOfFile('x', file, { code: null, timedOut: true }, tallyOfGtest).failed, 1);
});

test('a last line of counts, a skip, and neither', () => {
  const counted = tallyOfLastLine('x\n3 passed, 1 failed\n');
  assert.deepEqual([counted.passed, counted.failed], [3, 1]);
  assert.equal(tallyOfLastLine('skipped: nothing to read').skipped, 1);
  assert.equal(tallyOfLastLine('died'), null);
});

test('seeds of trouble: fixed ones, or fresh ones of this run; failures by name', () => {
  assert.deepEqual(seedsOfFaults({ full: false, env: { TL_SEED: '77' } }), { seeds: 10, start: 1 });
  assert.deepEqual(seedsOfFaults({ full: true, env: { TL_SEED: '77' } }), { seeds: 30, start: 77 });
  const log = 'ok      seed 1 (a): 9 issues (3.0 s)\nboom\nFAILED  seed 2 (b) (9.1 s)\n';
  assert.deepEqual(tallyOfSeeds(`${log}1 passed, 1 failed\n`), {
    passed: 1,
    failed: 1,
    skipped: 0,
    failures: ['seed 2 (b) (9.1 s)'],
  });
  assert.equal(tallyOfSeeds(log), null);
});

test('tallies add up', () => {
  const sum = addTally(addTally(emptyTally(), single('a', true)), single('b', false));
  assert.deepEqual(sum, { passed: 1, failed: 1, skipped: 0, failures: ['b'] });
});

test('the reporter counts tests, not suites, and names failures', async () => {
  const file = join(home, 'inner.test.mjs');
  writeFileSync(
    file,
    `import { describe, test } from 'node:test';
    describe('suite', () => {
      test('good', () => {});
      test('bad', () => { throw new Error('because'); });
      test('left', { skip: 'no network' }, () => {});
    });`,
  );
  const reporter = fileURLToPath(new URL('./reporter.mjs', import.meta.url));
  const log = join(home, 'inner.log');
  const args = [
    '--test',
    `--test-reporter=${reporter}`,
    '--test-reporter-destination=stdout',
    file,
  ];
  // A test started by a test would report to its parent instead of to its own output.
  const result = await run(process.execPath, args, {
    cwd: home,
    log,
    env: { NODE_TEST_CONTEXT: undefined },
  });
  assert.equal(result.code, 1);
  assert.deepEqual(tallyOfNodeLog(readFileSync(log, 'utf8')), {
    passed: 1,
    failed: 1,
    skipped: 1,
    failures: ['bad'],
  });
  assert.match(tail(log), /because/);
});

test('a log that does not reach its end has no tally', () => {
  assert.equal(tallyOfNodeLog('ok  a\n'), null);
});

test('programs: codes, missing programs, and the end of one that takes too long', async () => {
  const log = join(home, 'run.log');
  assert.equal((await run('sh', ['-c', 'echo out; exit 3'], { log })).code, 3);
  assert.match(tail(log), /out/);
  assert.equal((await run('no-such-program', [], { log })).code, 127);
  const slow = await run('sh', ['-c', 'sleep 600 & wait'], { log, timeout: 0.2 });
  assert.ok(slow.timedOut);
  assert.ok(slow.seconds < 60);
});

test('the shell scripts parse and can be started', () => {
  const scripts = fileURLToPath(new URL('../..', import.meta.url));
  for (const name of ['start', 'test', 'install', 'faults', 'lib/web.sh', '../.ci/run']) {
    accessSync(join(scripts, name), constants.X_OK);
    execFileSync('bash', ['-n', join(scripts, name)]);
  }
  const help = execFileSync(join(scripts, 'test'), ['--help'], { encoding: 'utf8' });
  assert.match(help, /--full/);
  const faults = (...args) =>
    execFileSync(join(scripts, 'faults'), args, { encoding: 'utf8', stdio: 'pipe' });
  assert.match(faults('--help'), /--seeds N/);
  assert.match(faults('--show', '--seeds', '2', '--start', '5'), /^seed 5: .*\nseed 6: /);
  assert.throws(
    () => faults('--show', '--seeds', 'many'),
    ({ status, stderr }) => status === 2 && /--seeds must be a number/.test(stderr),
  );
});

test('work in parallel keeps the order of its results and the limit of its width', async () => {
  let running = 0;
  let most = 0;
  const results = await inParallel([3, 1, 2, 0], 2, async (item) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    return item * 10;
  });
  assert.deepEqual(results, [30, 10, 20, 0]);
  assert.equal(most, 2);
});
