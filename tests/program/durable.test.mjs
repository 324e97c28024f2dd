// An event is on disk before its sender is told so. Killing a process does not show that, because
// the kernel keeps what was written; so the system calls are counted.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { needsPrograms, until, World } from '../lib/harness.mjs';
import { callsOf, startStrace, whyNoStrace } from '../lib/strace.mjs';

const kCalls = ['fdatasync', 'fsync', 'sendmsg', 'sendto', 'write', 'writev'];
const kDeliveries = 12;
const isSync = ({ name, text }) => /^f(data)?sync$/.test(name) && /= 0$/.test(text);
const isOfInbox = ({ text }) => /inbox[^/>]*>/.test(text);
const isAcknowledgement = ({ text }) => /"HTTP\/1\.1 202/.test(text);

async function heldDeliveries(world, wire, id) {
  await world.untilFilled(id);
  await world.untilHooked(id);
  wire.mode = 'hold';
  await world.sim.control('POST', 'bulk-edit', { count: kDeliveries });
  await until('they were sent', () => wire.seen.length >= kDeliveries);
  await world.untilQuiet(id);
}

const reason = whyNoStrace();

test(
  'no delivery is acknowledged before its fdatasync has ended',
  needsPrograms(reason ? { skip: reason } : {}),
  async (t) => {
    const world = new World(t);
    await world.startSimulator({ issues: 40 });
    const server = await world.startServer();
    const wire = await world.startWire(server);
    const { id } = await world.connect();
    await heldDeliveries(world, wire, id);
    const file = join(world.dir, 'calls');
    const trace = await startStrace(server.program.pid, kCalls, file);
    const one = await wire.flush(0); // one after another: each has a batch of its own
    assert.ok(
      one.every((status) => status === 202),
      String(one),
    );
    await trace.stop();
    let synced = 0;
    let acknowledged = 0;
    for (const call of callsOf(readFileSync(file, 'utf8'))) {
      if (isSync(call) && isOfInbox(call)) synced++;
      if (!isAcknowledgement(call)) continue;
      acknowledged++;
      assert.ok(
        synced >= acknowledged,
        `acknowledgement ${acknowledged} came after ${synced} syncs of the inbox`,
      );
    }
    assert.equal(acknowledged, one.length, 'not every acknowledgement was seen');
  },
);
