// Programs under test: started, watched, stopped by pid. Each dies with the test that started it,
// however that test ends (the kernel's parent-death signal).
import { spawn } from 'node:child_process';

const kKeptLines = 400;
const kStopSeconds = 60;

export class Program {
  #lines = [];
  #child;

  /** Starts `binary`; `name` is for messages. */
  constructor(name, binary, args, env = {}) {
    this.name = name;
    this.commandLine = [binary, ...args].join(' ');
    this.ended = null;
    this.#child = spawn('setpriv', ['--pdeathsig=KILL', '--', binary, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = new Promise((resolve) => {
      this.#child.on('error', (error) =>
        resolve((this.ended = { code: 127, signal: null, error })),
      );
      this.#child.on('close', (code, signal) => resolve((this.ended ??= { code, signal })));
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) this.#keep(stream);
  }

  #keep(stream) {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      this.#lines.push(...lines);
      if (this.#lines.length > 2 * kKeptLines)
        this.#lines.splice(0, this.#lines.length - kKeptLines);
    });
  }

  get pid() {
    return this.#child.pid;
  }

  /** What it wrote lately, both streams. */
  get log() {
    return this.#lines.slice(-kKeptLines).join('\n');
  }

  /** Asks it to stop and waits; throws when it does not end with 0. */
  async stop() {
    if (!this.ended) process.kill(this.pid, 'SIGTERM');
    const timer = setTimeout(() => process.kill(this.pid, 'SIGABRT'), kStopSeconds * 1000);
    const { code, signal } = await this.exited;
    clearTimeout(timer);
    if (code !== 0) throw new Error(`${this.name} ended with ${code ?? signal}:\n${this.log}`);
  }

  /** kill -9: no goodbye, as in a power cut. */
  async kill() {
    if (!this.ended) process.kill(this.pid, 'SIGKILL');
    await this.exited;
  }
}

/** Runs a program to its end: {code, stdout, stderr}. `input` is what it reads. */
export function runProgram(binary, args, { env = {}, input = '', cwd, seconds = 300 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, { cwd, env: { ...process.env, ...env }, stdio: 'pipe' });
    const out = { code: null, stdout: '', stderr: '' };
    const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
    child.stdout.setEncoding('utf8').on('data', (text) => (out.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (out.stderr += text));
    child.stdin.on('error', () => {});
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ ...out, code, signal });
    });
    child.stdin.end(input);
  });
}
