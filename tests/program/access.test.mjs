// Nobody gets anything without a session, on any route the API document names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { kAdmin, needsPrograms, onEachDatabase, World } from '../lib/harness.mjs';

const kMethods = new Set(['get', 'post', 'put', 'patch', 'delete']);

/** Routes of the API document as [{method, path, open}]; parameters get plausible values. */
function routes(document) {
  return Object.entries(document.paths).flatMap(([template, operations]) =>
    Object.entries(operations)
      .filter(([method]) => kMethods.has(method))
      .map(([method, operation]) => ({
        method: method.toUpperCase(),
        path: template.replaceAll(/\{(\w+)\}/g, (_, name) =>
          name === 'key' ? 'ABC-1' : 'aaaaaaaaaaaaaaaaaaaaaaaaaa',
        ),
        open: (operation.security ?? document.security).length === 0,
      })),
  );
}

async function serverOnly(t, database) {
  const world = new World(t);
  await world.startServer({ database });
  return world;
}

onEachDatabase((database, options) => {
  test(
    `${database}: without a session every closed route answers 401 and says nothing`,
    needsPrograms(options),
    async (t) => {
      const { server } = await serverOnly(t, database);
      await server.setUp();
      const stranger = new Client(server.address);
      const document = await stranger.get('/api/v1/openapi.json');
      const closed = routes(document).filter((route) => !route.open);
      assert.ok(closed.length > 15);
      for (const { method, path } of closed) {
        const body = method === 'GET' || method === 'DELETE' ? undefined : {};
        const answer = await stranger.send(method, path, { body });
        assert.equal(answer.status, 401, `${method} ${path}`);
        assert.match(answer.headers.get('content-type'), /problem\+json/, `${method} ${path}`);
        assert.ok(answer.body.remedy, `${method} ${path} has no remedy`);
      }
    },
  );

  test(
    `${database}: an ended session and an invented one are strangers`,
    needsPrograms(options),
    async (t) => {
      const { server } = await serverOnly(t, database);
      await server.setUp();
      const old = server.api.cookie;
      assert.equal((await server.api.send('GET', '/api/v1/me')).status, 200);
      await server.api.delete('/api/v1/session');
      for (const cookie of [old, 'tl_session=AAAA', `tl_session=${'A'.repeat(5000)}`]) {
        const { status } = await new Client(server.address).send('GET', '/api/v1/me', {
          headers: { cookie },
        });
        assert.ok(status === 401 || status === 431, `${cookie.slice(0, 20)}: ${status}`);
      }
      const headers = { authorization: 'Bearer tl_invented' };
      assert.equal(
        (await new Client(server.address).send('GET', '/api/v1/me', { headers })).status,
        401,
      );
    },
  );

  test(
    `${database}: the first run is done once, by who holds the token`,
    needsPrograms(options),
    async (t) => {
      const { server } = await serverOnly(t, database);
      assert.equal((await server.api.get('/api/v1/setup')).needed, true);
      await assert.rejects(server.setUp({ token: 'guessed' }), /403/);
      await server.setUp();
      assert.equal((await server.api.get('/api/v1/setup')).needed, false);
      const again = await new Client(server.address).send('POST', '/api/v1/setup', {
        body: {
          token: 'guessed',
          ...kAdmin,
          public_url: server.address,
          time_zone: 'UTC',
          week_start: 'monday',
        },
      });
      assert.ok([403, 409].includes(again.status), String(again.status));
      const { user } = await server.api.get('/api/v1/me');
      assert.equal(user.role, 'admin');
    },
  );
});

test(
  'a wrong password and an unknown person get the same answer, and then have to wait',
  needsPrograms(),
  async (t) => {
    const { server } = await serverOnly(t, 'sqlite');
    await server.setUp();
    const stranger = new Client(server.address);
    const attempt = (email, password) =>
      stranger.send('POST', '/api/v1/session', { body: { email, password } });
    const wrong = await attempt(kAdmin.email, 'not the password');
    const unknown = await attempt('nobody@example.com', 'not the password');
    assert.equal(wrong.status, 401);
    assert.equal(unknown.status, 401);
    assert.equal(wrong.body.detail, unknown.body.detail);
    let last;
    for (let tries = 0; tries < 40 && last?.status !== 429; tries++)
      last = await attempt(kAdmin.email, `guess ${tries}`);
    assert.equal(last.status, 429);
  },
);

test('a page of somebody else cannot act for a signed-in person', needsPrograms(), async (t) => {
  const { server } = await serverOnly(t, 'sqlite');
  await server.setUp();
  const headers = { origin: 'https://evil.example' };
  const foreign = await server.api.send('DELETE', '/api/v1/session', { headers });
  assert.equal(foreign.status, 403);
  const form = await server.api.send('POST', '/api/v1/connections/jira/check', {
    body: {},
    headers: { 'content-type': 'text/plain' },
  });
  assert.ok(form.status >= 400 && form.status < 500, String(form.status));
  assert.equal((await server.api.send('GET', '/api/v1/me')).status, 200);
});
