// Starting other programs so that none outlives us: each is the head of its own process group,
// and the groups still alive are ended, by id, when the runner ends for whatever reason.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const alive = new Set();

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Ends every group that is still alive. Safe to call twice. */
export function endAll() {
  for (const pid of alive) signalGroup(pid, 'SIGKILL');
  alive.clear();
}

/**
 * Runs a program to its end. Output goes to `log` (a file; appended when `append`).
 * Resolves to {code, signal, timedOut, seconds, log}; never rejects for a failing program.
 * `timeout` is in seconds; after it the whole group is killed.
 */
export function run(command, args, { cwd, env, log, append = false, timeout = 3600 } = {}) {
  mkdirSync(dirname(log), { recursive: true });
  const out = createWriteStream(log, { flags: append ? 'a' : 'w' });
  out.write(`$ ${[command, ...args].join(' ')}\n`);
  const begun = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      out.write(`\ntimed out after ${timeout} s\n`);
      signalGroup(child.pid, 'SIGKILL');
    }, timeout * 1000);
    const finish = (code, signal) => {
      clearTimeout(timer);
      if (child.pid) signalGroup(child.pid, 'SIGKILL');
      alive.delete(child.pid);
      out.end(() => resolve({ code, signal, timedOut, seconds: (Date.now() - begun) / 1000, log }));
    };
    child.on('error', (error) => {
      out.write(`${error.message}\n`);
      finish(127, null);
    });
    if (!child.pid) return;
    alive.add(child.pid);
    child.stdout.pipe(out, { end: false });
    child.stderr.pipe(out, { end: false });
    child.on('close', finish);
  });
}

/** Starts a program that stays; its output goes to `log`. Returns {pid, exited: Promise}. */
export function start(command, args, { cwd, env, log }) {
  mkdirSync(dirname(log), { recursive: true });
  const out = createWriteStream(log);
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  if (child.pid) alive.add(child.pid);
  child.stdout.pipe(out);
  child.stderr.pipe(out);
  const exited = new Promise((resolve) => {
    child.on('error', () => resolve({ code: 127, signal: null }));
    child.on('exit', (code, signal) => {
      alive.delete(child.pid);
      resolve({ code, signal });
    });
  });
  return { pid: child.pid, exited };
}

/** The last `lines` lines of a file, or a remark that there is none. */
export function tail(file, lines = 40) {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return `(no ${file})`;
  }
}

/** Runs `work` over `items`, at most `width` at a time; results in the order of the items. */
export async function inParallel(items, width, work) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index], index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
