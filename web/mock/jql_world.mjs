// A small reading of queries over the made-up organisation: conditions joined by AND, an order.
// Enough for pictures and walks; the server's own language is tested where it lives.
import { rowOf } from './issue_world.mjs';

const kHome = 'c7k2mnorthwind';
export const kSecond = 'd3dockside';
const hour = 3600;

function cellsOf(row) {
  const n = Number(row.id);
  const done = row.cycle_seconds !== null;
  const inStatus = (share) => Math.round((row.cycle_seconds ?? row.age_seconds ?? 0) * share);
  return {
    project: { id: row.project.id, name: row.project.key },
    issuetype: { id: row.type.id, name: row.type.name },
    status: row.status,
    statuscategory: { id: row.status.category, name: kCategory[row.status.category] },
    priority: row.priority,
    resolution: done ? { id: '1', name: 'Done' } : null,
    assignee: row.assignee,
    reporter: row.assignee,
    labels: row.labels.length > 0 ? row.labels.map((name) => ({ id: name, name })) : null,
    sprint: row.sprint ? [{ id: row.sprint, name: row.sprint }] : null,
    updated: row.updated,
    created: row.created,
    resolved: done ? row.updated : null,
    due: n % 3 === 0 ? `2026-12-${String(1 + (n % 27)).padStart(2, '0')}` : null,
    timespent: n % 4 === 0 ? (n % 9) * hour : null,
    'story points': row.points,
    cycletime: row.cycle_seconds,
    leadtime: done ? Math.round(row.cycle_seconds * 1.6) : null,
    age: row.age_seconds,
    stage: { id: row.stage, name: row.stage },
    workcategory: { id: row.category, name: row.category },
    'timeinstatus[in review]': inStatus(0.31),
    'timeinstatus[in progress]': inStatus(0.44),
    'timeinstatus[blocked]': n % 5 === 0 ? inStatus(0.12) : null,
  };
}

const kCategory = { new: 'To Do', indeterminate: 'In Progress', done: 'Done', undefined: 'To Do' };

/** All issues; with a second instance, every eighth lies there. */
export function itemsOf(c, second) {
  return c.world.issues.map((issue, i) => {
    const row = rowOf(issue, kHome);
    const there = second && i % 8 === 3;
    return {
      id: row.id,
      key: there ? row.key.replace(/^[A-Z]+/, 'DOC') : row.key,
      instance: there ? kSecond : kHome,
      summary: row.summary,
      values: { ...cellsOf(row), key: row.key, summary: row.summary },
    };
  });
}

const kAlias = {
  type: 'issuetype',
  issuekey: 'key',
  category: 'workcategory',
  resolutiondate: 'resolved',
};

export function columnKey(name) {
  const plain = name.replace(/["']/g, '').toLowerCase();
  return kAlias[plain] ?? plain;
}

/** Conditions of a query with their places. */
export function clausesOf(jql) {
  const order = /\border\s+by\b/i.exec(jql);
  const where = order ? jql.slice(0, order.index) : jql;
  const found = [];
  let from = 0;
  for (const part of where.split(/\bAND\b/i)) {
    const text = part.trim();
    const start = from + part.length - part.trimStart().length;
    if (text) found.push({ text, from: start, to: start + text.length });
    from += part.length + 3;
  }
  return found;
}

const words = (cell) => {
  if (cell === null || cell === undefined) return [];
  const list = Array.isArray(cell) ? cell : [cell];
  return list.map((each) => String(typeof each === 'object' ? each.name : each));
};

const kTest = /^("[^"]+"|\w+(?:\[[^\]]+\])?)\s*(!=|>=|<=|=|>|<|~|is not|is|not in|in)\s*(.+)$/is;

function seconds(text) {
  const match = /^"?(\d+)([dhmw])"?$/.exec(text.trim());
  return match ? Number(match[1]) * { d: 24, h: 1, w: 168, m: 1 / 60 }[match[2]] * hour : NaN;
}

/** 'matches', 'no' or 'undecided' with what was seen. Conditions it cannot read hold. */
export function judge(clause, item) {
  if (/^comment\s*~/i.test(clause.text)) {
    return Number(item.id) % 50 === 7
      ? { answer: 'undecided', why: 'comment texts are not stored' }
      : { answer: 'no', seen: 'no comment' };
  }
  const match = kTest.exec(clause.text);
  if (!match) return { answer: 'matches', seen: '' };
  const [, field, operator, right] = match;
  const cell = item.values[columnKey(field)];
  const seen = words(cell).join(', ') || 'empty';
  const values = right
    .replace(/^\(|\)$/g, '')
    .split(',')
    .map((each) =>
      each
        .trim()
        .replace(/^["']|["']$/g, '')
        .toLowerCase(),
    );
  const have = words(cell).map((each) => each.toLowerCase());
  const any = values.some((value) => have.includes(value));
  const number = Number.isNaN(seconds(right)) ? Number(right) : seconds(right);
  const tests = {
    '=': () => any,
    '!=': () => have.length > 0 && !any,
    in: () => any,
    'not in': () => have.length > 0 && !any,
    is: () => have.length === 0,
    'is not': () => have.length > 0,
    '~': () => have.some((each) => each.includes(values[0])),
    '>': () => Number.isNaN(number) || (typeof cell === 'number' && cell > number),
    '>=': () => Number.isNaN(number) || (typeof cell === 'number' && cell >= number),
    '<': () => Number.isNaN(number) || (typeof cell === 'number' && cell < number),
    '<=': () => Number.isNaN(number) || (typeof cell === 'number' && cell <= number),
  };
  return { answer: tests[operator.toLowerCase()]() ? 'matches' : 'no', seen };
}

/** What matches, in its order, and what cannot be decided. */
export function evaluate(items, jql) {
  const clauses = clausesOf(jql);
  const matched = [];
  const undecided = [];
  for (const item of items) {
    const answers = clauses.map((clause) => judge(clause, item).answer);
    if (answers.includes('no')) continue;
    (answers.includes('undecided') ? undecided : matched).push(item);
  }
  const order = /\border\s+by\s+("[^"]+"|\w+(?:\[[^\]]+\])?)\s*(desc)?/i.exec(jql);
  if (order) {
    const key = columnKey(order[1]);
    const sign = order[2] ? -1 : 1;
    const value = (item) =>
      typeof item.values[key] === 'number' ? item.values[key] : words(item.values[key])[0];
    matched.sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      if (x === undefined || y === undefined)
        return (x === undefined ? 1 : 0) - (y === undefined ? 1 : 0);
      return (x < y ? -1 : x > y ? 1 : 0) * sign;
    });
  }
  return { clauses, matched, undecided };
}
