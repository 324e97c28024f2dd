// What the question bar, saved views and Home ask: values of filters, views, stored links, the
// overview. Answers true when it has answered.
import { rowOf } from './issue_world.mjs';
import { cycleOf, cycleTime, projects } from './world.mjs';

const day = 86_400_000;
const kConnection = 'c7k2mnorthwind';
const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
const civil = (ms) => iso(ms).slice(0, 10);

export function send(response, status, body, headers = {}) {
  response.writeHead(status, {
    'content-type': status >= 400 ? 'application/problem+json' : 'application/json',
    ...headers,
  });
  response.end(body === undefined ? undefined : JSON.stringify(body));
  return true;
}

export function refuse(response, status, title, detail) {
  return send(response, status, {
    type: `urn:throughline:${status}`,
    title,
    status,
    detail,
    id: 'TL-51C0',
    remedy: 'Look again.',
  });
}

export const isEmpty = (state) => ['fresh', 'signedout', 'empty'].includes(state);

const kMoreProjects = [
  'Logistics',
  'Mobile apps',
  'Data platform',
  'Research',
  'Support tools',
  'Identity',
].flatMap((name, i) =>
  Array.from({ length: 60 }, (_, n) => ({
    value: `${name.slice(0, 2).toUpperCase()}${n + 1}`,
    label: `${name.slice(0, 2).toUpperCase()}${n + 1}`,
    note: `${name} ${n + 1}`,
    count: Math.max(1, 90 - i * 11 - n),
  })),
);

/** How often each value of a field occurs, most frequent first. */
function countBy(rows, valuesOf) {
  const found = new Map();
  for (const row of rows) {
    for (const item of valuesOf(row)) {
      const old = found.get(item.value) ?? { note: '', ...item, count: 0 };
      found.set(item.value, { ...old, count: old.count + 1 });
    }
  }
  return [...found.values()].sort((a, b) => b.count - a.count || a.label.localeCompare(b.label));
}

const plain = (value) => [{ value, label: value }];
const kValues = {
  type: (row) => plain(row.type.name),
  priority: (row) => plain(row.priority.name),
  label: (row) => (row.labels ?? []).flatMap(plain),
  component: (row) => plain(['Ledger', 'Checkout', 'Search'][Number(row.id) % 3]),
  epic: (row) =>
    row.epic ? [{ value: row.epic.key, label: row.epic.key, note: row.epic.summary }] : [],
  sprint: (row) =>
    row.sprint
      ? [
          {
            value: `${kConnection}:${row.sprint.split(' ')[1]}`,
            label: row.sprint,
            note: 'northwind',
          },
        ]
      : [],
  status: (row) => [{ value: row.status.name, label: row.status.name }],
  assignee: (row) =>
    row.assignee
      ? [{ value: `${kConnection}:${row.assignee.id}`, label: row.assignee.name }]
      : [{ value: 'none', label: 'Nobody' }],
};

function facets(c, url) {
  const field = url.searchParams.get('field');
  const q = (url.searchParams.get('q') ?? '').toLowerCase();
  const chosen = url.searchParams.getAll('project');
  const rows = (isEmpty(c.mock.state) ? [] : c.world.issues)
    .map((issue) => rowOf(issue, kConnection))
    .filter((row) => chosen.length === 0 || chosen.includes(row.project.key));
  const all =
    field === 'project'
      ? [
          ...countBy(rows, (row) => [
            { value: row.project.key, label: row.project.key, note: row.project.name },
          ]),
          ...(rows.length > 0 ? kMoreProjects : []),
        ]
      : countBy(rows, kValues[field] ?? (() => []));
  const found = all.filter((each) =>
    `${each.value} ${each.label} ${each.note}`.toLowerCase().includes(q),
  );
  return send(c.response, 200, { items: found.slice(0, 50), total: found.length });
}

const kStuck =
  '?jql=timeInStatus%5B%22In+Review%22%5D+%3E+3d+AND+statusCategory+!%3D+Done&columns=status,assignee';

