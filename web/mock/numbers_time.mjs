// Time in status, efficiency, blocked time and reopenings of the made-up organisation.
import { aboutOf } from './numbers_about.mjs';
import { blockedOf, day, kConnection, percentile, secondsBetween } from './numbers_facts.mjs';
import { askOf, leftOut, plainPeriod, timedOf } from './numbers_flow.mjs';

const kStatuses = [
  ['To Do', 'queue', '1'],
  ['Selected', 'queue', '2'],
  ['In Progress', 'active', '3'],
  ['In Review', 'review', '4'],
  ['Blocked', 'blocked', '6'],
];
const kStageRows = ['queue', 'active', 'review', 'blocked'];
const cap = (word) => word.charAt(0).toUpperCase() + word.slice(1);

/** Seconds of an issue in a status or stage; null: it was never there. */
export function timeIn(fact, pick, working) {
  const stays = fact.stays.filter((s) => pick(s) && s.to !== null);
  if (stays.length === 0) return null;
  return stays.reduce((sum, s) => sum + secondsBetween(s.from, s.to, working), 0);
}

function rowOf(ask, name, stage, statuses, pick) {
  const timed = ask.finished.flatMap((f) => {
    const seconds = timeIn(f, pick, ask.working);
    return seconds === null ? [] : [{ at: f.finish, seconds }];
  });
  const cell = (list) => {
    const values = list.map((t) => t.seconds);
    return {
      n: values.length,
      p50_seconds: percentile(values, 50).seconds,
      p85_seconds:
        percentile(values, 85).seconds ?? (values.length > 9 ? Math.max(...values) : null),
    };
  };
  return {
    name,
    stage,
    statuses,
    ...cell(timed),
    total_seconds: timed.reduce((sum, t) => sum + t.seconds, 0),
    cells: ask.periods.map((p) => cell(timed.filter((t) => t.at >= p.begin && t.at < p.end))),
  };
}

export function timeInStatus(c, query) {
  const ask = askOf(c, query);
  const by = query.get('by') === 'stage' ? 'stage' : 'status';
  const rows =
    by === 'stage'
      ? kStageRows.map((stage) => rowOf(ask, cap(stage), stage, [], (s) => s.stage === stage))
      : kStatuses.map(([name, stage, id]) =>
          rowOf(ask, name, stage, [{ connection: kConnection, id }], (s) => s.status === name),
        );
  return {
    ...aboutOf(
      c,
      'time-in-status',
      query,
      ask.window,
      ask.finished.length,
      leftOut(ask).slice(0, 1),
      ask.empty,
    ),
    by,
    periods: ask.periods.map(plainPeriod),
    rows,
  };
}

/** Seconds of cycle, of work and of being stuck of one finished issue. */
export function splitOf(fact, working) {
  const spans = blockedOf(fact);
  const seconds = (s) => secondsBetween(s.from, s.to, working);
  const active = fact.stays
    .filter((s) => s.stage === 'active' && s.to !== null)
    .reduce((sum, s) => sum + seconds(s), 0);
  const stuck = spans.reduce((sum, s) => sum + seconds(s), 0);
  const inActive = spans.filter((s) => s.cause !== 'stage').reduce((sum, s) => sum + seconds(s), 0);
  const cycle = secondsBetween(fact.start, fact.finish, working);
  return { spans, cycle, active: Math.max(0, active - inActive), blocked: Math.min(stuck, cycle) };
}

function sums(list) {
  const add = (name) => list.reduce((sum, one) => sum + one[name], 0);
  const cycle = add('cycle');
  return {
    n: list.length,
    active: add('active'),
    blocked: add('blocked'),
    cycle,
    ratio: cycle === 0 ? null : add('active') / cycle,
  };
}

function blockedPart(ask, list) {
  const stuck = list.filter((one) => one.blocked > 0);
  const causes = ['flagged', 'stage', 'link'].map((cause) => {
    const own = list.filter((one) => one.spans.some((s) => s.cause === cause));
    const seconds = own.reduce(
      (sum, one) =>
        sum +
        one.spans
          .filter((s) => s.cause === cause)
          .reduce((part, s) => part + secondsBetween(s.from, s.to, ask.working), 0),
      0,
    );
    return { cause, issues: own.length, seconds };
  });
  return {
    issues: stuck.length,
    seconds: sums(stuck).blocked,
    by_cause: causes.filter((one) => one.issues > 0),
    series: ask.periods.map((p) => {
      const own = stuck.filter((one) => one.fact.finish >= p.begin && one.fact.finish < p.end);
      return { period: plainPeriod(p), seconds: sums(own).blocked, issues: own.length };
    }),
  };
}

export function efficiency(c, query) {
  const ask = askOf(c, query);
  const list = timedOf(ask, 'cycle').map(({ fact }) => ({ fact, ...splitOf(fact, ask.working) }));
  const all = sums(list);
  const stages = ['active', 'review', 'blocked', 'queue'].map((stage) => ({
    stage,
    seconds: list.reduce(
      (sum, one) =>
        sum +
        one.fact.stays
          .filter((s) => s.stage === stage && s.to !== null && s.from >= one.fact.start)
          .reduce((part, s) => part + secondsBetween(s.from, s.to, ask.working), 0),
      0,
    ),
  }));
  return {
    ...aboutOf(c, 'efficiency', query, ask.window, list.length, leftOut(ask), ask.empty),
    ratio: all.ratio,
    active_seconds: all.active,
    blocked_seconds: all.blocked,
    cycle_seconds: all.cycle,
    series: ask.periods.map((p) => {
      const own = sums(list.filter((o) => o.fact.finish >= p.begin && o.fact.finish < p.end));
      return { period: plainPeriod(p), n: own.n, ratio: own.ratio };
    }),
    stages: stages
      .filter((s) => s.seconds > 0)
      .map((s) => ({ ...s, share: all.cycle === 0 ? 0 : s.seconds / all.cycle })),
    blocked: blockedPart(ask, list),
  };
}

/** One in fourteen comes back. */
export const cameBack = (fact) => Number(fact.row.id) % 14 === 3;

export function reopen(c, query) {
  const ask = askOf(c, query);
  const young = ask.window.now - 14 * day;
  const mature = ask.finished.filter((f) => f.finish < young);
  const reopened = mature.filter(cameBack);
  return {
    ...aboutOf(c, 'reopen', query, ask.window, mature.length, [], ask.empty),
    rate: mature.length < 5 ? null : reopened.length / mature.length,
    first_finished: mature.length,
    reopened: reopened.length,
    immature: ask.finished.length - mature.length,
    series: ask.periods.map((p) => {
      const own = ask.finished.filter((f) => f.finish >= p.begin && f.finish < p.end);
      const back = own.filter(cameBack);
      return {
        period: plainPeriod(p),
        n: own.length,
        reopened: back.length,
        rate: own.length < 5 ? null : back.length / own.length,
        mature: p.end <= young,
      };
    }),
  };
}
