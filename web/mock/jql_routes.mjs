// Queries of the made-up organisation. States: `two` has a second instance that does not know
// sprints, `jqldown` answers no query, `jqlmany` has a hundred thousand issues, `nosaved` no query.
import { completions, kFields, kLanguage, problemOf } from './jql_language.mjs';
import { clausesOf, columnKey, evaluate, itemsOf, judge, kSecond } from './jql_world.mjs';

const kHome = 'c7k2mnorthwind';
const kMany = 100_000;
const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

function send(response, status, body, type) {
  response.writeHead(status, {
    'content-type': type ?? (status >= 400 ? 'application/problem+json' : 'application/json'),
  });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
  return true;
}

function refuse(c, status, title, detail, remedy, more = {}) {
  const type = `urn:throughline:${status}`;
  return send(c.response, status, { type, title, status, detail, remedy, id: 'TL-4F2A', ...more });
}

const instancesOf = (c) => [
  { id: kHome, name: 'northwind' },
  ...(c.mock.state === 'two' ? [{ id: kSecond, name: 'Dockside works' }] : []),
];

function warningsOf(id, jql) {
  const at = /\bsprint\b/i.exec(jql);
  if (id !== kSecond || !at) return [];
  const message = 'Field “Sprint” is unknown here.';
  return [{ message, from: at.index, to: at.index + at[0].length }];
}

const timeOf = (jql) =>
  /now\(\)|-\d+[dhw]/.test(jql) ? 'minute' : /Of(Day|Week|Month)/.test(jql) ? 'day' : 'none';

function undecidedNotices(jql) {
  return clausesOf(jql)
    .filter((clause) => /^comment\s*~/i.test(clause.text))
    .map(({ from, to }) => ({ message: 'Comment texts are not stored.', from, to }));
}

function validate(c, body) {
  const { jql, position } = body;
  const problem = problemOf(jql);
  const asked = instancesOf(c).filter(
    (each) => !body.instances || body.instances.includes(each.id),
  );
  return send(c.response, 200, {
    ok: problem === null,
    ...(problem ? { problem } : { text: jql }),
    instances: asked.map((each) => ({
      ...each,
      warnings: warningsOf(each.id, jql),
      undecided: undecidedNotices(jql),
    })),
    time: timeOf(jql),
    follows_catalogue: /openSprints/.test(jql),
    follows_user: /currentUser/.test(jql),
    notes: [],
    ...(position !== undefined && { completions: completions(jql, position) }),
  });
}

let many = null;

/** A hundred thousand are the same few with keys of their own. */
function allItems(c) {
  const items = itemsOf(c, c.mock.state === 'two');
  if (c.mock.state !== 'jqlmany') return items;
  many ??= Array.from({ length: kMany }, (_, i) => {
    const item = items[i % items.length];
    return { ...item, id: String(200_000 + i), key: `${item.key.split('-')[0]}-${1000 + i}` };
  });
  return many;
}

function run(c, body) {
  const asked = body.instances ?? instancesOf(c).map((each) => each.id);
  const items = allItems(c).filter((item) => asked.includes(item.instance));
  const found = evaluate(items, body.jql);
  const open = (id) => found.undecided.filter((item) => item.instance === id).length;
  const instances = instancesOf(c)
    .filter((each) => asked.includes(each.id))
    .map((each) => ({
      ...each,
      issues: items.filter((item) => item.instance === each.id).length,
      matched: warningsOf(each.id, body.jql).length
        ? 0
        : found.matched.filter((item) => item.instance === each.id).length,
      undecided: open(each.id),
      clauses: undecidedNotices(body.jql)
        .filter(() => open(each.id) > 0)
        .map(({ from, to }) => ({
          from,
          to,
          text: body.jql.slice(from, to),
          why: 'comment texts are not stored',
          issues: open(each.id),
        })),
      warnings: warningsOf(each.id, body.jql),
    }));
  const matched = found.matched.filter((item) => warningsOf(item.instance, body.jql).length === 0);
  return { matched, undecided: found.undecided.length, instances, time: timeOf(body.jql) };
}

