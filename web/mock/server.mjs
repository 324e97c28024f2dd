// A stand-in for the server, for work on the pages and for the accessibility walk. It answers the
// documented routes from a made-up world; POST /__mock {"state": …} changes what it answers.
// Usage: node mock/server.mjs [port]   States: fresh, signedout, empty, ready, backfilling,
// limited, rejected, paused, silent, expiring, unreachable, down, slow, few
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { calendarRoutes } from './calendar_routes.mjs';
import { careRoutes } from './care_routes.mjs';
import { connectRoutes } from './connect_routes.mjs';
import { makeConnection, moreConnections } from './connection.mjs';
import { issueRoutes } from './issue_routes.mjs';
import { jqlRoutes } from './jql_routes.mjs';
import { deliveryRoutes } from './delivery_routes.mjs';
import { ledgerRoutes } from './ledger_routes.mjs';
import { mappingRoutes } from './mapping_routes.mjs';
import { numbersRoutes } from './numbers_routes.mjs';
import { scopeRoutes } from './scope_routes.mjs';
import { sprintRoutes } from './sprint_routes.mjs';
import { cycleTime, finishOne, makeWorld, projects } from './world.mjs';

const dist = process.env.TL_DIST ?? fileURLToPath(new URL('../dist', import.meta.url));
const kTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};
const kCsp =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

export function startMock(port, first = 'ready') {
  const world = makeWorld(Date.now());
  const streams = new Set();
  const mock = {
    state: first,
    setUp: false,
    share: 0.43,
    lastSync: Date.now() - 120_000,
    revision: 4,
    started: Date.now() - 290_000,
    fast: false,
  };
  const send = (event, data) => {
    for (const stream of streams)
      stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const connection = () =>
    makeConnection(mock.state, mock.share, mock.lastSync, mock.revision, mock.started);
  const timer = setInterval(() => {
    if (mock.state === 'backfilling' && mock.fast) {
      mock.share = Math.min(1, mock.share + 0.02);
      if (mock.share >= 1) mock.state = 'ready';
      send('progress', connection());
    } else send('ping', {});
  }, 1000);
  const server = createServer((request, response) => {
    handle({ request, response, mock, world, streams, send, connection }).catch((error) => {
      console.error(error);
      response.writeHead(500).end();
    });
  });
  server.listen(port, '127.0.0.1');
  const reset = (state) =>
    Object.assign(mock, {
      state,
      fast: false,
      share: 0.43,
      started: Date.now() - 290_000,
      deliveries: null,
      arriving: 0,
      check: null,
      hooks: null,
      proved: null,
    });
  const dropStreams = () => streams.forEach((stream) => stream.destroy());
  return {
    mock,
    reset,
    dropStreams,
    stop: () => (clearInterval(timer), server.closeAllConnections(), server.close()),
  };
}

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text ? JSON.parse(text) : {};
}

