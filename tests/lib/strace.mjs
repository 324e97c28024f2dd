// System calls of a running program, as strace tells them.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { until } from './wait.mjs';

/** Why this machine cannot trace; '' when it can. */
export function whyNoStrace() {
  try {
    execFileSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'pipe' });
    return '';
  } catch (error) {
    if (error.code === 'ENOENT') return 'strace is not installed (scripts/install test)';
    return `strace cannot trace here: ${String(error.stderr ?? error.message).trim()}`;
  }
}

/** True while somebody traces `pid`. */
function isTraced(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return !/^TracerPid:\s+0$/m.test(status);
}

/** Traces `calls` of all threads of `pid` into `file`. Resolves to {stop}. */
export async function startStrace(pid, calls, file) {
  const args = ['-f', '-y', '-ttt', '-s', '48', '-e', `trace=${calls.join(',')}`];
  const child = spawn('strace', [...args, '-o', file, '-p', String(pid)], { stdio: 'ignore' });
  const gone = new Promise((resolve) => child.on('exit', resolve));
  await until('strace is attached', () => isTraced(pid));
  const stop = async () => {
    child.kill('SIGINT');
    await gone;
  };
  return { stop };
}

/**
 * Lines of strace as calls in the order of their ends: [{pid, name, text}], where `text` holds the
 * arguments and the result. Calls that another thread's line interrupted are put together.
 */
export function callsOf(log) {
  const begun = new Map();
  const calls = [];
  for (const line of log.split('\n')) {
    const [, pid, rest] = /^(\d+)\s+\d+\.\d+ (.*)$/.exec(line) ?? [];
    if (!rest) continue;
    if (rest.endsWith('<unfinished ...>')) {
      begun.set(pid, rest.slice(0, -'<unfinished ...>'.length));
      continue;
    }
    const resumed = /^<\.\.\. (\w+) resumed>(.*)$/.exec(rest);
    const text = resumed ? (begun.get(pid) ?? `${resumed[1]}(`) + resumed[2] : rest;
    const name = /^(\w+)\(/.exec(text)?.[1];
    if (name) calls.push({ pid: Number(pid), name, text });
  }
  return calls;
}