const kTitles = {
  issuetype: 'Type',
  statuscategory: 'Status category',
  cycletime: 'Cycle time',
  leadtime: 'Lead time',
  workcategory: 'Counts as',
  timespent: 'Time spent',
  'story points': 'Story Points',
};

function columnOf(name) {
  const key = columnKey(name);
  const [plain, argument] = key.split(/[[\]]/);
  const field = kFields.find((each) => each.name.toLowerCase() === plain);
  const title = argument
    ? `Time in ${name.split(/[[\]]/)[1]}`
    : (kTitles[key] ?? name.charAt(0).toUpperCase() + name.slice(1));
  return { name, title, kind: field?.kind ?? 'name' };
}

const kFirst = ['type', 'status', 'priority', 'assignee', 'updated', 'cycleTime'];

function csv(c, body, found) {
  if (found.undecided > 0 && !body.accept_undecided) {
    return refuse(
      c,
      409,
      'Not decided for every issue',
      'Some could not be decided.',
      'Accept it.',
      {
        instances: found.instances.map(({ id, name, undecided, clauses }) => ({
          id,
          name,
          undecided,
          clauses,
        })),
      },
    );
  }
  const lines = found.matched.map((item) => `${item.key},"${item.summary}"`);
  return send(c.response, 200, ['key,summary', ...lines].join('\n'), 'text/csv');
}

function search(c, body) {
  const problem = problemOf(body.jql);
  if (problem) {
    return refuse(c, 400, 'The query is wrong', problem.message, problem.remedy, { jql: problem });
  }
  const found = run(c, body);
  if (body.format === 'csv') return csv(c, body, found);
  const columns = (body.columns ?? kFirst).map(columnOf);
  const at = Number(body.cursor ?? 0);
  const next = at + (body.limit ?? 100);
  return send(c.response, 200, {
    columns,
    items: found.matched.slice(at, next).map(({ id, key, instance, summary, values }) => ({
      ...{ id, key, instance, summary },
      cells: columns.map((column) => values[columnKey(column.name)] ?? null),
    })),
    ...(next < found.matched.length && { next: String(next) }),
    total: found.matched.length,
    undecided: found.undecided,
    instances: found.instances,
    notes: [],
    time: found.time,
    text: body.jql,
    data_to: iso(Math.floor(Date.now() / 60_000) * 60_000),
    position: 4711,
    took_ms: 6.4,
  });
}

function groupsOf(items, key) {
  const counts = new Map();
  for (const item of items) {
    const cell = item.values[key] ?? null;
    for (const value of Array.isArray(cell) ? cell : [cell]) {
      const id = JSON.stringify(value === null ? null : (value.name ?? value));
      const known = counts.get(id) ?? { value, issues: 0 };
      counts.set(id, { ...known, issues: known.issues + 1 });
    }
  }
  return [...counts.values()].sort((a, b) => b.issues - a.issues);
}

function binsOf(values, ofDates) {
  if (values.length === 0) return [];
  const low = ofDates ? Math.min(...values) : 0;
  const width = Math.max(1, Math.ceil((Math.max(...values) - low) / 20));
  const edge = (i) => (ofDates ? iso(low + i * width) : low + i * width);
  return Array.from({ length: 20 }, (_, i) => ({
    from: edge(i),
    to: edge(i + 1),
    issues: values.filter((v) => Math.min(19, Math.floor((v - low) / width)) === i).length,
  }));
}

function summary(c, body) {
  const found = run(c, body);
  const column = columnOf(body.group_by ?? body.histogram);
  const key = columnKey(column.name);
  const { instances, time, undecided } = found;
  const common = { column, total: found.matched.length, undecided, instances, time };
  if (body.group_by) {
    const groups = groupsOf(found.matched, key);
    return send(c.response, 200, {
      ...common,
      kind: 'groups',
      groups: groups.slice(0, 100),
      other: 0,
    });
  }
  const dates = ['instant', 'day'].includes(column.kind);
  const known = found.matched
    .map((item) => item.values[key])
    .filter((v) => v !== null && v !== undefined);
  const values = known.map((v) => (dates ? Date.parse(v) : v)).sort((a, b) => a - b);
  const at = (p) => {
    const value = values[Math.max(0, Math.ceil(p * values.length) - 1)] ?? null;
    return value !== null && dates ? iso(value) : value;
  };
  const empty = found.matched.length - values.length;
  return send(c.response, 200, {
    ...{ ...common, kind: 'histogram', empty, p50: at(0.5), p85: at(0.85) },
    bins: binsOf(values, dates),
  });
}

