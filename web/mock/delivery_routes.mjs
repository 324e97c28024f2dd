// The delivery log, replay, rotation and the webhook check. States: ready, nodeliveries, viewer,
// hookfails. `mock.arriving` adds a delivery with every question for the newest page.
const minute = 60_000;
const iso = (ms) => new Date(ms).toISOString();
const kLog = /^\/connections\/c7k2mnorthwind\/deliveries(\/replay)?$/;
const kOne = /^\/deliveries\/(\d+)(\/replay)?$/;
const kHook = /^\/connections\/c7k2mnorthwind\/webhooks\/(rotate|check)$/;

function send(response, status, body) {
  response.writeHead(status, {
    'content-type': status >= 400 ? 'application/problem+json' : 'application/json',
  });
  response.end(JSON.stringify(body));
  return true;
}

function refuse(response, status, title, detail, remedy) {
  const type = `urn:throughline:${status}`;
  return send(response, status, { type, title, status, id: 'TL-3B77', detail, remedy });
}

const kEvents = [
  'jira:issue_updated',
  'jira:issue_created',
  'worklog_created',
  'jira:issue_updated',
  'comment_created',
  'jira:issue_updated',
  'sprint_started',
  'jira:issue_deleted',
];

const kDetails = {
  failed:
    'The body is no JSON: it ends in the middle of a text at byte 4,096. It is kept and tried again after an upgrade.',
  rejected: 'The signature does not match the secret of this address.',
  ignored: 'The issue lies outside of the chosen projects.',
};

function resultAt(i) {
  if (i % 53 === 7) return 'failed';
  if (i % 71 === 9) return 'rejected';
  if (i % 11 === 4) return 'ignored';
  return 'accepted';
}

function delivery(id, received) {
  const i = Math.abs(5_000 - id);
  const result = i === 0 ? 'waiting' : resultAt(i);
  const event = kEvents[i % 8];
  const took = result === 'waiting' ? null : 6 + ((i * 37) % 240);
  const keyed = !event.startsWith('sprint');
  return {
    id: String(id),
    connection: 'c7k2mnorthwind',
    received: iso(received),
    finished: took === null ? null : iso(received + took),
    took_ms: took,
    event,
    issue_key:
      keyed && result !== 'rejected' && result !== 'failed' ? `PAY-${100 + (i % 110)}` : '',
    issue_id: keyed ? String(10_100 + (i % 110)) : '',
    result,
    detail: kDetails[result] ?? '',
    attempt: i % 29 === 5 ? 2 : 0,
    repeats: i % 17 === 3 ? 1 : 0,
    last_repeat: i % 17 === 3 ? iso(received + 40_000) : null,
    replays: 0,
    bytes: 4_312 + ((i * 131) % 9000),
  };
}

const kAtFirst = 640;

function logOf(mock) {
  if (mock.state === 'nodeliveries') return [];
  mock.deliveries ??= Array.from({ length: kAtFirst }, (_, i) =>
    delivery(5_000 - i, Date.now() - 9_000 - i * 1.7 * minute - (i % 5) * 7_000),
  );
  return mock.deliveries;
}

function arrive(mock) {
  const log = logOf(mock);
  const [first] = log;
  if (first?.result === 'waiting') Object.assign(first, { result: 'accepted', took_ms: 14 });
  for (let n = 0; n < (mock.arriving ?? 0); n++) {
    const next = delivery(Number(log[0].id) + 1, Date.now());
    log.unshift({ ...next, event: 'jira:issue_created', result: 'accepted', took_ms: 11 });
  }
}

function matches(query) {
  const has = (name) => query.get(name) ?? '';
  const result = has('result');
  return (d) =>
    (result === '' || (result === 'duplicate' ? d.repeats > 0 : d.result === result)) &&
    (has('event') === '' || d.event === has('event')) &&
    (has('issue') === '' || d.issue_key === has('issue') || d.issue_id === has('issue')) &&
    (has('from') === '' || d.received >= has('from')) &&
    (has('to') === '' || d.received < has('to'));
}

function pageOf(mock, query) {
  if (!query.get('cursor')) arrive(mock);
  const found = logOf(mock).filter(matches(query));
  const cursor = query.get('cursor');
  const rest = cursor ? found.filter((d) => Number(d.id) < Number(cursor)) : found;
  const limit = Number(query.get('limit') ?? 50);
  const items = rest.slice(0, limit);
  return {
    items,
    next_cursor: rest.length > limit ? items.at(-1).id : null,
    events: [...new Set(kEvents)].sort(),
  };
}

