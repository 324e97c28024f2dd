// A Jira is known by the id it tells, not by its address: moved to another host it goes on, and
// another one at the same address is refused (product.md C13).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kFlavours } from '../lib/flavours.mjs';
import { needsPrograms, World } from '../lib/harness.mjs';

const kDc = kFlavours.find(({ sim }) => sim.includes('dc-10'));
const kExpires = '2030-01-01';

test('a moved server goes on, another one is refused', needsPrograms(), async (t) => {
  const world = await World.begin(t, { sim: { issues: 40, flavour: kDc } });
  const { api } = world.server;
  const { id, site_id: site } = await world.connect({ webhooks: false });
  await world.untilFilled(id);
  assert.match(site, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'the server id');
  const before = await world.server.export();
  const path = `/api/v1/connections/${id}/sign-in`;
  const signIn = (sim) => ({ ...sim.signIn(), token_expires: kExpires });

  // The same organisation at another address, and another organisation.
  const moved = await world.startSimulator({ issues: 40, flavour: kDc, name: 'moved' });
  const other = await world.startSimulator({ issues: 40, flavour: kDc, name: 'other', seed: 4711 });
  const refused = await api.put(path, signIn(other));
  assert.equal(refused.accepted, false);
  assert.ok(
    refused.check.rows.some(({ id: row, state }) => row === 'same_site' && state === 'failed'),
    JSON.stringify(refused.check.rows),
  );
  assert.equal((await world.connection(id)).base_url, world.sim.address);

  const accepted = await api.put(path, signIn(moved));
  assert.equal(accepted.accepted, true, JSON.stringify(accepted.check));
  const now = await world.connection(id);
  assert.deepEqual([now.base_url, now.site_id], [moved.address, site]);
  await world.untilQuiet(id);
  assert.deepEqual(await world.server.export(), before, 'nothing was lost or doubled');
});