function json(response, status, body) {
  response.writeHead(status, {
    'content-type': status >= 400 ? 'application/problem+json' : 'application/json',
  });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function problem(response, status, title, detail, remedy, more = {}) {
  json(response, status, {
    type: `urn:throughline:${status}`,
    title,
    status,
    detail,
    id: 'TL-4F2A',
    remedy,
    ...more,
  });
}

const me = {
  user: { id: 'u1', email: 'ilse@northwind.test', name: 'Ilse Okafor', role: 'admin' },
  tenant: { id: 't1', name: 'Northwind Trading', time_zone: 'Europe/Berlin', week_start: 'monday' },
  server: {
    version: '0.1.0',
    public_url: 'http://localhost:8080',
    public_url_reachable_hint: 'Jira Cloud cannot reach http://localhost:8080.',
  },
};

/** State `viewer`: a person who may look and not change. */
function meIn(state) {
  return state === 'viewer' ? { ...me, user: { ...me.user, role: 'viewer' } } : me;
}

const noIssues = (state) => ['fresh', 'signedout', 'empty'].includes(state);

function session(c, path, method, body) {
  const { mock, response } = c;
  if (path === '/setup' && method === 'GET') {
    const needed = mock.state === 'fresh';
    return json(response, 200, {
      needed,
      used_at: needed ? null : '2026-11-20T14:02:00Z',
      public_url: 'http://localhost:8080',
    });
  }
  if (path === '/setup') {
    if (body.token !== 'mock-token') {
      return problem(
        response,
        403,
        'Wrong token',
        'Wrong token. 4 tries left, then a new one is printed to the server log.',
        'Copy it from the server log.',
        { errors: [{ field: 'token', message: 'This is not the token.' }] },
      );
    }
    mock.state = 'empty';
    return json(response, 201, me);
  }
  if (path === '/session' && method === 'DELETE') {
    mock.state = 'signedout';
    return response.writeHead(204).end();
  }
  if (body.password === 'wrong')
    return problem(
      response,
      401,
      'E-mail or password is wrong',
      'Nobody was signed in.',
      'Try again; after 5 tries there is a pause.',
    );
  mock.state = 'ready';
  return json(response, 200, me);
}

function findProjects(response, body) {
  const names = [
    'Payments',
    'Storefront',
    'Platform operations',
    'Logistics',
    'Mobile',
    'Data',
    'Research',
    'Support',
  ];
  const all = Array.from({ length: 412 }, (_, i) => ({
    id: String(10001 + i),
    key: i < 3 ? projects[i].key : `P${i}`,
    name: i < 3 ? projects[i].name : `${names[i % 8]} ${Math.floor(i / 8)}`,
    type: 'software',
    lead: 'Mara Veld',
  }));
  const query = (body.query ?? '').toLowerCase();
  const found = all.filter((p) => `${p.key} ${p.name}`.toLowerCase().includes(query));
  const at = Number(body.cursor ?? 0);
  const next = at + (body.limit ?? 50);
  json(response, 200, {
    items: found.slice(at, next),
    total: found.length,
    next_cursor: next < found.length ? String(next) : null,
  });
}

function connections(c, path, method, body) {
  const { mock, response, send, connection } = c;
  const one = connection();
  const changed = () => {
    mock.revision += 1;
    send('connection', { id: one.id });
    return connection();
  };
  if (path === '/connections')
    return json(response, 200, {
      items: noIssues(mock.state) ? [] : [one, ...moreConnections(mock.state)],
    });
  if (path === '/connections/jira/projects') return findProjects(response, body);
  if (path === '/connections/jira') {
    Object.assign(mock, { state: 'backfilling', share: 0.01, started: Date.now(), fast: true });
    return json(response, 201, connection());
  }
  const [, , id, action] = path.split('/');
  if (id !== one.id || noIssues(mock.state))
    return problem(
      response,
      404,
      'This connection is not here',
      'It was disconnected.',
      'Look at all integrations.',
    );
  if (action === 'sync') {
    setTimeout(() => {
      mock.lastSync = Date.now();
      send('progress', connection());
    }, 1500);
    return json(response, 202, one);
  }
  if (action === 'pause' || action === 'resume') {
    mock.state = action === 'pause' ? 'paused' : 'ready';
    return json(response, 200, changed());
  }
  if (action === 'token') {
    if (body.token === 'bad')
      return problem(
        response,
        422,
        'Jira rejected the new token',
        'It is wrong, expired, or from another account. The old one stays in use.',
        'Make a new token.',
        { errors: [{ field: 'token', message: 'Rejected by Jira (401).' }] },
      );
    mock.state = 'ready';
    return json(response, 200, changed());
  }
  if (action === 'progress') return json(response, 200, one.progress);
  if (method === 'DELETE') {
    mock.state = 'empty';
    return response.writeHead(204).end();
  }
  if (method === 'PATCH')
    return json(response, 200, { ...changed(), project_keys: body.project_keys ?? [] });
  json(response, 200, one);
}

function metrics(c, url) {
  const query = url.searchParams;
  if (c.mock.state === 'few')
    query.set('from', new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10));
  const answer = cycleTime(c.world, query, 'c7k2mnorthwind', noIssues(c.mock.state));
  if (query.get('format') !== 'csv') return json(c.response, 200, answer);
  c.response.writeHead(200, {
    'content-type': 'text/csv',
    'content-disposition': 'attachment; filename="cycle-time.csv"',
  });
  c.response.end(
    [
      'key,finished,seconds',
      ...answer.points.map((p) => `${p.key},${p.finished},${p.seconds}`),
    ].join('\n'),
  );
}

