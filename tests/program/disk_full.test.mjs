// The disk is full: nothing is acknowledged that was not stored, the server lives and says what is
// wrong, and when there is room again nothing is missing.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { needsPrograms, until, World } from '../lib/harness.mjs';
import { untilProven } from '../lib/ledger.mjs';
import { compareWithTruth } from '../lib/truth.mjs';

const kDiskMegabytes = 48;
const kMostRounds = 40;
const kUnshare = process.getuid() === 0 ? ['-m'] : ['-U', '-r', '-m'];
const kOptions = `size=${kDiskMegabytes}m,mode=0700`;
const kMount = `mount -t tmpfs -o ${kOptions} none "$1" && shift && exec "$@"`;

/** A command that becomes another one with a small disk of its own at `dir`. */
const smallDisk = (dir) => ['unshare', ...kUnshare, '--', 'sh', '-c', kMount, 'sh', dir];

function whyNoSmallDisk() {
  try {
    const [first, ...rest] = [...smallDisk('/mnt'), 'true'];
    execFileSync(first, rest, { stdio: 'pipe' });
    return '';
  } catch (error) {
    return `no small disk can be mounted here: ${String(error.stderr ?? error.message).trim()}`;
  }
}

/** Writes until the disk is full. `file` is removed to make room again. */
function fill(file) {
  const out = openSync(file, 'w');
  try {
    for (let size = 1 << 20; size >= 1;) {
      try {
        writeSync(out, Buffer.alloc(size, 1));
      } catch (error) {
        if (error.code !== 'ENOSPC') throw error;
        size >>= 1;
      }
    }
  } finally {
    closeSync(out);
  }
}

/** Edits and delivers until something is refused; what was allocated before may still be used. */
async function editUntilRefused(world, wire) {
  const statuses = [];
  for (let round = 0; round < kMostRounds && statuses.every((status) => status < 500); round++) {
    const from = wire.seen.length;
    const { changed } = await world.sim.control('POST', 'bulk-edit', { count: 40 });
    await until('they were sent', () => wire.seen.length >= from + changed);
    statuses.push(...(await wire.flush(from)));
  }
  return statuses;
}

const reason = whyNoSmallDisk();

test(
  'disk full: no false acknowledgement, a clear word, and nothing missing afterwards',
  needsPrograms(reason ? { skip: reason } : {}),
  async (t) => {
    const world = new World(t);
    await world.startSimulator({ issues: 40 });
    const data = join(world.dir, 'a', 'data');
    mkdirSync(data, { recursive: true });
    const server = await world.startServer({ launcher: smallDisk(data) });
    // Its directory is seen from here through its own root.
    const inside = join('/proc', String(server.program.pid), 'root', data);
    server.data = inside;
    const wire = await world.startWire(server);
    const { id } = await world.connect({ days: 3650 });
    await world.untilFilled(id);
    await world.untilHooked(id);
    await world.untilQuiet(id);
    const ballast = join(inside, 'ballast');
    fill(ballast);
    wire.mode = 'hold';
    const from = wire.seen.length;
    const statuses = await editUntilRefused(world, wire);
    assert.ok(
      statuses.some((status) => status >= 500),
      `a full disk, and yet: ${statuses}`,
    );
    assert.ok(
      statuses.every((status) => status === 202 || status === 503 || status === 507),
      String(statuses),
    );
    assert.equal((await server.api.send('GET', '/healthz')).status, 200, 'it lives');
    assert.match(server.program.log, /disk|full/i);

    rmSync(ballast);
    await until('there is room again', async () => {
      const again = await wire.flush(from);
      return again.every((status) => status === 202);
    });
    wire.mode = 'pass';
    await world.untilQuiet(id);
    await untilProven(world, id);
    await compareWithTruth(world.sim, server);
  },
);
