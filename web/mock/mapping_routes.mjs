// The mapping of the made-up organisation: GET, PUT with If-Match, versions.
const minute = 60_000;
const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

const type = (
  id,
  name,
  category,
  origin,
  rule,
  issues,
  project = null,
  examples = ['PAY-180', 'PAY-171', 'OPS-44'],
) => ({
  id,
  name,
  project,
  category,
  origin,
  rule,
  issues,
  examples: issues ? examples : [],
});
const medians = { 1: 302400, 2: 158400, 3: 93600, 4: 201600, 5: 61200, 7: 28800 };
const status = (id, name, category, stage, origin, issues_now, more = {}) => ({
  id,
  name,
  project: null,
  category,
  state: { new: 'open', indeterminate: 'in_progress', done: 'closed', undefined: 'open' }[category],
  flagged: false,
  stage,
  origin,
  issues_now,
  median_seconds: medians[id] ?? null,
  ...more,
});

const rule = (query, category, issues, more = {}) => ({
  ...{ query, category, issues, undecided: 0, problem: '' },
  ...more,
});

function fresh() {
  return {
    version: 4,
    saved_at: iso(Date.now() - 9 * 1440 * minute),
    saved_by: 'Ilse Okafor',
    start_line: null,
    finish_line: null,
    types: [
      type('10001', 'Story', 'feature', 'exact', 'Story', 240),
      type('10002', 'Bug', 'bug', 'exact', 'Bug', 131),
      type('10003', 'Task', 'chore', 'exact', 'Task', 188),
      type('10004', 'Production Issue', 'incident', 'exact', 'Production Issue', 9),
      type('10005', 'Epic', 'feature', 'part', 'epic', 26),
      type('10006', 'Tech Debt', 'other', 'none', '', 22),
      type('10007', 'Research Spike', 'discovery', 'part', 'spike', 4),
      type('10008', 'Defect (customer)', 'bug', 'part', 'defect', 17, { id: '10012', key: 'SUP' }),
      type('10009', 'Service Request', 'other', 'none', '', 0, { id: '10012', key: 'SUP' }),
      type('10010', 'Sub-task', 'chore', 'person', '', 61),
    ],
    statuses: [
      status('1', 'Open', 'new', 'queue', 'category', 88),
      status('2', 'Selected for Development', 'new', 'queue', 'category', 31),
      status('3', 'In Progress', 'indeterminate', 'active', 'category', 17),
      status('4', 'Waiting for vendor', 'indeterminate', 'blocked', 'name', 4),
      status('5', 'In Review', 'indeterminate', 'review', 'name', 9),
      status('6', 'In Review', 'indeterminate', 'review', 'name', 2, {
        project: { id: '10012', key: 'SUP' },
      }),
      status('7', 'Ready for release', 'indeterminate', 'queue', 'person', 6),
      status('8', 'Parked', 'undefined', 'queue', 'category', 3, { flagged: true }),
      status('9', 'Done', 'done', 'done', 'category', 412),
      status('10', "Won't do", 'done', 'cancelled', 'name', 51),
    ],
    type_queries: [
      rule('type = Task AND labels = defect', 'bug', 14),
      rule('summary ~ "spike"', 'discovery', 6, { undecided: 2 }),
      rule('labels = tech-debt', 'chore', 23),
    ],
    resolutions: [
      { id: '1', name: 'Done', cancels: false, origin: 'name' },
      { id: '2', name: "Won't Do", cancels: true, origin: 'name' },
      { id: '3', name: 'Duplicate', cancels: true, origin: 'name' },
      { id: '4', name: 'Cannot Reproduce', cancels: true, origin: 'person' },
      { id: '5', name: 'Released', cancels: false, origin: 'name' },
    ],
  };
}

let mapping = fresh();

function send(response, status, body) {
  response.writeHead(status, {
    'content-type': status >= 400 ? 'application/problem+json' : 'application/json',
  });
  response.end(JSON.stringify(body));
  return true;
}

function countedRules(rules) {
  return rules.map(({ query, category }) => rule(query, category, 4 + (query.length % 23)));
}

function apply(body) {
  const set = (rows, values, key) => {
    for (const row of rows) {
      if (!(row.id in (values ?? {}))) continue;
      const value = values[row.id];
      const first = fresh();
      const guess = [...first.types, ...first.statuses, ...first.resolutions].find(
        (r) => r.id === row.id && key in r,
      );
      row[key] = value ?? guess[key];
      row.origin = value === null ? 'category' : 'person';
      if (key === 'stage') row.flagged = value === null && row.category === 'undefined';
      if (key === 'category') row.origin = value === null ? 'none' : 'person';
    }
  };
  set(mapping.types, body.types, 'category');
  set(mapping.statuses, body.statuses, 'stage');
  set(mapping.resolutions, body.resolutions, 'cancels');
  if (body.type_queries) mapping.type_queries = countedRules(body.type_queries);
  if (body.order)
    mapping.statuses.sort((a, b) => body.order.indexOf(a.id) - body.order.indexOf(b.id));
  mapping = {
    ...mapping,
    start_line: 'start_line' in body ? body.start_line : mapping.start_line,
    finish_line: 'finish_line' in body ? body.finish_line : mapping.finish_line,
    version: mapping.version + 1,
    saved_at: iso(Date.now()),
    saved_by: 'Ilse Okafor',
  };
}

