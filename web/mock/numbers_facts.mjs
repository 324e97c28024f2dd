// The made-up issues as the numbers see them: start, finish, stays, blocked spans, by a question.
import { rowOf, workBetween } from './issue_world.mjs';
import { cycleOf, rng } from './world.mjs';

export const kZone = 'Europe/Berlin';
export const kConnection = 'c7k2mnorthwind';
export const day = 86_400_000;
export const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
export const kCategories = ['feature', 'bug', 'chore', 'discovery', 'incident', 'other'];

const kStageOf = {
  todo: 'queue',
  ready: 'queue',
  doing: 'active',
  review: 'review',
  blocked: 'blocked',
  done: 'done',
  dropped: 'cancelled',
};
const kNameOf = {
  todo: 'To Do',
  ready: 'Selected',
  doing: 'In Progress',
  review: 'In Review',
  blocked: 'Blocked',
  done: 'Done',
  dropped: "Won't do",
};
export const kStages = ['queue', 'active', 'review', 'blocked', 'done'];
export const kStageTitles = {
  queue: 'Queue',
  active: 'Active',
  review: 'Review',
  blocked: 'Blocked',
  done: 'Done',
};

const offsets = new Map();
const format = new Intl.DateTimeFormat('sv-SE', {
  timeZone: kZone,
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** Milliseconds that the zone is ahead of UTC, once per hour. */
function offsetAt(ms) {
  const hour = Math.floor(ms / 3_600_000);
  if (!offsets.has(hour)) {
    const civil = Date.parse(`${format.format(hour * 3_600_000).replace(' ', 'T')}Z`);
    offsets.set(hour, civil - hour * 3_600_000);
  }
  return offsets.get(hour);
}

export const dateOf = (ms) => new Date(ms + offsetAt(ms)).toISOString().slice(0, 10);
export const addDays = (date, n) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + n * day).toISOString().slice(0, 10);
/** The instant at which a civil date begins. */
export function midnight(date) {
  const utc = Date.parse(`${date}T00:00:00Z`);
  return utc - offsetAt(utc - offsetAt(utc));
}

/** The window of a question, in instants and dates. */
export function windowOf(query, now = Date.now()) {
  const today = dateOf(now);
  const to = query.get('to') ?? today;
  const from = query.get('from') ?? addDays(to, -83);
  return { now, today, from, to, begin: midnight(from), end: midnight(addDays(to, 1)) };
}

const kPeriodDays = { day: 1, week: 7 };

/** Days, weeks from Monday, or months that the window holds; cut at its ends. */
export function periodsOf(window, length = 'week', completeFrom = '0000') {
  const found = [];
  let from = window.from;
  while (from <= window.to) {
    const next = nextPeriod(from, length);
    const last = addDays(next, -1);
    const to = last < window.to ? last : window.to;
    const whole = from === firstOf(from, length) && to === last;
    found.push({
      from,
      to,
      complete: whole && to < window.today && from >= completeFrom,
      begin: midnight(from),
      end: midnight(addDays(to, 1)),
    });
    from = next;
  }
  return found;
}

function firstOf(date, length) {
  if (length === 'month') return `${date.slice(0, 8)}01`;
  if (length === 'day') return date;
  return addDays(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7));
}

function nextPeriod(date, length) {
  const first = firstOf(date, length);
  if (length !== 'month') return addDays(first, kPeriodDays[length]);
  return addDays(first, 31).slice(0, 8) + '01';
}

/** Seconds between two instants in the question's unit. */
export const secondsBetween = (from, to, working) =>
  working ? workBetween(from, to) : Math.round((to - from) / 1000);

function factOf(issue) {
  const row = rowOf(issue, kConnection);
  const cycle = cycleOf(issue, Date.now());
  const number = Number(issue.id) % 97;
  // A made-up organisation also investigates and puts out fires.
  const category = number % 13 === 0 ? 'discovery' : number % 17 === 0 ? 'incident' : row.category;
  const stays = issue.stays.map((stay) => ({
    ...stay,
    stage: kStageOf[stay.name],
    status: kNameOf[stay.name],
  }));
  return {
    issue,
    row,
    category,
    stays,
    ...cycle,
    created: issue.stays[0].from,
    flagged: row.flagged,
  };
}

const has = (query, name, value) => {
  const wanted = query.getAll(name);
  return wanted.length === 0 || wanted.includes(value);
};

/** The facts that the filters of a question let through. */
export function factsOf(world, query, empty) {
  if (empty) return [];
  return world.issues
    .map(factOf)
    .filter(
      (f) =>
        has(query, 'project', f.row.project.key) &&
        has(query, 'type', f.row.type.name) &&
        has(query, 'category', f.category) &&
        has(query, 'priority', f.row.priority?.name) &&
        (query.getAll('label').length === 0 ||
          f.row.labels.some((l) => query.getAll('label').includes(l))),
    );
}

export function briefOf(fact) {
  const { row } = fact;
  return {
    connection: row.connection,
    id: row.id,
    key: row.key,
    summary: row.summary,
    type: row.type.name,
    category: fact.category,
    project: row.project.key,
    status: row.status,
    stage: row.stage,
    assignee: row.assignee?.name ?? null,
  };
}

/** Where an issue was at an instant; null before it was created. */
export function stageAt(fact, at) {
  return fact.stays.findLast((stay) => stay.from <= at)?.stage ?? null;
}

const kGoing = ['active', 'review', 'blocked'];

export function isGoing(fact, at) {
  if (fact.start === null || fact.start > at) return false;
  const stage = stageAt(fact, at);
  return stage !== null && (kGoing.includes(stage) || stage === 'queue');
}

/** Nearest rank, or too few. */
export function percentile(values, p) {
  const needed = { 50: 5, 70: 10, 85: 20, 95: 60 }[p];
  const n = values.length;
  if (n < needed) return { p, seconds: null, needed, note: `too few (n ${n})` };
  const sorted = [...values].sort((a, b) => a - b);
  return { p, seconds: sorted[Math.max(0, Math.ceil((p / 100) * n) - 1)], needed, note: '' };
}

export const percentiles = (values) => [50, 70, 85, 95].map((p) => percentile(values, p));

export function byCategory(facts) {
  const found = Object.fromEntries(kCategories.map((c) => [c, 0]));
  for (const fact of facts) found[fact.category] += 1;
  return found;
}

/** Spans within start..finish in which an issue was stuck, by cause. */
export function blockedOf(fact) {
  const end = fact.finish ?? Date.now();
  const spans = fact.stays
    .filter((s) => s.stage === 'blocked')
    .map((s) => ({ cause: 'stage', from: s.from, to: s.to ?? end }));
  const random = rng(Number(fact.row.id));
  const length = end - (fact.start ?? end);
  if (fact.start !== null && random() < 0.12) {
    spans.push({
      cause: 'flagged',
      from: fact.start + length * 0.3,
      to: fact.start + length * (0.4 + random() * 0.3),
    });
  }
  if (fact.start !== null && random() < 0.08) {
    spans.push({ cause: 'link', from: fact.start, to: fact.start + length * 0.35 });
  }
  return spans;
}