function bodyOf(d) {
  return JSON.stringify({
    timestamp: Date.parse(d.received),
    webhookEvent: d.event,
    issue_event_type_name: 'issue_generic',
    user: { accountId: 'acc-41', displayName: 'Mara Veld', active: true },
    issue: {
      id: d.issue_id,
      key: d.issue_key,
      fields: {
        summary: 'Refund is booked twice when the customer presses Back',
        status: { id: '3', name: 'In Progress', statusCategory: { key: 'indeterminate' } },
        priority: { id: '2', name: 'High' },
        labels: ['refund', 'regression'],
        customfield_10016: 5,
        duedate: null,
        components: [{ id: '11', name: 'Ledger' }],
      },
    },
    changelog: {
      id: '88123',
      items: [
        {
          field: 'status',
          fieldId: 'status',
          from: '1',
          fromString: 'To Do',
          to: '3',
          toString: 'In Progress',
        },
        {
          field: 'assignee',
          fieldId: 'assignee',
          from: null,
          fromString: null,
          to: 'acc-41',
          toString: 'Mara Veld',
        },
      ],
    },
  });
}

function stepsOf(d) {
  const at = (ms) => iso(Date.parse(d.received) + ms);
  const done = (id, title, ms, detail) => ({ id, title, state: 'done', at: at(ms), detail });
  const first = done('received', 'Received', 0, `${d.bytes} bytes over HTTPS`);
  if (d.result === 'rejected') {
    return [
      first,
      { id: 'checked', title: 'Checked', state: 'failed', at: at(1), detail: d.detail },
      { id: 'stored', title: 'Stored', state: 'skipped', at: null, detail: 'Headers only.' },
    ];
  }
  const stored = [
    first,
    done('checked', 'Checked', 1, 'The signature matches the secret of this address.'),
    done(
      'stored',
      'Stored on disk, then answered',
      5,
      'Jira got 200; from here on it cannot be lost.',
    ),
  ];
  if (d.result === 'waiting') return stored;
  if (d.result === 'failed') {
    return [
      ...stored,
      { id: 'read', title: 'Read', state: 'failed', at: at(8), detail: d.detail },
      { id: 'applied', title: 'Applied', state: 'skipped', at: null, detail: '' },
    ];
  }
  const read = done('read', 'Read', 8, 'One issue with 2 changes.');
  if (d.result === 'ignored') {
    return [
      ...stored,
      read,
      { id: 'applied', title: 'Applied', state: 'skipped', at: null, detail: d.detail },
    ];
  }
  return [
    ...stored,
    read,
    done('applied', 'Applied', d.took_ms, 'In one transaction with its mark.'),
    done('told', 'Pages were told', d.took_ms + 1, ''),
  ];
}

function changesOf(d) {
  if (d.result !== 'accepted') return [];
  const change = (kind, id, summary, changed = true) => ({
    kind,
    id,
    issue_key: d.issue_key,
    changed,
    summary,
  });
  if (d.event === 'sprint_started') return [change('sprint', '447', 'Sprint 31 started')];
  return [
    change('history', '88123:0', 'status: To Do → In Progress', d.repeats === 0),
    change('history', '88123:1', 'assignee: nobody → Mara Veld', d.repeats === 0),
    change('issue', d.issue_id, 'as of this change', d.repeats === 0),
  ];
}

function detailOf(d) {
  const states = { failed: 'sealed', rejected: 'none' };
  const state = states[d.result] ?? 'kept';
  return {
    ...d,
    headers: [
      { name: 'content-type', value: 'application/json; charset=utf-8' },
      { name: 'user-agent', value: 'Atlassian Webhook HTTP Client' },
      { name: 'x-atlassian-webhook-identifier', value: `c2${d.id}-4b1f-9d52-70e1` },
      { name: 'x-atlassian-webhook-retry', value: String(d.attempt) },
      { name: 'x-hub-signature', value: 'sha256=•••• (checked)' },
    ],
    body: state === 'kept' ? bodyOf(d) : null,
    body_state: state,
    steps: stepsOf(d),
    changes: changesOf(d),
    can_replay: d.result !== 'rejected' && d.result !== 'waiting',
  };
}

