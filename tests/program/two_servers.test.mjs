// Two servers on one data directory would both believe that they alone write: the second refuses.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { needsPrograms, World } from '../lib/harness.mjs';
import { runProgram } from '../lib/processes.mjs';
import { kBinary } from '../lib/server.mjs';

const kSeconds = 60;

test('a second server on the same directory refuses politely', needsPrograms(), async (t) => {
  const world = await World.begin(t, { sim: { issues: 10 } });
  const { server } = world;
  const args = ['serve', '--data', server.data, '--listen', '127.0.0.1:0'];
  const portFile = join(world.dir, 'second-port');
  const second = await runProgram(kBinary, [...args, '--port-file', portFile], {
    seconds: kSeconds,
  });
  assert.ok(second.code > 0, `it ended with ${second.code ?? second.signal}`);
  const said = second.stdout + second.stderr;
  assert.match(said, /another server uses/i, said);
  assert.ok(said.includes(server.data), 'the directory is not named');
  assert.ok(!/\bat 0x|terminate called|Sanitizer/.test(said), said);
  // The first one noticed nothing, and its successor may use the directory.
  const { id } = await world.connect({ webhooks: false });
  await world.untilFilled(id);
  const before = await server.export();
  await server.kill();
  await server.start();
  assert.deepEqual(await server.export(), before);
});
