// Reading how many tests passed out of what test programs leave behind. All functions return
// {passed, failed, skipped, failures: [name]}.
import { readFileSync } from 'node:fs';
import { kCountsMark } from './reporter.mjs';

export function emptyTally() {
  return { passed: 0, failed: 0, skipped: 0, failures: [] };
}

export function addTally(into, from) {
  into.passed += from.passed;
  into.failed += from.failed;
  into.skipped += from.skipped ?? 0;
  into.failures.push(...(from.failures ?? []));
  return into;
}

/** One check that either holds or does not. */
export function single(name, ok) {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, failures: ok ? [] : [name] };
}

/** `text`: what GoogleTest writes with --gtest_output=json. */
export function tallyOfGtest(text) {
  const tally = emptyTally();
  for (const suite of JSON.parse(text).testsuites ?? []) {
    for (const test of suite.testsuite ?? []) {
      if (test.failures?.length) {
        tally.failed++;
        tally.failures.push(`${suite.name}.${test.name}`);
      } else if (test.result === 'SKIPPED') {
        tally.skipped++;
      } else if (test.result === 'COMPLETED') {
        tally.passed++;
      }
    }
  }
  return tally;
}

/** `log`: the output of `node --test` with our reporter. Null when it did not get to its end. */
export function tallyOfNodeLog(log) {
  const at = log.lastIndexOf(`\n${kCountsMark}`);
  if (at < 0) return null;
  return JSON.parse(log.slice(at + 1 + kCountsMark.length).split('\n')[0]);
}

/** `log`: ends with "N passed, N failed"; or says "skipped" and nothing else. Null otherwise. */
export function tallyOfLastLine(log) {
  const counts = [...log.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  if (!counts) return /^skipped/m.test(log) ? { ...emptyTally(), skipped: 1 } : null;
  return { ...emptyTally(), passed: Number(counts[1]), failed: Number(counts[2]) };
}

/** The log of scripts/faults: its last line, and the names of the seeds that failed. */
export function tallyOfSeeds(log) {
  const tally = tallyOfLastLine(log);
  if (!tally) return null;
  tally.failures = [...log.matchAll(/^FAILED  (seed \d+.*)$/gm)].map(([, name]) => name);
  return tally;
}

/** `text`: what vitest writes with --reporter=json. */
export function tallyOfVitest(text) {
  const report = JSON.parse(text);
  const tally = emptyTally();
  for (const file of report.testResults ?? []) {
    const tests = file.assertionResults ?? [];
    for (const test of tests) {
      if (test.status === 'passed') tally.passed++;
      else if (test.status === 'failed') {
        tally.failed++;
        tally.failures.push(test.fullName);
      } else tally.skipped++;
    }
    if (file.status === 'failed' && !tests.some((test) => test.status === 'failed')) {
      tally.failed++;
      tally.failures.push(file.name);
    }
  }
  return tally;
}

/** The tally of a finished program whose report is in a file: unreadable counts as one failure. */
export function tallyOfFile(name, file, result, parse) {
  let tally;
  try {
    tally = parse(readFileSync(file, 'utf8'));
  } catch {
    tally = null;
  }
  if (!tally) return single(`${name} ended without a report`, false);
  const bad = result.code !== 0 || result.timedOut;
  if (bad && tally.failed === 0) {
    const how = result.timedOut ? 'timed out' : `ended with ${result.code ?? result.signal}`;
    return addTally(tally, single(`${name} ${how}`, false));
  }
  return tally;
}