function explain(c, body) {
  const items = itemsOf(c, c.mock.state === 'two');
  const item = items.find((each) => each.key === body.issue);
  if (body.issue === 'PAY-7' && !body.instance) {
    return refuse(c, 409, 'Several instances have PAY-7', 'Say which one.', 'Name it.', {
      instances: [
        { id: kHome, name: 'northwind' },
        { id: kSecond, name: 'Dockside works' },
      ],
    });
  }
  if (!item) {
    return refuse(
      c,
      404,
      'No such issue',
      `${body.issue} has not arrived here. It may lie outside the chosen projects, or not exist.`,
      'Check the key, or the projects of the connection.',
    );
  }
  const tests = clausesOf(body.jql).map((clause) => ({
    ...{ kind: 'test', ...clause, ...judge(clause, item), children: [] },
  }));
  const fails = tests.filter((each) => each.answer === 'no');
  const open = tests.filter((each) => each.answer === 'undecided');
  const answer = fails.length ? 'no' : open.length ? 'undecided' : 'matches';
  const children = tests.map((each) => ({ ...each, decides: each.answer === answer }));
  const { key, instance, id, summary: words } = item;
  const place = { from: 0, to: body.jql.length, text: body.jql };
  const kind = tests.length === 0 ? 'all' : 'and';
  return send(c.response, 200, {
    issue: { key, instance, id, summary: words },
    answer,
    warnings: [],
    tree: { kind, answer, decides: true, ...place, children },
  });
}

function askJira(c, body) {
  const found = run(c, { jql: body.jql, instances: [body.instance] });
  const here = found.matched.length;
  const reply = /cycleTime|stage|timeInStatus/.test(body.jql)
    ? { count: null, problem: { message: "Field 'cycleTime' does not exist.", line: 1, column: 1 } }
    : { count: here + (here % 7 === 0 ? 3 : 0), approximate: false };
  setTimeout(() => send(c.response, 200, { ...reply, here, undecided: found.undecided }), 150);
  return true;
}

function saved(c) {
  const one = (view, name, jql, more) => ({
    ...{ view, name, jql, left: 0, evaluated: iso(Date.now() - 95_000), time: 'none' },
    ...more,
  });
  const items = [
    one('vq1', 'Stuck in review', 'timeInStatus["In Review"] > 3d AND statusCategory != Done', {
      ...{ total: 17, undecided: 0, left: 3, time: 'minute' },
    }),
    one('vq2', 'Unassigned and urgent', 'assignee IS EMPTY AND priority in (High, Highest)', {
      ...{ total: 42, undecided: 0 },
    }),
    one('vq3', 'Mentions the auditor', 'comment ~ auditor', { total: 0, undecided: 12 }),
    one('vq4', 'Old sprint field', '"stroy points" > 3', {
      problem: problemOf('"stroy points" > 3'),
    }),
  ];
  const none = ['nosaved', 'noviews', 'empty'].includes(c.mock.state);
  return send(c.response, 200, { items: none ? [] : items });
}

const kPosts = { validate, search, summary, explain, 'ask-jira': askJira };

export function jqlRoutes(c, path, method, body) {
  if (!path.startsWith('/jql/')) return false;
  const what = path.slice(5);
  if (c.mock.state === 'jqldown' && what !== 'language') {
    return refuse(
      c,
      503,
      'Histories are still being read',
      'Queries are answered from memory, which fills after a start.',
      'Retry in a minute.',
    );
  }
  if (what === 'language') return send(c.response, 200, kLanguage);
  if (what === 'saved') return saved(c);
  if (method !== 'POST' || !kPosts[what]) return false;
  return kPosts[what](c, body);
}
