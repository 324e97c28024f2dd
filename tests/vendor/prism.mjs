// Asks the simulator through Prism, which checks every request and every answer against the
// vendor's OpenAPI documents.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { agileRequests, platformRequests } from './prism_requests.mjs';
import {
  bot,
  check,
  expect,
  finish,
  freePort,
  root,
  skipUnlessSpecs,
  specFolder,
  startProgram,
  startSim,
} from './harness.mjs';

// The places where recorded answers of real sites contradict the vendor's own schema; here reality
// wins, each with its reason.
function repairPlatform(spec) {
  // Real histories hold null where a side of a change is empty.
  const item = spec.components.schemas.ChangeDetails;
  for (const name of ['from', 'fromString', 'to', 'toString'])
    item.properties[name].nullable = true;
}

function repairAgile(spec) {
  // The vendor's example of a board's configuration has members its schema forbids.
  const get = spec.paths['/rest/agile/1.0/board/{boardId}/configuration'].get;
  const schema = get.responses['200'].content['application/json'].schema;
  delete schema.properties.location.additionalProperties;
  // "type" and "state" are declared as objects, but are lists of words.
  for (const path of ['/rest/agile/1.0/board', '/rest/agile/1.0/board/{boardId}/sprint'])
    for (const parameter of spec.paths[path].get.parameters)
      if (['type', 'state'].includes(parameter.name)) parameter.schema = { type: 'string' };
}

async function startPrism(file, repair, upstream) {
  const spec = JSON.parse(readFileSync(join(specFolder, file)));
  repair(spec);
  const copy = join(mkdtempSync(join(tmpdir(), 'prism-')), file);
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

async function run(base, requests) {
  const found = {};
  for (const make of requests) {
    const request = typeof make === 'function' ? make(found) : make;
    await check(`${request.method} ${request.path}`, async () => {
      const answer = await ask(base, request);
      if (request.keep) request.keep(answer, found);
    });
  }
}

skipUnlessSpecs();
const sim = await startSim();
await run(await startPrism('platform-v3.prism.json', repairPlatform, sim), platformRequests);
await run(await startPrism('software-agile.prism.json', repairAgile, sim), agileRequests);
finish();