function conflict(c) {
  mapping = {
    ...mapping,
    version: mapping.version + 1,
    saved_by: 'Mara Veld',
    saved_at: iso(Date.now() - 2 * minute),
    types: mapping.types.map((t) =>
      t.id === '10005' ? { ...t, category: 'other', origin: 'person' } : t,
    ),
  };
  c.mock.state = 'ready';
  return send(c.response, 412, {
    type: 'urn:throughline:412',
    title: 'Somebody else changed this mapping',
    status: 412,
    id: 'TL-9C01',
    detail: 'Mara Veld changed this mapping 2 min ago.',
    remedy: 'Look at the changes, or overwrite them.',
  });
}

/** The lines and the stages move the numbers; the types alone do not. State `nopreview` fails. */
function preview(c, body) {
  if (c.mock.state === 'nopreview')
    return send(c.response, 503, {
      type: 'urn:throughline:503',
      title: 'Not now',
      status: 503,
      id: 'TL-9C03',
      detail: 'Histories are still arriving.',
      remedy: 'Retry in a minute.',
    });
  const day = 8 * 3600;
  const few = c.mock.state === 'fewpreview';
  const side = (days, n) => ({
    n,
    considered: n + 17,
    finished: n + 9,
    p50_seconds: few ? null : Math.round(days * 0.45 * day),
    p85_seconds: few ? null : Math.round(days * day),
    note: few ? `too few (n ${n})` : '',
  });
  const stages = Object.keys(body.statuses ?? {}).length;
  const lines = ('start_line' in body ? 1 : 0) + ('finish_line' in body ? 1 : 0);
  const steps = stages + lines * 2;
  const answer = {
    window: { from: '2026-08-24', to: '2026-11-21' },
    unit: 'working',
    seconds_per_working_day: day,
    before: side(11.2, few ? 12 : 214),
    after: side(Math.max(1, 11.2 - steps * 0.9), (few ? 12 : 214) + steps * 8),
    moved: {
      started_earlier: 0,
      started_later: lines * 31,
      finished_gained: steps * 8,
      finished_lost: 0,
    },
    type_queries: countedRules(body.type_queries ?? mapping.type_queries),
    category_changes: Object.entries(body.types ?? {}).map(([id, to]) => {
      const row = mapping.types.find((t) => t.id === id);
      return { from: row.category, to: to ?? row.category, issues: row.issues };
    }),
  };
  setTimeout(() => send(c.response, 200, answer), 250);
  return true;
}

const summaries = [
  '2 types, 1 status',
  'start line before In Progress',
  '1 resolution',
  'first look: 4 statuses',
];

export function mappingRoutes(c, path, url, method, body) {
  const match = /^\/connections\/[^/]+\/mapping(\/versions|\/preview)?$/.exec(path);
  if (!match || ['fresh', 'signedout', 'empty'].includes(c.mock.state)) return false;
  if (match[1] === '/preview') return preview(c, body);
  if (match[1]) {
    const items =
      c.mock.state === 'nomapping'
        ? []
        : summaries.map((summary, i) => ({
            version: mapping.version - i,
            summary,
            saved_by: i % 2 ? 'Mara Veld' : 'Ilse Okafor',
            saved_at: iso(Date.now() - (9 + i * 21) * 1440 * minute),
          }));
    return send(c.response, 200, { items });
  }
  if (method === 'GET') {
    if (c.mock.state === 'nomapping')
      return send(c.response, 200, {
        ...fresh(),
        version: 0,
        saved_at: null,
        saved_by: '',
        types: [],
        statuses: [],
        resolutions: [],
        type_queries: [],
      });
    if (c.mock.freshMapping) {
      c.mock.freshMapping = false;
      mapping = fresh();
    }
    return send(c.response, 200, mapping);
  }
  if (c.mock.state === 'conflict') return conflict(c);
  if (c.request.headers['if-match'] !== `"${mapping.version}"`)
    return send(c.response, 412, {
      type: 'urn:throughline:412',
      title: 'Somebody else changed this mapping',
      status: 412,
      id: 'TL-9C02',
      detail: 'It was changed meanwhile.',
      remedy: 'Load it again.',
    });
  apply(body);
  return send(c.response, 200, mapping);
}
