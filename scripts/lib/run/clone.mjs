// A start from a clean clone: what a newcomer's first command does, without the machine's build.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start, tail } from './process.mjs';
import { addTally, emptyTally, single } from './tally.mjs';

const kReadyMs = 30 * 60_000;

function listeningAddress(file) {
  try {
    const text = readFileSync(file, 'utf8').trim();
    if (!text) return null;
    return /^\d+$/.test(text) ? `http://127.0.0.1:${text}` : `http://${text}`;
  } catch {
    return null;
  }
}

async function answers(address, path) {
  try {
    const response = await fetch(address + path, { signal: AbortSignal.timeout(5000) });
    return response.status === 200;
  } catch {
    return false;
  }
}

/** Polls `check` until it is true; false when `server` ended or the time is over. */
async function until(check, server, deadline) {
  let ended = false;
  server.exited.then(() => {
    ended = true;
  });
  while (!ended && Date.now() < deadline) {
    if (await check()) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}

export async function startFromClone(context) {
  const home = mkdtempSync(join(tmpdir(), 'throughline-clone-'));
  context.cleanups.push(() => rmSync(home, { recursive: true, force: true }));
  const tree = join(home, 'throughline');
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', context.root, tree], {
    stdio: 'pipe',
  });
  const portFile = join(home, 'port');
  const log = context.log('clone');
  const args = ['--listen', '127.0.0.1:0', '--data', join(home, 'data'), '--port-file', portFile];
  const server = start(join(tree, 'scripts', 'start'), args, { cwd: home, log });
  const deadline = Date.now() + kReadyMs;
  const sum = emptyTally();
  const ready = () => answers(listeningAddress(portFile) ?? 'http://127.0.0.1:1', '/healthz');
  addTally(
    sum,
    single('a clean clone starts and /healthz answers', await until(ready, server, deadline)),
  );
  if (!sum.failed) {
    const page = await answers(listeningAddress(portFile), '/');
    addTally(sum, single('a clean clone shows its first page', page));
    process.kill(server.pid, 'SIGTERM');
    const { code } = await server.exited;
    addTally(sum, single(`a clean clone stops with 0 (it was ${code})`, code === 0));
  }
  if (sum.failed) context.say(tail(log));
  return sum;
}