function firstViews(now) {
  const view = (id, name, page, search, more = {}) => ({
    id,
    name,
    page,
    search,
    visibility: 'private',
    starred: false,
    is_default: false,
    mine: true,
    may_change: true,
    owner_name: 'Ilse Okafor',
    version: 1,
    updated: iso(now - 3 * day),
    ...more,
  });
  return [
    view('v1', 'Payments bugs', 'flow', '?v=1&range=12w&project=PAY&type=Bug', { starred: true }),
    view('v2', 'Quarter close', 'flow', '?v=1&range=26w&epic=PAY-17&unit=working', {
      starred: true,
      visibility: 'tenant',
    }),
    view('v3', 'Whole shop, half a year', 'flow', '?v=1&range=26w&project=PAY,WEB', {
      mine: false,
      may_change: false,
      owner_name: 'Jun Castell',
      visibility: 'tenant',
    }),
    view('v4', 'Open incidents', 'issues', '?v=1&category=incident', { starred: true }),
    view('vq1', 'Stuck in review', 'jql', kStuck),
  ];
}

const kView = /^\/views(?:\/([^/]+)(?:\/(star|default))?)?$/;

function patchView(c, view, body) {
  if (body.name === 'taken') return refuse(c.response, 412, 'Somebody changed it', 'It is newer.');
  Object.assign(view, body, { version: view.version + 1, updated: iso(Date.now()) });
  return send(c.response, 200, view);
}

function mark(c, views, view, what, on) {
  if (what === 'star') view.starred = on;
  else {
    for (const each of views) if (each.page === view.page) each.is_default = false;
    view.is_default = on;
  }
  return send(c.response, 204);
}

function views(c, url, method, body, match) {
  const state = (c.mock.views ??= firstViews(Date.now()));
  const [, id, what] = match;
  if (id === undefined && method === 'GET') {
    const items = ['empty', 'noviews'].includes(c.mock.state) ? [] : state;
    return send(c.response, 200, { items });
  }
  if (id === undefined) {
    const view = {
      ...firstViews(Date.now())[0],
      starred: false,
      search: '',
      visibility: 'private',
      ...body,
      id: `v${state.length + 10}`,
    };
    state.push(view);
    return send(c.response, 201, view);
  }
  const view = state.find((each) => each.id === id);
  if (!view) return refuse(c.response, 404, 'No such view', 'It was deleted.');
  if (what) return mark(c, state, view, what, method === 'PUT');
  if (method === 'PATCH') return patchView(c, view, body);
  if (method === 'DELETE') {
    state.splice(state.indexOf(view), 1);
    return send(c.response, 204);
  }
  return send(c.response, 200, view);
}

function links(c, path, method, body) {
  const kept = (c.mock.links ??= new Map());
  if (method === 'POST') {
    const id = `k${kept.size + 1}`;
    kept.set(id, { id, ...body });
    return send(c.response, 200, kept.get(id));
  }
  const found = kept.get(path.split('/')[2]);
  return found
    ? send(c.response, 200, found)
    : refuse(c.response, 404, 'No such link', 'Nothing is stored under this id.');
}

/** The members that every number carries. */
export function aboutOf(c, url, definition) {
  const empty = isEmpty(c.mock.state);
  const base = cycleTime(c.world, url.searchParams, kConnection, empty);
  return {
    definition: { id: 'flow.overview', version: 1, formula: '', ...definition },
    unit: url.searchParams.get('unit') ?? 'calendar',
    statistic: base.statistic,
    window: { ...base.window, week_start: 'monday' },
    population: base.population,
    filters: projects
      .filter((p) => url.searchParams.getAll('project').includes(p.key))
      .map((p) => `project ${p.key}`),
    start_rule: 'first',
    n: base.n,
    considered: base.considered,
    exclusions: base.exclusions.map((each) => ({ ...each, finding: each.code === 'no_start' })),
    configuration_version: 3,
    configurations: [{ connection: kConnection, version: 3 }],
    calendar_version: 1,
    seconds_per_working_day: 28_800,
    as_of: base.as_of,
    data_to: base.data_to,
    complete_back_to: base.complete_back_to,
    feed_position: base.feed_position,
    computed_in_us: 1840,
    notes: [],
    unmapped_statuses: [],
  };
}

function agingItems(c) {
  const now = Date.now();
  return c.world.issues
    .map((issue) => ({ issue, cycle: cycleOf(issue, now) }))
    .filter((each) => each.cycle.age !== null)
    .sort((a, b) => b.cycle.age - a.cycle.age)
    .map(({ issue, cycle }, i) => {
      const row = rowOf(issue, kConnection);
      return {
        ...briefOf(row),
        age_seconds: cycle.age,
        started: iso(cycle.start),
        stage_seconds: Math.round((now - issue.stays.at(-1).from) / 1000),
        band: i < 3 ? 4 : i < 5 ? 3 : 2,
        rank_percent: Math.max(40, 99 - i * 2.5),
        flagged: row.flagged,
        blocked: issue.stays.at(-1).name === 'blocked',
      };
    });
}

