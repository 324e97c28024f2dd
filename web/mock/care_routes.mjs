// What the Manage page asks: history, webhooks, fields, writes, previews, sign-in, diagnosis.
// Answers true when it has answered.
import { checkReport, moreConnections } from './connection.mjs';

const minute = 60_000;
const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
const kSite = /^\/connections\/([^/]+)\/([a-z-]+)(?:\/([a-z]+))?$/;

function send(response, status, body) {
  response.writeHead(status, {
    'content-type': status >= 400 ? 'application/problem+json' : 'application/json',
  });
  response.end(JSON.stringify(body));
  return true;
}

const polls = [
  ['completed', 12, 4, ''],
  ['completed', 0, 2, ''],
  ['completed', 3, 3, ''],
  ['completed', 0, 2, ''],
  ['failed', 0, 6, 'Jira answered 503 six times; it was tried again at the next poll'],
  ['completed_with_gaps', 41, 9, 'No right to browse project SEC; the other 2 went on'],
  ['completed', 7, 3, ''],
];

/** Newest first: polls every quarter of an hour, an import, the first backfill. */
export function historyOf(mode) {
  const now = Date.now();
  const items = Array.from({ length: 58 }, (_, i) => {
    const [state, found, requests, detail] = polls[i % polls.length];
    const started = now - (2 + i * 15) * minute;
    return {
      id: `p${900 - i}`,
      kind: 'poll',
      state,
      started: iso(started),
      finished: iso(started + 1400 + i * 30),
      items: found,
      requests,
      detail,
    };
  });
  const rejected = {
    ...items[0],
    id: 'p901',
    state: 'failed',
    started: iso(now - 20_000),
    items: 0,
    detail: 'Sign-in rejected (401): the token is wrong, expired, or from another account',
  };
  const backfill = {
    id: 'r1',
    kind: 'backfill',
    state: 'completed',
    started: iso(now - 16 * 60 * minute),
    finished: iso(now - 16 * 60 * minute + 612_000),
    items: 42_900,
    requests: 1_643,
    detail: '',
  };
  const running = {
    ...backfill,
    id: 'r2',
    state: 'running',
    started: iso(now - 5 * minute),
    finished: null,
    items: 18_400,
    requests: 708,
  };
  if (mode === 'backfilling') return [running];
  return [...(mode === 'rejected' ? [rejected] : []), ...items, backfill];
}

const kEvents = [
  'jira:issue_created',
  'jira:issue_updated',
  'jira:issue_deleted',
  'worklog_created',
  'worklog_updated',
  'worklog_deleted',
  'sprint_created',
  'sprint_started',
  'sprint_closed',
];

function hook(change) {
  return {
    masked_url: 'https://flow.northwind.test/v1/issue/••••k7qd',
    state: 'registered',
    vendor_id: '72',
    events: kEvents,
    listed: true,
    signed_deliveries: true,
    expiry: 'Does not expire',
    created: iso(Date.now() - 20 * 1440 * minute),
    last_event: iso(Date.now() - 41_000),
    detail: '',
    ...change,
  };
}

/** While a rotation is under way: the old one serves beside the new one. */
function rotating() {
  return [
    hook({
      masked_url: 'https://flow.northwind.test/v1/issue/••••9wpe',
      vendor_id: '74',
      last_event: null,
      created: iso(Date.now()),
    }),
    hook({
      state: 'replacing',
      detail: 'It serves until the new one has been heard from, at most until tomorrow.',
    }),
  ];
}

function hooksOf(mode, change) {
  const report = {
    hooks: [hook({})],
    accepted_24h: 1_204,
    ignored_24h: 31,
    refused_24h: 0,
    foreign: 0,
    public_url: 'https://flow.northwind.test',
    curl: 'curl -i https://flow.northwind.test/v1/issue',
  };
  if (change === 'rotating') return { ...report, hooks: rotating() };
  if (mode === 'silent')
    return {
      ...report,
      accepted_24h: 0,
      ignored_24h: 0,
      refused_24h: 6,
      foreign: 1,
      hooks: [
        hook({
          state: 'missing',
          listed: false,
          events: [],
          last_event: null,
          detail:
            'Jira no longer lists it. Somebody removed it there, or it was disabled after failed deliveries.',
        }),
        hook({
          masked_url: 'https://old.northwind.test/v1/issue/••••2hxa',
          vendor_id: '68',
          state: 'retiring',
          detail:
            'It still delivers to the former address and is removed once the new one has passed an event.',
        }),
      ],
    };
  if (mode === 'nohook') return { ...report, hooks: [], accepted_24h: 0, ignored_24h: 0 };
  if (mode === 'nourl')
    return { ...report, hooks: [], accepted_24h: 0, ignored_24h: 0, public_url: '', curl: '' };
  return report;
}

const field = (id, name, type, role, filled, stored = true) => ({
  id,
  name,
  type,
  custom: id.startsWith('customfield_'),
  role,
  stored,
  filled,
  looked_at: 2000,
});

export const fields = [
  field('customfield_10016', 'Story point estimate', 'number', 'story_points', 1421),
  field('customfield_10028', 'Story Points', 'number', 'story_points', 96),
  field('customfield_10020', 'Sprint', 'array', 'sprint', 1712),
  field('customfield_10014', 'Epic Link', 'any', 'epic_link', 803),
  field('duedate', 'Due date', 'date', 'due_date', 122),
  field('customfield_10021', 'Flagged', 'array', 'flagged', 41),
  field('summary', 'Summary', 'string', '', 2000),
  field('priority', 'Priority', 'priority', '', 2000),
  field('labels', 'Labels', 'array', '', 640),
  field('components', 'Components', 'array', '', 480),
  field('fixVersions', 'Fix versions', 'array', '', 311),
  field('environment', 'Environment', 'string', '', 12, false),
  field('customfield_10040', 'Customer', 'option', '', 388),
  field('customfield_10041', 'Severity', 'option', '', 206),
  field('customfield_10042', 'Risk score', 'number', '', 74),
  field('customfield_10043', 'Root cause', 'textarea', '', 58, false),
  field('customfield_10044', 'Approvers', 'array', '', 19),
  field('customfield_10045', 'Target quarter', 'option', '', 0),
  field('customfield_10046', 'Development', 'any', 'development', 911, false),
  field('customfield_10047', 'Request Type', 'sd-customerrequesttype', '', 0, false),
];

