// The sign-in fails: stop at once, keep the place, say so; a new token goes on and nothing is
// missing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kFlavours } from '../lib/flavours.mjs';
import { needsPrograms, until, World } from '../lib/harness.mjs';
import { proveNow, untilProven } from '../lib/ledger.mjs';
import { compareWithTruth } from '../lib/truth.mjs';

const kSites = [0, 2, 4].map((at) => kFlavours[at]); // Cloud, Data Center 10, Server 8
const kServer = kFlavours[4];

async function filled(t, flavour) {
  const world = new World(t);
  const limits = flavour.is.flavour === 'cloud' ? ['--no-limits'] : [];
  await world.startSimulator({ issues: 60, flavour, args: limits });
  await world.startServer();
  await world.server.setUp();
  const { id } = await world.connect({ webhooks: false, days: 3650 });
  await world.untilFilled(id);
  await world.untilQuiet(id);
  return { world, id, api: world.server.api };
}

const sync = (api, id) => api.send('POST', `/api/v1/connections/${id}/sync`, { body: {} });

async function untilSignedOut(world, id) {
  return until('the refusal is noticed', async () => {
    const connection = await world.connection(id);
    return connection.state === 'needs_sign_in' && connection;
  });
}

/** Requests to Jira's own API within `deed`. */
async function requestsWithin(world, deed) {
  await world.sim.control('DELETE', 'stats');
  await deed();
  const { requests } = await world.sim.control('GET', 'stats');
  return Object.keys(requests).filter((name) => !name.includes('/_sim/'));
}

async function giveToken(world, id, token) {
  const { api } = world.server;
  const path = `/api/v1/connections/${id}/sign-in`;
  const answer = await api.put(path, { token, token_expires: world.nextYear() });
  assert.equal(answer.accepted, true, JSON.stringify(answer.check?.rows));
}

for (const flavour of kSites) {
  test(
    `${flavour.name}: refused, then a new token: nothing that happened meanwhile is missing`,
    needsPrograms(),
    async (t) => {
      const { world, id, api } = await filled(t, flavour);
      const before = await world.server.export();
      await world.sim.revokeToken();
      world.clock.advance({ minutes: 6 });
      await sync(api, id);
      const red = await untilSignedOut(world, id);
      assert.equal(red.badge.code, 'needs_sign_in');
      assert.equal(await proveNow(world.server, id), false, 'a census without a sign-in');
      await world.sim.control('POST', 'work', { steps: 60, rough: true });
      const asked = await requestsWithin(world, async () => {
        world.clock.advance({ hours: 3 });
        await sync(api, id);
        await world.connection(id);
      });
      assert.deepEqual(asked, [], 'it goes on knocking');
      assert.deepEqual(await world.server.export(), before, 'an empty answer was believed');
      await giveToken(world, id, await world.sim.newToken());
      await untilProven(world, id);
      await compareWithTruth(world.sim, world.server);
    },
  );
}

test('a CAPTCHA stops everything at the first refusal and is named', needsPrograms(), async (t) => {
  const { world, id, api } = await filled(t, kServer);
  const wrong = `Basic ${Buffer.from('bot:not the password').toString('base64')}`;
  // A right password in between, by the server at work, makes Jira count anew.
  await until('the account is locked', async () => {
    const headers = { authorization: wrong };
    const answer = await fetch(`${world.sim.address}/rest/api/2/myself`, { headers });
    return answer.headers.get('x-authentication-denied-reason');
  });
  const asked = await requestsWithin(world, async () => {
    world.clock.advance({ minutes: 6 });
    await sync(api, id);
    await untilSignedOut(world, id);
  });
  assert.ok(asked.length <= 2, `locked out, and yet: ${asked}`);
  const { badge, last_error: last } = await world.connection(id);
  assert.match(`${JSON.stringify(badge)} ${last}`, /captcha/i);
  const later = await requestsWithin(world, async () => {
    world.clock.advance({ hours: 5 });
    await sync(api, id);
    await world.connection(id);
  });
  assert.deepEqual(later, []);
  await world.sim.control('POST', 'unlock', {});
  await giveToken(world, id, world.sim.signIn().token);
  await untilProven(world, id);
  await compareWithTruth(world.sim, world.server);
});