export function briefOf(row) {
  return {
    connection: row.connection,
    id: row.id,
    key: row.key,
    summary: row.summary,
    type: row.type.name,
    category: row.category,
    project: row.project.key,
    status: row.status,
    stage: row.stage,
    assignee: row.assignee?.name ?? null,
  };
}

function overview(c, url) {
  const empty = isEmpty(c.mock.state) || c.mock.state === 'nodata';
  const query = new URLSearchParams(url.searchParams);
  const answer = cycleTime(c.world, query, kConnection, empty);
  const to = Date.parse(answer.window.to);
  const length = to - Date.parse(answer.window.from);
  const earlier = new URLSearchParams({
    from: civil(Date.parse(answer.window.from) - length),
    to: civil(Date.parse(answer.window.from) - day),
  });
  const before = cycleTime(c.world, earlier, kConnection, empty);
  const p85 = (each) => each.percentiles.find((p) => p.p === 85);
  const weekly = (value) =>
    Array.from({ length: 12 }, (_, i) => {
      const start = to - (12 - i) * 7 * day;
      return value(
        answer.points.filter((p) => {
          const at = Date.parse(p.finished);
          return at >= start && at < start + 7 * day;
        }),
        i,
      );
    });
  const few = c.mock.state === 'few';
  const tile = (id, title, value_kind, unit, more) => ({
    id,
    title,
    value: null,
    value_kind,
    unit,
    n: answer.n,
    previous: null,
    previous_n: before.n,
    note: '',
    spark: [],
    spark_from: civil(to - 84 * day),
    href: '/flow?v=1',
    ...more,
  });
  const oldest = empty ? [] : agingItems(c);
  const late = oldest.filter((each) => each.band > 2).length;
  return send(c.response, 200, {
    ...aboutOf(c, url, { title: 'Overview', text: '' }),
    tiles: [
      tile('cycle_p85', 'Cycle time p85', 'seconds', 'calendar', {
        value: few ? null : p85(answer).seconds,
        note: few ? 'too few (n 12)' : p85(answer).note,
        n: few ? 12 : answer.n,
        previous: p85(before).seconds,
        spark: weekly((list) => {
          const s = list.map((p) => p.seconds).sort((a, b) => a - b);
          return s.length < 3 ? null : s[Math.ceil(s.length * 0.85) - 1];
        }),
        href: '/flow?v=1&range=12w&show=cycle-time',
      }),
      tile('throughput', 'Finished', 'count', 'items', {
        value: answer.n,
        previous: before.n,
        spark: weekly((list) => list.length),
        href: '/flow?v=1&range=12w&show=throughput',
      }),
      tile('wip_over_p85', 'In progress, older than p85', 'count', 'items', {
        value: empty ? null : late,
        n: oldest.length,
        previous: empty ? null : late + 2,
        previous_n: oldest.length + 4,
        note: empty ? 'nothing is in progress' : '',
        spark: weekly((_, i) => late + [4, 3, 5, 4, 4, 2, 3, 3, 2, 1, 1, 0][i]),
        href: '/flow?v=1&range=12w&show=aging',
      }),
      tile('efficiency', 'Flow efficiency', 'ratio', '', {
        value: empty ? null : 0.342,
        previous: empty ? null : 0.317,
        note: empty ? 'too few (n 0)' : '',
        spark: weekly((_, i) => 0.29 + [0, 2, 1, 3, 4, 2, 3, 5, 4, 5, 6, 5][i] / 100),
        href: '/flow?v=1&range=12w&show=efficiency',
      }),
    ],
    oldest: oldest.slice(0, 5),
  });
}

export function scopeRoutes(c, path, url, method, body) {
  if (path === '/facets') return facets(c, url);
  const view = kView.exec(path);
  if (view) return views(c, url, method, body, view);
  if (path === '/links' || path.startsWith('/links/')) return links(c, path, method, body);
  if (path === '/metrics/flow/overview') return overview(c, url);
  return false;
}
