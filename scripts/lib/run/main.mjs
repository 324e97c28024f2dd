// The test runner: steps in order, their times, and one last line of counts. See steps.mjs.
import { randomInt } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endAll } from './process.mjs';
import { chooseSteps, parseArguments, UsageError } from './choose.mjs';
import { kSteps } from './steps.mjs';
import { addTally, emptyTally, single } from './tally.mjs';
import { sanitizerEnvironment } from './sanitizers.mjs';

const kSlowest = 10;
const root = resolve(fileURLToPath(new URL('../../..', import.meta.url)));

function say(text) {
  process.stdout.write(`${text}\n`);
}

function makeContext(options) {
  const seed = options.full ? randomInt(1, 2 ** 31) : 1;
  const logs = join(root, 'build', 'test-logs');
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs, { recursive: true });
  const env = { ...sanitizerEnvironment(root), TL_SEED: process.env.TL_SEED ?? String(seed) };
  if (options.full) env.TL_FULL = '1';
  return {
    root,
    logs,
    env,
    full: options.full,
    say,
    cleanups: [],
    log: (name) => join(logs, `${name}.log`),
  };
}

async function runStep(step, context, failedSteps) {
  const begun = Date.now();
  say(`== ${step.name}: ${step.what}`);
  const broken = step.needs.filter((need) => failedSteps.has(need));
  let tally;
  if (broken.length) {
    tally = single(`${step.name}: not run, because ${broken.join(' and ')} failed`, false);
  } else {
    try {
      tally = await step.run(context);
    } catch (error) {
      say(error.stack ?? String(error));
      tally = single(`${step.name}: ${error.message}`, false);
    }
  }
  const seconds = (Date.now() - begun) / 1000;
  for (const failure of tally.failures) say(`   FAILED ${failure}`);
  const skipped = tally.skipped ? `, ${tally.skipped} skipped` : '';
  say(`   ${tally.passed} passed, ${tally.failed} failed${skipped} (${seconds.toFixed(1)} s)`);
  return { name: step.name, seconds, tally, blocks: step.blocks && tally.failed > 0 };
}

function printSlowest(done, total) {
  const slowest = [...done].sort((a, b) => b.seconds - a.seconds).slice(0, kSlowest);
  say(`\nslowest steps of ${total.toFixed(0)} s:`);
  for (const { name, seconds } of slowest) {
    say(`  ${seconds.toFixed(1).padStart(7)} s  ${name}`);
  }
}

function printEnd(done, total) {
  const sum = emptyTally();
  for (const { tally } of done) addTally(sum, tally);
  printSlowest(done, total);
  if (sum.failures.length) {
    say(`\nfailed:\n${sum.failures.map((failure) => `  ${failure}`).join('\n')}`);
  }
  if (sum.skipped) say(`\n${sum.skipped} skipped (the logs say why)`);
  say(`\n${sum.passed} passed, ${sum.failed} failed`);
  return sum.failed === 0 ? 0 : 1;
}

async function cleanUp(context) {
  for (const cleanup of context.cleanups.splice(0).reverse()) await cleanup();
  endAll();
}

function stopOnSignals(context, done) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, async () => {
      say(`\nstopped by ${signal}`);
      done.push({ name: 'the rest', seconds: 0, tally: single(`stopped by ${signal}`, false) });
      await cleanUp(context).catch(() => {});
      printEnd(done, process.uptime());
      process.exit(130);
    });
  }
}

async function main() {
  const options = parseArguments(process.argv.slice(2), kSteps);
  if (options.list) {
    for (const step of kSteps)
      say(`${step.name.padEnd(10)} ${step.full ? '(--full) ' : ''}${step.what}`);
    return 0;
  }
  const context = makeContext(options);
  say(`seed ${context.env.TL_SEED}${options.full ? '' : ' (fixed; --full takes fresh ones)'}`);
  const done = [];
  if (process.env.TL_INSTALL_SECONDS) {
    done.push({
      name: 'install',
      seconds: Number(process.env.TL_INSTALL_SECONDS),
      tally: emptyTally(),
    });
  }
  stopOnSignals(context, done);
  process.on('exit', endAll);
  const failedSteps = new Set();
  try {
    for (const step of chooseSteps(kSteps, options)) {
      const result = await runStep(step, context, failedSteps);
      if (result.blocks) failedSteps.add(step.name);
      done.push(result);
    }
  } finally {
    await cleanUp(context);
  }
  return printEnd(done, process.uptime() + Number(process.env.TL_INSTALL_SECONDS ?? 0));
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof UsageError ? error.message : error.stack}\n`);
  say('0 passed, 1 failed');
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
