// Prism between a check and the simulator: every request and every answer is held against a
// vendor's OpenAPI document.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bot, check, expect, freePort, root, specs, startProgram } from './harness.mjs';

/** Starts Prism before `upstream`; `repair` changes the document first. Resolves to its address. */
export async function startPrism(file, repair, upstream) {
  const spec = JSON.parse(readFileSync(join(specs, file)));
  repair(spec);
  const copy = join(mkdtempSync(join(tmpdir(), 'prism-')), 'document.json');
  writeFileSync(copy, JSON.stringify(spec));
  const port = await freePort();
  const program = join(root, 'tests', 'vendor', 'node_modules', '.bin', 'prism');
  const args = ['proxy', '-h', '127.0.0.1', '-p', String(port), copy, upstream, '--errors'];
  await startProgram(program, args, /Prism is listening/);
  return `http://127.0.0.1:${port}`;
}

async function ask(base, request) {
  const headers = { Authorization: request.as ?? bot, Accept: 'application/json' };
  if (request.body !== undefined) headers['Content-Type'] = 'application/json';
  const answer = await fetch(base + request.path, {
    method: request.method,
    headers,
    body: request.body === undefined ? undefined : JSON.stringify(request.body),
  });
  const text = await answer.text();
  const violations = answer.headers.get('sl-violations') ?? '';
  expect(
    violations === '' && !text.includes('stoplight.io/prism'),
    `violation: ${violations.slice(0, 600)} ${text.slice(0, 900)}`,
  );
  expect(
    answer.status === (request.status ?? 200),
    `status ${answer.status}, wanted ${request.status ?? 200}: ${text.slice(0, 300)}`,
  );
  return text === '' ? undefined : JSON.parse(text);
}

/** Makes each request in turn; one that is a function gets what earlier answers kept. */
export async function run(base, requests) {
  const found = {};
  for (const make of requests) {
    const request = typeof make === 'function' ? make(found) : make;
    await check(`${request.method} ${request.path}`, async () => {
      const answer = await ask(base, request);
      if (request.keep) request.keep(answer, found);
    });
  }
}
