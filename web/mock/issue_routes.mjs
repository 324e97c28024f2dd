// The issue list and the issue pages of the made-up organisation. State `huge` has 100,000 issues.
import { detailOf, epicDetail, rowOf } from './issue_world.mjs';
import { projects } from './world.mjs';

const kConnection = 'c7k2mnorthwind';
const kHuge = 100_000;
const noIssues = (state) => ['fresh', 'signedout', 'empty'].includes(state);

let huge = null;

/** The rows of the list; a hundred thousand are the same few with keys of their own. */
function rowsOf(world, state) {
  const rows = () => world.issues.map((i) => rowOf(i, kConnection));
  if (state !== 'huge') return rows();
  if (!huge) {
    const base = rows();
    huge = Array.from({ length: kHuge }, (_, i) => {
      const row = base[i % base.length];
      return { ...row, id: String(100_000 + i), key: `${row.project.key}-${1000 + i}` };
    });
  }
  return huge;
}

function matcher(query) {
  const text = (query.get('q') ?? '').toLowerCase();
  const has = (name, value) => {
    const wanted = query.getAll(name);
    return wanted.length === 0 || wanted.includes(value);
  };
  const any = (name, values) => {
    const wanted = query.getAll(name);
    return wanted.length === 0 || wanted.some((w) => values.includes(w));
  };
  return (row) =>
    has('project', row.project.key) &&
    has('status_category', row.status.category) &&
    has('status', row.status.name) &&
    has('stage', row.stage) &&
    has('type', row.type.name) &&
    has('category', row.category) &&
    has('priority', row.priority?.name) &&
    any('label', row.labels) &&
    has('epic', row.epic?.key) &&
    has('assignee', row.assignee ? `${kConnection}:${row.assignee.id}` : 'none') &&
    `${row.key} ${row.summary}`.toLowerCase().includes(text);
}

const kOrder = {
  updated: (r) => r.updated,
  created: (r) => r.created,
  key: (r) => r.key.replace(/\d+/, (d) => d.padStart(7, '0')),
  age: (r) => r.age_seconds,
  cycle: (r) => r.cycle_seconds,
  priority: (r) => ['Highest', 'High', 'Medium', 'Low', 'Lowest'].indexOf(r.priority?.name),
};

/** Unknown values come last in both directions, as in the server. */
function sorted(rows, sort) {
  const by = kOrder[sort.replace('-', '')] ?? kOrder.updated;
  const sign = sort.startsWith('-') ? -1 : 1;
  return rows
    .map((row) => [by(row), row])
    .sort(([a], [b]) => {
      if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
      return (a < b ? -1 : a > b ? 1 : 0) * sign;
    })
    .map(([, row]) => row);
}

function json(response, status, body) {
  response.writeHead(status, {
    'content-type': status >= 400 ? 'application/problem+json' : 'application/json',
  });
  response.end(JSON.stringify(body));
  return true;
}

function list(c, url) {
  const { mock, world, response } = c;
  const query = url.searchParams;
  if (mock.state === 'listfails') {
    return json(response, 503, {
      type: 'urn:throughline:503',
      title: 'The database cannot be reached',
      status: 503,
      detail: 'Nothing was read or changed. Data on disk is safe.',
      id: 'TL-4F2A',
      remedy: 'Look at the disk and the database, then retry.',
    });
  }
  const all = noIssues(mock.state) ? [] : rowsOf(world, mock.state);
  const found = sorted(all.filter(matcher(query)), query.get('sort') ?? '-updated');
  if (query.get('format') === 'csv') {
    response.writeHead(200, {
      'content-type': 'text/csv',
      'content-disposition': 'attachment; filename="issues.csv"',
    });
    const lines = found.map((r) => `${r.key},"${r.summary}",${r.status.name}`);
    response.end(['key,summary,status', ...lines].join('\n'));
    return true;
  }
  const at = Number(query.get('cursor') ?? 0);
  const next = at + Number(query.get('limit') ?? 50);
  return json(response, 200, {
    items: found.slice(at, next),
    total: found.length,
    next_cursor: next < found.length ? String(next) : null,
  });
}

function projectList(c) {
  const items = noIssues(c.mock.state)
    ? []
    : projects.map((p) => ({
        ...p,
        connection: kConnection,
        issues: c.world.issues.filter((i) => i.project === p).length,
      }));
  return json(c.response, 200, { items });
}

export function issueRoutes(c, path, url) {
  if (path === '/projects') return projectList(c);
  if (path === '/issues') return list(c, url);
  if (!path.startsWith('/issues/')) return false;
  const key = decodeURIComponent(path.split('/')[2] ?? '');
  const issue = c.world.issues.find((i) => i.key === key);
  if (issue) {
    return json(c.response, 200, detailOf(issue, kConnection, c.world.issues, Date.now()));
  }
  const epic = epicDetail(key, c.world.issues, Date.now());
  if (epic) return json(c.response, 200, epic);
  return json(c.response, 404, {
    type: 'urn:throughline:404',
    title: 'No such issue',
    status: 404,
    id: 'TL-4F2A',
    detail: `${key} has not arrived here. It may lie outside the chosen projects, or not exist.`,
    remedy: 'Check the key, or the projects of the connection.',
  });
}
