// The steps that run Node programs: our own tools, the web, whole-program and browser tests.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from './cpp.mjs';
import { startPostgres } from './postgres.mjs';
import { run, tail } from './process.mjs';
import {
  addTally,
  single,
  tallyOfFile,
  tallyOfLastLine,
  tallyOfSeeds,
  tallyOfNodeLog,
  tallyOfVitest,
} from './tally.mjs';

const kNodeSeconds = 2400;
const kTestMs = 600_000;
const kFixedSeeds = 10;
const kFreshSeeds = 30;

/** Runs `node --test` over `files`. */
export async function nodeTests(context, name, files, { env = {}, width = 2 } = {}) {
  if (!files.length) return single(`there are no ${name} tests`, false);
  const log = context.log(name);
  const reporter = join(context.root, 'scripts', 'lib', 'run', 'reporter.mjs');
  const args = [
    '--test',
    `--test-reporter=${reporter}`,
    '--test-reporter-destination=stdout',
    `--test-concurrency=${width}`,
    `--test-timeout=${kTestMs}`,
    ...files,
  ];
  const result = await run(process.execPath, args, {
    cwd: context.root,
    env: { ...context.env, ...env },
    log,
    timeout: kNodeSeconds,
  });
  const tally = tallyOfFile(name, log, result, tallyOfNodeLog);
  if (tally.failed) context.say(failuresOf(log));
  return tally;
}

/** The failed tests in a log, with what follows each; the end of the log when none is marked. */
function failuresOf(log) {
  const kept = [];
  let left = 0;
  for (const line of readFileSync(log, 'utf8').split('\n')) {
    if (line.startsWith('FAILED ')) left = 30;
    else if (/^(ok|skipped) /.test(line)) left = 0;
    if (left-- > 0) kept.push(line);
  }
  return kept.length ? kept.slice(0, 200).join('\n') : tail(log, 40);
}

export function toolTests(context) {
  const files = ['scripts', 'tests/lib', 'tests/faults'].flatMap((dir) =>
    filesBelow(join(context.root, dir), (file) => file.endsWith('.test.mjs')),
  );
  return nodeTests(context, 'tools', files);
}

export async function lint(context) {
  const log = context.log('lint');
  const args = [join(context.root, 'scripts', 'lint.mjs'), '--counts'];
  const result = await run(process.execPath, args, { cwd: context.root, log });
  const tally = tallyOfFile('lint', log, result, tallyOfNodeLog);
  if (tally.failed) context.say(tail(log, 60));
  return tally;
}

/** `npm ci` in `dir` when its lock file changed since the last time. */
export async function installPackages(context, dir, log) {
  const stamp = join(dir, 'node_modules', '.throughline-lock');
  const want = createHash('sha256')
    .update(readFileSync(join(dir, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code } = await run('npm', args, { cwd: dir, env: context.env, log });
  if (code !== 0) throw new Error(`npm ci failed in ${dir}:\n${tail(log)}`);
  writeFileSync(stamp, want);
}

async function webScript(context, script, args = []) {
  const log = context.log(`web-${script.replace(':', '-')}`);
  const cwd = join(context.root, 'web');
  const result = await run('npm', ['run', script, ...args], { cwd, env: context.env, log });
  return { ...result, log };
}

export async function buildWeb(context) {
  const log = context.log('web-build');
  const script = join(context.root, 'scripts', 'lib', 'web.sh');
  const { code } = await run(script, ['build'], { cwd: context.root, env: context.env, log });
  if (code !== 0) context.say(tail(log));
  return single('web build', code === 0);
}

/** Our own tools and tests are formatted as the pages are, by the same program. */
async function checkScriptFormat(context) {
  const log = context.log('prettier');
  const program = join(context.root, 'web', 'node_modules', '.bin', 'prettier');
  const globs = ['scripts/**/*.mjs', 'tests/**/*.mjs', 'bench/**/*.mjs'];
  const args = ['--check', '--no-error-on-unmatched-pattern', ...globs];
  const { code } = await run(program, args, { cwd: context.root, log });
  if (code !== 0) context.say(`${tail(log)}\nremedy: ${program} --write FILE...`);
  return single('prettier over scripts and tests', code === 0);
}

export async function testWeb(context) {
  const { scripts = {} } = JSON.parse(
    readFileSync(join(context.root, 'web', 'package.json'), 'utf8'),
  );
  const sum = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const script of ['check', 'check:size'].filter((name) => scripts[name])) {
    const { code, log } = await webScript(context, script);
    if (code !== 0) context.say(tail(log, 60));
    addTally(sum, single(`web: npm run ${script}`, code === 0));
  }
  addTally(sum, await checkScriptFormat(context));
  const report = join(context.logs, 'web-test.json');
  const result = await webScript(context, 'test', [
    '--',
    '--reporter=json',
    `--outputFile=${report}`,
  ]);
  const tests = tallyOfFile('web tests', report, result, tallyOfVitest);
  if (tests.failed) context.say(tail(result.log, 60));
  return addTally(sum, tests);
}

/** The pages against their stand-in server: accessibility; with --full all scenes, walks, keys. */
export async function pageChecks(context) {
  const all = context.full ? ['test:axe', 'test:walk', 'test:keys', 'test:layout'] : ['test:axe'];
  const sum = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const script of all) {
    const takesFull = context.full && script !== 'test:walk';
    const { code, log } = await webScript(context, script, takesFull ? ['--', '--full'] : []);
    if (code !== 0) context.say(failuresOf(log));
    addTally(sum, single(`web: npm run ${script}`, code === 0));
  }
  return sum;
}

