// What both vendor checks need: the simulator as a child process, and counting.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, '..', '..');
export const specs = join(root, '..', 'shared', 'specs');

export const bot = 'Basic ' + Buffer.from('bot@sim.example:sim-bot-token').toString('base64');

export function skipUnlessSpecs() {
  if (existsSync(specs)) return;
  console.log('skipped: ../shared absent');
  process.exit(0);
}

const children = [];
process.on('exit', () => children.forEach((child) => child.kill('SIGTERM')));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

/** Starts a program and waits until a line of its output matches; gives the match. */
export function startProgram(command, args, pattern, timeoutMs = 90_000) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    let output = '';
    const timer = setTimeout(
      () => reject(new Error(`${command} is not ready:\n${output}`)),
      timeoutMs,
    );
    const look = (bytes) => {
      output += bytes;
      const found = output.match(pattern);
      if (!found) return;
      clearTimeout(timer);
      resolve({ child, found });
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.on('exit', (code) => reject(new Error(`${command} ended with ${code}:\n${output}`)));
  });
}

/** The address of a fresh simulator on a port of its own. */
export async function startSim(extra = []) {
  const program = process.env.SIM_BIN;
  if (!program) {
    console.error('SIM_BIN must name the throughline-sim program');
    process.exit(2);
  }
  const args = ['--listen', '127.0.0.1:0', '--issues', '300', '--no-limits', ...extra];
  const { found } = await startProgram(program, args, /listening on (http:\S+)/);
  return found[1];
}

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

let passed = 0;
let failed = 0;

/** Counts one check; a throw is a failure with its message. */
export async function check(name, body) {
  try {
    await body();
    ++passed;
  } catch (error) {
    ++failed;
    console.log(`FAILED ${name}: ${error.message}`);
  }
}

export function expect(condition, message) {
  if (!condition) throw new Error(message);
}

export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}