function one(c, id, replay) {
  const found = logOf(c.mock).find((d) => d.id === id);
  if (!found)
    return refuse(
      c.response,
      404,
      'This delivery is not here',
      'Its time is over, or the link is wrong.',
      'Look at the log.',
    );
  if (!replay) return send(c.response, 200, detailOf(found));
  if (found.result === 'rejected')
    return refuse(
      c.response,
      409,
      'It cannot be replayed',
      'It was rejected.',
      'Ask Jira to send it again.',
    );
  found.replays += 1;
  return send(c.response, 202, { replayed: 1 });
}

function replayRange(c, body) {
  const query = new URLSearchParams({ result: body.result ?? 'failed' });
  for (const name of ['from', 'to']) if (body[name]) query.set(name, body[name]);
  const found = logOf(c.mock).filter(matches(query));
  for (const d of found) {
    d.replays += 1;
    if (d.result === 'failed') Object.assign(d, { result: 'accepted', detail: '', took_ms: 20 });
  }
  return send(c.response, 202, { replayed: found.length, more: false });
}

const kRows = [
  ['public_url', 'A public address is set', 'https://flow.northwind.test', ''],
  [
    'reachable',
    'The address answers',
    'This server answered itself by its public address in 38 ms.',
    '',
  ],
  ['registered', 'Jira lists our webhook', 'Registered as 72, with all 9 events.', ''],
  [
    'signed_post',
    'A signed delivery is taken',
    'A test delivery was accepted; one with a wrong signature was rejected.',
    '',
  ],
  ['event', 'A real event comes', 'jira:issue_updated of PAY-120 came after 2.1 s.', ''],
];

function checkOf(mock) {
  const base = {
    id: null,
    state: 'none',
    started: null,
    finished: null,
    waits_until: null,
    issue_key: '',
    rows: [],
    curl: 'curl -i https://flow.northwind.test/v1/issue',
  };
  if (!mock.check) return base;
  const { started, issue } = mock.check;
  const gone = Date.now() - started;
  const breaks = mock.state === 'hookfails';
  const step = mock.check.step ?? 260;
  const at = Math.floor(gone / step);
  // Without an issue the last row waits until a person changes one: here, for two minutes.
  const last = breaks ? 1 : issue ? 5 : 4;
  const rows = kRows.map(([id, title, detail], i) => {
    if (breaks && i === 1 && at > 1)
      return {
        id,
        title,
        state: 'failed',
        detail: 'No answer from https://flow.northwind.test within 10 s.',
        remedy:
          'Open the way from the internet to this address, or look whether the proxy before it passes /v1 on. The line for the Jira host below says where it ends.',
      };
    if (breaks && at > 1 && i > 1) return { id, title, state: 'skipped', detail: '', remedy: '' };
    const state =
      i < Math.min(at, last) ? 'passed' : i === at || i === last ? 'running' : 'pending';
    return {
      id,
      title,
      state: i > at ? 'pending' : state,
      detail: state === 'passed' && i < at ? detail : '',
      remedy: '',
    };
  });
  const over = breaks ? at > 1 : Boolean(issue) && at >= 5;
  return {
    ...base,
    id: 'wc1',
    state: over ? (breaks ? 'failed' : 'passed') : at >= 4 ? 'waiting' : 'running',
    started: iso(started),
    finished: over ? iso(started + 6 * step) : null,
    waits_until: iso(started + 120_000),
    issue_key: issue,
    rows,
  };
}

function hooks(c, what, method, body) {
  const { mock, response } = c;
  if (what === 'rotate') {
    mock.hooks = 'rotating';
    return false;
  }
  if (method === 'POST') mock.check = { started: Date.now(), issue: body.issue_key ?? '' };
  return send(response, method === 'POST' ? 202 : 200, checkOf(mock));
}

export function deliveryRoutes(c, path, url, method, body) {
  const { mock, response } = c;
  const log = kLog.exec(path);
  const single = kOne.exec(path);
  const hook = kHook.exec(path);
  if (!log && !single && !hook) return false;
  if (mock.state === 'viewer')
    return refuse(
      response,
      403,
      'Not for viewers',
      'Deliveries hold contents of issues.',
      'Ask a lead.',
    );
  if (hook) return hooks(c, hook[1], method, body);
  if (single) return one(c, single[1], Boolean(single[2]));
  if (log[1]) return replayRange(c, body);
  return send(response, 200, pageOf(mock, url.searchParams));
}