/** Starts the private PostgreSQL once for the whole run and tells every later step of it. */
export async function usePostgres(context) {
  const { url, stop } = await startPostgres(context.log('postgres'));
  context.cleanups.push(stop);
  context.env.TL_TEST_POSTGRES = url;
  return single('PostgreSQL starts', true);
}

function programEnvironment(context) {
  const bin = join(context.root, 'build', 'test', 'bin');
  return { TL_BIN: join(bin, 'throughline'), SIM_BIN: join(bin, 'throughline-sim') };
}

async function testsOf(context, folder) {
  const dir = join(context.root, 'tests');
  await installPackages(context, dir, context.log('tests-npm'));
  const files = filesBelow(join(dir, folder), (file) => file.endsWith('.test.mjs'));
  return nodeTests(context, folder, files, { env: programEnvironment(context) });
}

export const programTests = (context) => testsOf(context, 'program');
export const browserTests = (context) => testsOf(context, 'browser');

/** Which seeds of trouble a run plays: ten fixed ones, or thirty fresh ones. */
export function seedsOfFaults({ full, env }) {
  return full
    ? { seeds: kFreshSeeds, start: Number(env.TL_SEED) }
    : { seeds: kFixedSeeds, start: 1 };
}

/** Seeds of trouble against the real programs, see tests/faults/README.md. */
export async function faultTests(context) {
  const { seeds, start } = seedsOfFaults(context);
  const log = context.log('faults');
  const program = join(context.root, 'tests', 'faults', 'main.mjs');
  const args = [program, '--seeds', String(seeds), '--start', String(start), '--width', '2'];
  context.say(`   seeds ${start} to ${start + seeds - 1}`);
  const env = { ...context.env, ...programEnvironment(context) };
  const result = await run(process.execPath, args, { cwd: context.root, env, log, timeout: 1800 });
  const tally = tallyOfFile('faults', log, result, tallyOfSeeds);
  if (tally.failed) context.say(tail(log, 120));
  return tally;
}

/** Other people's programs against the simulator: Prism and jira.js, which are slow to install. */
export async function vendorTests(context) {
  const dir = join(context.root, 'tests', 'vendor');
  await installPackages(context, dir, context.log('vendor-npm'));
  const { scripts } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  const sum = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const name of Object.keys(scripts)) {
    const log = context.log(`vendor-${name}`);
    const env = { ...context.env, ...programEnvironment(context) };
    const result = await run('npm', ['run', '--silent', name], {
      cwd: dir,
      env,
      log,
      timeout: 1200,
    });
    const tally = tallyOfFile(name, log, result, tallyOfLastLine);
    if (tally.failed) context.say(tail(log));
    addTally(sum, tally);
  }
  return sum;
}