function fieldsOf(mode) {
  return mode === 'empty' || mode === 'nofields' ? [] : fields;
}

function writesOf(c, url) {
  const q = url.searchParams;
  const kinds = ['webhook.register', 'webhook.remove', 'webhook.register'];
  const words = ['Register the webhook set', 'Remove a webhook', 'Register the webhook set again'];
  const states = ['done', 'done', 'failed', 'waiting', 'unknown'];
  const all =
    c.mock.state === 'nowrites' || c.mock.state === 'empty'
      ? []
      : Array.from({ length: 73 }, (_, i) => ({
          key: `w${i}`,
          connection: i % 5 === 4 ? 'd3dockside' : 'c7k2mnorthwind',
          connection_name: i % 5 === 4 ? 'Dockside works' : 'northwind',
          kind: kinds[i % 3],
          state: i === 1 ? 'waiting' : i === 4 ? 'unknown' : i % 9 === 3 ? 'failed' : states[0],
          summary:
            i % 9 === 3
              ? 'Register the webhook set: Jira answered 403, the account is no administrator'
              : words[i % 3],
          attempts: i % 9 === 3 ? 5 : 1,
          created: iso(Date.now() - (i * 190 + 3) * minute),
          updated: iso(Date.now() - (i * 190 + 2) * minute),
        }));
  const found = all.filter((w) => !q.get('connection') || w.connection === q.get('connection'));
  const at = Number(q.get('cursor') ?? 0);
  const next = at + Number(q.get('limit') ?? 50);
  return { items: found.slice(at, next), next_cursor: next < found.length ? String(next) : null };
}

function previewOf(body) {
  const removed = body.project_keys?.length
    ? [
        { key: 'OPS', issues: 214 },
        { key: 'WEB', issues: 188 },
      ].filter((p) => !body.project_keys.includes(p.key))
    : [];
  const narrower = Boolean(body.filter_jql);
  return {
    removed,
    issues_dropped: removed.reduce((sum, p) => sum + p.issues, 0) + (narrower ? 96 : 0),
    matches: narrower ? 3_214 : 42_900,
    notes: narrower
      ? ['ORDER BY is ignored: the order of arrival does not change what is counted.']
      : [],
  };
}

function signIn(c, body) {
  const bad = body.token === 'bad';
  if (!bad) c.mock.state = 'ready';
  return {
    accepted: !bad,
    check: checkReport('https://northwind.atlassian.net', bad),
    connection: c.connection(),
  };
}

function patch(c, body) {
  if (c.mock.state === 'conflict')
    return send(c.response, 412, {
      type: 'urn:throughline:412',
      title: 'Somebody else changed this',
      status: 412,
      id: 'TL-9C01',
      detail: 'Mara Veld changed this connection 2 min ago.',
      remedy: 'Look at the new state, then save again.',
      by: 'Mara Veld',
      at: iso(Date.now() - 2 * minute),
    });
  c.mock.revision += 1;
  const rest = { ...body };
  delete rest.drop;
  if ('descriptions' in rest) {
    rest.removed_descriptions = rest.descriptions
      ? null
      : { issues: 571, changes: 1204, finished: iso(Date.now()) };
  }
  c.mock.patched = { ...c.mock.patched, ...rest };
  return send(c.response, 200, { ...c.connection(), ...c.mock.patched });
}

export function careRoutes(c, path, url, method, body) {
  const { mock, response } = c;
  if (path === '/writes') return send(response, 200, writesOf(c, url));
  if (['fresh', 'signedout', 'empty'].includes(mock.state)) return false;
  if (/^\/connections\/c7k2mnorthwind$/.test(path) && method === 'PATCH') return patch(c, body);
  const other = moreConnections('many').find((one) => path === `/connections/${one.id}`);
  if (other) return send(response, 200, other);
  const match = kSite.exec(path);
  if (!match || !['c7k2mnorthwind', 'd3dockside', 'f1archive'].includes(match[1])) return false;
  const limit = Number(url.searchParams.get('limit') ?? 50);
  switch (`${method} ${match[2]}${match[3] ? `/${match[3]}` : ''}`) {
    case 'GET history':
      return send(response, 200, { items: historyOf(mock.state).slice(0, limit) });
    case 'GET webhooks':
      return send(response, 200, hooksOf(mock.state, mock.hooks));
    case 'POST webhooks/rotate':
      return send(response, 202, hooksOf(mock.state, mock.hooks));
    case 'POST webhooks/renew':
      mock.state = 'ready';
      return send(response, 202, hooksOf('ready'));
    case 'GET fields':
      return send(response, 200, { items: fieldsOf(mock.state) });
    case 'POST preview':
      return send(response, 200, previewOf(body));
    case 'POST import':
      return send(response, 200, {
        kind: 'search page',
        issues: 50,
        histories: 50,
        worklogs: 12,
        records: 0,
        unchanged: 8,
        refused: [{ kind: 'worklog', id: '10077', reason: 'it has no start' }],
      });
    case 'PUT sign-in':
      return send(response, 200, signIn(c, body));
    default:
      return false;
  }
}
