// The delivery log: what arrived, what became of it, and once more on request.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kFlavours } from '../lib/flavours.mjs';
import { needsPrograms, onEachDatabase, until, World } from '../lib/harness.mjs';
import { deliveriesOf } from '../lib/ledger.mjs';

const kServer = kFlavours.find(({ name }) => name === 'Server 8'); // it does not sign

async function wired(t, database, flavour) {
  const world = new World(t);
  await world.startSimulator({ issues: 40, flavour });
  const server = await world.startServer({ database });
  const wire = await world.startWire(server);
  const { id } = await world.connect();
  await world.untilFilled(id);
  await world.untilHooked(id);
  return { world, server, wire, id, api: server.api };
}

const path = (id, tail = '') => `/api/v1/connections/${id}/deliveries${tail}`;
const detail = (api, { id }) => api.get(`/api/v1/deliveries/${id}`);

async function editOne({ world, wire, api }, summary) {
  const { key } = (await api.get('/api/v1/issues?limit=1')).items[0];
  const from = wire.seen.length;
  await world.sim.edit(key, { summary });
  await until('it was delivered', () => wire.seen.length > from);
  return { key, from };
}

onEachDatabase((database, options) => {
  test(
    `${database}: an accepted delivery is listed, told step by step, and replayed without effect`,
    needsPrograms(options),
    async (t) => {
      const all = await wired(t, database, kFlavours[0]);
      const { world, server, wire, id, api } = all;
      const { key, from } = await editOne(all, 'Logged');
      await world.untilQuiet(id);
      await wire.flush(from); // once more: a duplicate
      const [row] = await until('it is in the log', async () => {
        const rows = await deliveriesOf(server, id, `&issue=${key}&event=jira:issue_updated`);
        return rows.length && rows[0].repeats > 0 && rows[0].result === 'accepted' && rows;
      });
      assert.equal(row.issue_key, key);
      const told = await detail(api, row);
      assert.equal(told.body_state, 'kept');
      assert.match(told.body, /issue_updated/);
      assert.ok(told.steps.length >= 3 && told.steps.every(({ title }) => title));
      const said = JSON.stringify(told.changes);
      // A poll may have been quicker, so `changed` can be false; what it named is told.
      assert.ok(
        told.changes.some(({ issue_key: of, summary }) => of === key && summary),
        said,
      );
      const signature = told.headers.find(({ name }) => /hub-signature/i.test(name));
      const sent = wire.seen[from].headers['x-hub-signature'];
      assert.ok(!signature || signature.value !== sent, 'the signature is shown');
      assert.equal((await deliveriesOf(server, id, '&result=duplicate')).length > 0, true);

      const before = await server.export();
      const again = await api.post(`/api/v1/deliveries/${row.id}/replay`);
      assert.equal(again.replayed, 1);
      await world.untilQuiet(id);
      await until('it was processed again', async () => {
        const now = await detail(api, row);
        return now.replays === 1 && now.result === 'accepted';
      });
      assert.deepEqual(await server.export(), before);
    },
  );

  test(
    `${database}: what cannot be read is kept, shown, and tried again on request`,
    needsPrograms(options),
    async (t) => {
      const all = await wired(t, database, kServer);
      const { world, server, wire, id, api } = all;
      const { from } = await editOne(all, 'Before the noise');
      await world.untilQuiet(id);
      const noise = (list) =>
        [0, 1, 2].map((at) => ({ ...list[0], body: Buffer.from(`{"noise": ${at}, `) }));
      assert.deepEqual(await wire.flush(from, noise), [202, 202, 202]);
      const failed = await until('they have failed', async () => {
        const rows = await deliveriesOf(server, id, '&result=failed');
        return rows.length === 3 && rows;
      });
      const told = await detail(api, failed[0]);
      assert.ok(['kept', 'sealed'].includes(told.body_state), told.body_state);
      assert.ok(told.can_replay);
      assert.ok(failed[0].detail, 'it is not said why');
      const replayed = await api.post(path(id, '/replay'), { result: 'failed' });
      assert.deepEqual(replayed, { replayed: 3, more: false });
      await until('they were tried again', async () => {
        const rows = await deliveriesOf(server, id, '&result=failed');
        return rows.length === 3 && rows.every(({ replays }) => replays === 1);
      });
      world.clock.advance({ minutes: 61 }); // all rows are counted so often
      await until('they are in the balance', async () => {
        const { arrivals } = await api.get(`/api/v1/connections/${id}/ledger`);
        return arrivals.balanced && arrivals.failed === 3;
      });
    },
  );
});

test(
  'a forged delivery is in the log by its headers, and cannot be replayed',
  needsPrograms(),
  async (t) => {
    const all = await wired(t, 'sqlite', kFlavours[0]);
    const { server, wire, id, api } = all;
    const { from } = await editOne(all, 'The genuine one');
    const forged = (list) => [
      { ...list[0], headers: { ...list[0].headers, 'x-hub-signature': 'sha256=00' } },
    ];
    assert.deepEqual(await wire.flush(from, forged), [401]);
    const [row] = await until('it is in the log', async () => {
      const rows = await deliveriesOf(server, id, '&result=rejected');
      return rows.length && rows;
    });
    const told = await detail(api, row);
    assert.equal(told.body, null);
    assert.equal(told.body_state, 'none');
    assert.equal(told.can_replay, false);
    const { status } = await api.send('POST', `/api/v1/deliveries/${row.id}/replay`, { body: {} });
    assert.equal(status, 409);
  },
);

test('the log filters by time and refuses nonsense', needsPrograms(), async (t) => {
  const all = await wired(t, 'sqlite', kFlavours[0]);
  const { world, server, id, api } = all;
  await editOne(all, 'Early');
  await world.untilQuiet(id);
  world.clock.advance({ minutes: 3 });
  const middle = new Date(world.clock.now()).toISOString();
  world.clock.advance({ minutes: 3 });
  await until(
    'the server reads the clock',
    async () => (await api.get('/api/v1/ledger')).at > middle,
  );
  await editOne(all, 'Late');
  await world.untilQuiet(id);
  const everything = await until('both are in the log', async () => {
    const rows = await deliveriesOf(server, id);
    const [newest] = rows;
    return newest?.received > middle && rows.every(({ result }) => result !== 'waiting') && rows;
  });
  const late = await deliveriesOf(server, id, `&from=${middle}`);
  const early = await deliveriesOf(server, id, `&to=${middle}`);
  assert.equal(late.length + early.length, everything.length);
  const said = JSON.stringify(everything.map(({ received, event }) => [received, event]));
  assert.ok(late.length > 0 && early.length > 0, `${middle} in ${said}`);
  for (const bad of ['result=nice', 'from=yesterday', 'limit=0', 'cursor=x'])
    assert.equal((await api.send('GET', `${path(id)}?${bad}`)).status, 400, bad);
  assert.equal((await api.send('GET', '/api/v1/deliveries/999999999')).status, 404);
});
