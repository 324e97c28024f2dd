// What the server answers to requests that make no sense, and to nobody in particular.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { needsPrograms, World } from '../lib/harness.mjs';

async function serverOnly(t) {
  const world = new World(t);
  await world.startServer();
  return world.server;
}

/** Sends bytes as they are; resolves to what came back until the server closed. */
function sendRaw(port, text) {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(text));
    socket.setEncoding('utf8').setTimeout(30_000, () => socket.destroy(new Error('no answer')));
    socket.on('data', (part) => (answer += part));
    socket.on('end', () => resolve(answer));
    socket.on('error', (error) => (error.code === 'ECONNRESET' ? resolve(answer) : reject(error)));
  });
}

test('health, readiness and the API document are open', needsPrograms(), async (t) => {
  const { api } = await serverOnly(t);
  assert.equal((await api.send('GET', '/healthz')).status, 200);
  assert.equal((await api.send('GET', '/readyz')).status, 200);
  assert.equal((await api.get('/api/v1/openapi.json')).info.title, 'Throughline');
});

test(
  'the pages come with a strict policy, and deep links lead into them',
  needsPrograms(),
  async (t) => {
    const { api } = await serverOnly(t);
    for (const path of ['/', '/issues', '/settings/integrations']) {
      const page = await api.send('GET', path, { headers: { accept: 'text/html' } });
      assert.equal(page.status, 200, path);
      assert.match(page.headers.get('content-type'), /text\/html/, path);
      assert.match(page.headers.get('content-security-policy'), /script-src 'self'/, path);
    }
    const missing = await api.send('GET', '/api/v1/nothing-here');
    assert.equal(missing.status, 404);
    assert.match(missing.headers.get('content-type'), /problem\+json/);
  },
);

test(
  'an unknown webhook path is 404, and a look at it by GET explains itself',
  needsPrograms(),
  async (t) => {
    const { api } = await serverOnly(t);
    const path = '/v1/issue/aaaaaaaaaaaaaaaaaaaaaaaaaa/aaaaaaaaaaaaaaaaaaaaaaaaaa';
    assert.equal(
      (await api.send('POST', path, { body: { webhookEvent: 'jira:issue_updated' } })).status,
      404,
    );
    for (const looked of [
      path,
      '/v1/issue',
      '/v1/jira-worklog',
      path.replace('issue', 'jira-worklog'),
    ]) {
      const answer = await api.send('GET', looked);
      assert.ok(answer.status >= 400 && answer.status < 500, `${looked}: ${answer.status}`);
      assert.match(answer.text, /reachable/i, looked);
    }
  },
);

test('malformed requests are refused and the server lives on', needsPrograms(), async (t) => {
  const { api, port } = await serverOnly(t);
  const cases = [
    'GET / HTTP/1.1\r\n\r\n',
    'GARBAGE\r\n\r\n',
    'GET / HTTP/9.9\r\nHost: x\r\n\r\n',
    'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n',
    'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n' +
      'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    `GET /${'a'.repeat(70_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'b'.repeat(200_000)}\r\n\r\n`,
    'GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n',
    '\0\0\0\0',
  ];
  for (const text of cases) {
    const answer = await sendRaw(port, text);
    const status = /^HTTP\/1\.[01] (\d+)/.exec(answer)?.[1] ?? 'closed';
    assert.ok(
      status === 'closed' || /^4\d\d$|^505$/.test(status) || /\/\.\./.test(text),
      `${status} for ${text.slice(0, 60)}`,
    );
    assert.doesNotMatch(answer, /root:/);
  }
  assert.equal((await api.send('GET', '/healthz')).status, 200);
});

test('bodies: broken JSON, wrong types, unknown fields, too much', needsPrograms(), async (t) => {
  const { api, address } = await serverOnly(t);
  const post = (text, type = 'application/json') =>
    fetch(`${address}/api/v1/session`, {
      method: 'POST',
      body: text,
      headers: { 'content-type': type, origin: address },
    });
  for (const text of [
    '{',
    '[]',
    '"x"',
    '{"email":1,"password":2}',
    '{}',
    '\u0000',
    '{"email":"\\ud800"}',
  ]) {
    const answer = await post(text);
    assert.equal(answer.status, 400, text);
    assert.ok((await answer.json()).detail, text);
  }
  const deep = await post('['.repeat(20_000));
  assert.ok(deep.status >= 400 && deep.status < 500);
  const huge = await post(JSON.stringify({ email: 'x'.repeat(40 << 20) })).catch((error) => error);
  assert.ok(huge instanceof Error || huge.status === 413, String(huge.status));
  assert.equal((await api.send('GET', '/healthz')).status, 200);
});

test('a stop is polite and quick, with connections open', needsPrograms(), async (t) => {
  const server = await serverOnly(t);
  await server.setUp();
  const events = await fetch(`${server.address}/api/v1/events`, {
    headers: { cookie: server.api.cookie },
  });
  assert.equal(events.status, 200);
  const idle = connect(server.port, '127.0.0.1');
  idle.on('error', () => {});
  await server.stop();
  idle.destroy();
  await events.body.cancel().catch(() => {});
});

test('a second server on the same data is refused with a reason', needsPrograms(), async (t) => {
  const world = new World(t);
  const first = await world.startServer();
  await assert.rejects(world.startServer({ name: 'a' }), /"code":1/);
  assert.equal((await first.api.send('GET', '/healthz')).status, 200);
});