function stream(c) {
  c.response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  c.response.write('event: ping\ndata: {}\n\n');
  c.streams.add(c.response);
  c.request.on('close', () => c.streams.delete(c.response));
}

async function api(c, path, url) {
  const { mock, request, response } = c;
  const method = request.method ?? 'GET';
  const body = method === 'GET' ? {} : await bodyOf(request);
  if (mock.state === 'slow') await new Promise((done) => setTimeout(done, 8000));
  if (path === '/setup' || path === '/session') return session(c, path, method, body);
  if (mock.state === 'fresh' || mock.state === 'signedout')
    return problem(response, 401, 'Not signed in', 'The session has ended.', 'Sign in.');
  if (path === '/me') return json(response, 200, meIn(mock.state));
  if (path === '/events')
    return mock.state === 'down'
      ? problem(response, 503, 'Not now', 'Too many streams.', 'Wait.')
      : stream(c);
  if (mock.state === 'down')
    return problem(
      response,
      503,
      'The database cannot be reached',
      'Nothing was read or changed. Data on disk is safe.',
      'Look at the disk and the database, then retry.',
    );
  if (connectRoutes(c, path, url, method, body)) return;
  if (ledgerRoutes(c, path, url, method, body)) return;
  if (deliveryRoutes(c, path, url, method, body)) return;
  if (careRoutes(c, path, url, method, body) || mappingRoutes(c, path, url, method, body)) return;
  if (scopeRoutes(c, path, url, method, body) || sprintRoutes(c, path, url)) return;
  if (numbersRoutes(c, path, url)) return;
  if (issueRoutes(c, path, url)) return;
  if (jqlRoutes(c, path, method, body)) return;
  if (calendarRoutes(c, path, url, method, body)) return;
  if (path.startsWith('/connections')) return connections(c, path, method, body);
  if (path === '/metrics/flow/cycle-time') return metrics(c, url);
  problem(response, 404, 'No such route', `${method} ${path}`, 'Look at /api/v1/openapi.json.');
}

async function control(c) {
  const wanted = await bodyOf(c.request);
  Object.assign(c.mock, { fast: false, share: 0.43, started: Date.now() - 290_000 }, wanted);
  if (wanted.finish) c.send('feed', { position: finishOne(c.world) && c.world.feed });
  json(c.response, 200, c.mock);
}

function file(response, path) {
  const clean = normalize(path).replace(/^(\.\.[/\\])+/, '');
  let target = join(dist, clean);
  if (!existsSync(target) || statSync(target).isDirectory()) target = join(dist, 'index.html');
  response.writeHead(200, {
    'content-type': kTypes[extname(target)] ?? 'application/octet-stream',
    'content-security-policy': kCsp,
    'cache-control': target.includes('/assets/') ? 'max-age=31536000, immutable' : 'no-cache',
  });
  createReadStream(target).pipe(response);
}

async function handle(c) {
  const url = new URL(c.request.url ?? '/', 'http://mock');
  if (url.pathname === '/__mock') return control(c);
  if (url.pathname.startsWith('/api/v1/')) return api(c, url.pathname.slice(7), url);
  file(c.response, url.pathname);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = Number(process.argv[2] ?? 18600);
  startMock(port, process.env.MOCK_STATE ?? 'ready');
  console.log(`mock on http://127.0.0.1:${port}`);
}
