// The steps about C++: format, builds, unit tests, thread checks, fuzzing.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { inParallel, run, tail } from './process.mjs';
import { addTally, emptyTally, single, tallyOfFile, tallyOfGtest } from './tally.mjs';

const kCores = 2;
const kBuildSeconds = 3000;
const kProgramSeconds = 900;
const kFuzzSeconds = { quick: 60, full: 600 };

/** Files below `dir` whose path `accept`s; no build products. */
export function filesBelow(dir, accept) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !file.includes('/node_modules/') && accept(file))
    .sort();
}

export async function checkFormat(context) {
  const files = ['src', 'sim', 'bench'].flatMap((dir) =>
    filesBelow(join(context.root, dir), (file) => /\.(cc|h)$/.test(file)),
  );
  const log = context.log('format');
  const args = ['--dry-run', '-Werror', ...files];
  const { code } = await run('clang-format-19', args, { cwd: context.root, log });
  if (code !== 0)
    context.say(`${tail(log, 15)}\nremedy: clang-format-19 -i on the files named above`);
  return single('clang-format', code === 0);
}

/** Configures `preset` and builds `targets` (all when empty). Throws nothing; one test a build. */
export async function build(context, preset, targets = []) {
  const log = context.log(`build-${preset}`);
  const options = { cwd: context.root, env: context.env, log };
  let result = await run('cmake', ['--preset', preset, '-Wno-dev'], options);
  if (result.code === 0) {
    const wanted = targets.length ? ['--target', ...targets] : [];
    const args = ['--build', join('build', preset), ...wanted];
    result = await run('cmake', args, { ...options, append: true, timeout: kBuildSeconds });
  }
  if (result.code !== 0) context.say(tail(log, 60));
  return single(`build of preset ${preset}`, result.code === 0);
}

/** The test programs that CMake knows in build/`preset`, so that no stale program is run. */
function testPrograms(context, preset) {
  const dir = join(context.root, 'build', preset);
  const json = execFileSync('ctest', ['--show-only=json-v1'], { cwd: dir, encoding: 'utf8' });
  return JSON.parse(json)
    .tests.filter((test) => test.command)
    .map((test) => test.command[0]);
}

async function runGtest(context, program, prefix) {
  const name = basename(program);
  const report = join(context.logs, `${prefix}-${name}.json`);
  const log = context.log(`${prefix}-${name}`);
  const args = [`--gtest_output=json:${report}`, '--gtest_brief=1'];
  const result = await run(program, args, {
    cwd: context.root,
    env: context.env,
    log,
    timeout: kProgramSeconds,
  });
  const tally = tallyOfFile(name, report, result, tallyOfGtest);
  tally.failures = tally.failures.map((failure) => `${name}: ${failure}`);
  if (tally.failed) context.say(tail(log, 40));
  return { name, tally, seconds: result.seconds };
}

async function runGtests(context, programs, prefix) {
  const results = await inParallel(programs, kCores, (program) =>
    runGtest(context, program, prefix),
  );
  const sum = emptyTally();
  for (const { name, tally, seconds } of results) {
    context.say(
      `   ${name}: ${tally.passed} passed, ${tally.failed} failed (${seconds.toFixed(1)} s)`,
    );
    addTally(sum, tally);
  }
  return sum;
}

export async function unitTests(context) {
  const programs = testPrograms(context, 'test');
  if (!programs.length) return single('there are no unit tests', false);
  return runGtests(context, programs, 'unit');
}

/** Rooms (as CMake names them) that start threads and have tests. */
export function roomsWithThreads(root) {
  const rooms = [];
  for (const list of filesBelow(join(root, 'src'), (file) => file.endsWith('/CMakeLists.txt'))) {
    const dir = dirname(list);
    const name = /tl_room\((\S+)/.exec(readFileSync(list, 'utf8'))?.[1];
    const sources = readdirSync(dir).filter((file) => /\.(cc|h)$/.test(file));
    const threaded = sources.some((file) =>
      /#include <thread>|std::jthread|std::thread\b/.test(readFileSync(join(dir, file), 'utf8')),
    );
    if (name && threaded && sources.some((file) => file.endsWith('_test.cc'))) rooms.push(name);
  }
  return rooms;
}

/** The two that need everything else to be built; the threads they start belong to rooms below. */
const kTopRooms = new Set(['api', 'app']);

export async function threadChecks(context) {
  const rooms = roomsWithThreads(context.root);
  const chosen = rooms.filter((room) => context.full || !kTopRooms.has(room));
  const targets = chosen.map((room) => `${room}_test`);
  if (!targets.length) return single('no room with threads has tests', false);
  const built = await build(context, 'tsan', targets);
  if (built.failed) return built;
  const bin = join(context.root, 'build', 'tsan', 'bin');
  return addTally(
    built,
    await runGtests(
      context,
      targets.map((name) => join(bin, name)),
      'tsan',
    ),
  );
}

async function fuzzOne(context, name, seconds) {
  const found = join(context.root, 'build', 'fuzz', name);
  const seeds = join(context.root, 'tests', 'corpus', name);
  mkdirSync(found, { recursive: true });
  const log = context.log(`fuzz-${name}`);
  const args = [
    found,
    ...(existsSync(seeds) ? [seeds] : []),
    `-max_total_time=${seconds}`,
    `-artifact_prefix=${found}-`,
    '-timeout=10',
    '-rss_limit_mb=2048',
    '-print_final_stats=1',
    ...(context.full ? [] : ['-seed=1']),
  ];
  const program = join(context.root, 'build', 'test', 'bin', name);
  const result = await run(program, args, {
    cwd: context.root,
    env: context.env,
    log,
    timeout: seconds * 3 + 60,
  });
  const ok = result.code === 0 && !result.timedOut;
  if (!ok) context.say(tail(log, 40));
  const runs = /number_of_executed_units: (\d+)/.exec(tail(log, 20))?.[1] ?? '?';
  context.say(`   ${name}: ${runs} inputs in ${result.seconds.toFixed(0)} s`);
  return single(`${name} (input kept beside ${relative(context.root, found)})`, ok);
}

export async function fuzz(context) {
  const names = filesBelow(join(context.root, 'src'), (file) => file.endsWith('_fuzz.cc')).map(
    (file) => basename(file, '.cc'),
  );
  if (!names.length) return single('there are no fuzzers', false);
  const budget = context.full ? kFuzzSeconds.full : kFuzzSeconds.quick;
  const each = Math.max(1, Math.floor(budget / names.length));
  const results = await inParallel(names, kCores, (name) => fuzzOne(context, name, each));
  return results.reduce(addTally, emptyTally());
}
