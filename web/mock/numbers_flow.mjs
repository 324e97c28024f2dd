// Cycle time, throughput, mix, WIP, age and cumulative flow of the made-up organisation.
import { aboutOf } from './numbers_about.mjs';
import {
  addDays,
  blockedOf,
  briefOf,
  byCategory,
  dateOf,
  day,
  factsOf,
  iso,
  isGoing,
  kCategories,
  kStages,
  kStageTitles,
  midnight,
  percentile,
  percentiles,
  periodsOf,
  secondsBetween,
  windowOf,
} from './numbers_facts.mjs';
import { makeWorld, rng } from './world.mjs';

let busy;

/** A large organisation, for the state `busy`. */
function worldOf(c) {
  if (c.mock.state !== 'busy') return c.world;
  busy ??= makeWorld(Date.now(), 2600);
  return busy;
}

/** What all answers begin with. */
export function askOf(c, query) {
  const empty = ['fresh', 'signedout', 'empty', 'quiet'].includes(c.mock.state);
  if (c.mock.state === 'few') query.set('from', addDays(dateOf(Date.now()), -3));
  const window = windowOf(query);
  const facts = factsOf(worldOf(c), query, empty);
  const working = query.get('unit') === 'working';
  const inside = (at) => at !== null && at >= window.begin && at < window.end;
  const finished = facts.filter((f) => inside(f.finish));
  const periods = periodsOf(window, query.get('period') ?? 'week');
  return { query, window, facts, finished, working, empty, periods, inside };
}

export const plainPeriod = ({ from, to, complete }) => ({ from, to, complete });
const within = (period) => (at) => at !== null && at >= period.begin && at < period.end;

export function timedOf(ask, measure) {
  const lead = measure === 'lead';
  return ask.finished
    .filter((f) => lead || f.start !== null)
    .map((f) => {
      const start = lead ? f.created : f.start;
      return { fact: f, start, seconds: secondsBetween(start, f.finish, ask.working && !lead) };
    });
}

/** Kept out of cycle time: done without a start, or dropped. */
export function leftOut(ask) {
  const dropped = ask.facts.filter(
    (f) => f.exclusion === 'cancelled' && ask.inside(f.stays.at(-1).from),
  );
  const noStart = ask.finished.filter((f) => f.start === null);
  return [
    ['cancelled', 'cancelled, not finished', dropped],
    ['no_start', 'done without crossing the start line', noStart, true],
  ];
}

function histogramOf(values, perDay) {
  const most = Math.max(0, ...values.map((v) => Math.floor(v / perDay)));
  return Array.from({ length: most + 1 }, (_, i) => ({
    from_seconds: i * perDay,
    to_seconds: (i + 1) * perDay,
    count: values.filter((v) => Math.floor(v / perDay) === i).length,
  }));
}

/** More issues than anyone draws one by one; the same shape as the others. */
function hugeValues(ask) {
  const random = rng(77);
  return Array.from({ length: 24_000 }, () => {
    const finish = ask.window.begin + random() * (ask.window.end - ask.window.begin);
    const skew = Math.exp((random() + random() + random() - 1.5) * 1.5);
    return { finish, seconds: Math.round((skew * 3.6 * day) / 1000) };
  });
}

const kRows = 36;

/** Days by rows of equal height; 98 % lie below the last row, which reaches to the greatest. */
function binsOf(values) {
  const sorted = values.map((v) => v.seconds).sort((a, b) => a - b);
  const height = Math.ceil(sorted[Math.floor(sorted.length * 0.98)] / (kRows - 1));
  const found = new Map();
  for (const { finish, seconds } of values) {
    const id = `${dateOf(finish)} ${Math.min(kRows - 1, Math.floor(seconds / height))}`;
    found.set(id, (found.get(id) ?? 0) + 1);
  }
  return [...found].map(([id, count]) => {
    const [date, row] = id.split(' ');
    const from = Number(row) * height;
    const to = Number(row) === kRows - 1 ? sorted.at(-1) + 1 : from + height;
    return { date, from_seconds: from, to_seconds: to, count };
  });
}

function pointOf({ fact, start, seconds }, sorted) {
  const { connection, id, key, summary, type, category, project } = briefOf(fact);
  return {
    ...{ connection, id, key, summary, type, category, project },
    started: iso(start),
    finished: iso(fact.finish),
    seconds,
    rank_percent: (sorted.filter((s) => s <= seconds).length / sorted.length) * 100,
  };
}

export function cycleTime(c, query) {
  const ask = askOf(c, query);
  const measure = query.get('measure') === 'lead' ? 'lead' : 'cycle';
  const huge = c.mock.state === 'huge';
  const perDay = ask.working && measure === 'cycle' ? 28_800 : 86_400;
  const timed = huge ? [] : timedOf(ask, measure);
  const plain = huge
    ? hugeValues(ask)
    : timed.map((t) => ({ finish: t.fact.finish, seconds: t.seconds }));
  const values = plain.map((v) => v.seconds);
  const out = measure === 'lead' ? leftOut(ask).slice(0, 1) : leftOut(ask);
  const most = Number(query.get('points') ?? 5000);
  return {
    ...aboutOf(
      c,
      measure === 'lead' ? 'lead-time' : 'cycle-time',
      query,
      ask.window,
      values.length,
      out,
      ask.empty,
    ),
    measure,
    finished: huge ? values.length : ask.finished.length,
    in_progress: factsNow(c, query).length,
    percentiles: percentiles(values),
    points: timed.map((t) => pointOf(t, values)).slice(0, most),
    points_total: values.length,
    histogram: values.length === 0 ? [] : histogramOf(values, perDay),
    series: ask.periods.map((p) => {
      const own = plain.filter((v) => within(p)(v.finish)).map((v) => v.seconds);
      return {
        period: plainPeriod(p),
        n: own.length,
        p50_seconds: percentile(own, 50).seconds,
        p85_seconds: percentile(own, 85).seconds,
      };
    }),
    ...(huge && { bins: binsOf(plain) }),
  };
}

function factsNow(c, query) {
  const empty = ['fresh', 'signedout', 'empty'].includes(c.mock.state);
  return factsOf(worldOf(c), query, empty).filter((f) => f.age !== null);
}

function median(values) {
  if (values.length < 4) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(half)] : (sorted[half - 1] + sorted[half]) / 2;
}

function finishedPeriods(ask) {
  return ask.periods.map((p) => {
    const own = ask.finished.filter((f) => within(p)(f.finish));
    return { ...plainPeriod(p), count: own.length, by_category: byCategory(own) };
  });
}

export function throughput(c, query) {
  const ask = askOf(c, query);
  const plain = finishedPeriods(ask);
  const whole = plain.filter((p) => p.complete);
  return {
    ...aboutOf(
      c,
      'throughput',
      query,
      ask.window,
      ask.finished.length,
      leftOut(ask).slice(0, 1),
      ask.empty,
    ),
    periods: plain.map((p) => {
      const before = whole.filter((w) => w.from <= p.from).slice(-4);
      return { ...p, median: p.complete ? median(before.map((b) => b.count)) : null };
    }),
    total: ask.finished.length,
    median_per_period: median(whole.map((p) => p.count)),
  };
}

function shares(counts, name) {
  const sum = Object.values(counts).reduce((a, b) => a + b, 0);
  return kCategories.map((category) => ({
    category,
    [name]: counts[category],
    share: sum === 0 ? 0 : counts[category] / sum,
  }));
}

export function mix(c, query) {
  const ask = askOf(c, query);
  const hours = Object.fromEntries(kCategories.map((k) => [k, 0]));
  for (const fact of ask.facts) {
    for (const entry of fact.issue.entries) {
      if (entry.kind === 'worklog' && ask.inside(Date.parse(entry.started))) {
        hours[fact.category] += entry.seconds;
      }
    }
  }
  return {
    ...aboutOf(
      c,
      'mix',
      query,
      ask.window,
      ask.finished.length,
      leftOut(ask).slice(0, 1),
      ask.empty,
    ),
    throughput: shares(byCategory(ask.finished), 'count'),
    wip: shares(byCategory(ask.facts.filter((f) => f.age !== null)), 'count'),
    hours: shares(hours, 'seconds'),
    periods: finishedPeriods(ask).map(({ from, to, complete, by_category }) => ({
      ...{ from, to, complete, by_category },
    })),
  };
}

function datesOf(window, step = 1) {
  const last = window.to < window.today ? window.to : window.today;
  const dates = [];
  for (let d = window.from; d <= last; d = addDays(d, step)) dates.push(d);
  return dates;
}

export const endOf = (date, now) => Math.min(now, midnight(addDays(date, 1)) - 1);

export function wip(c, query) {
  const ask = askOf(c, query);
  const now = ask.facts.filter((f) => f.age !== null);
  const items = agingItems(ask);
  return {
    ...aboutOf(c, 'wip', query, ask.window, now.length, [], ask.empty),
    days: datesOf(ask.window).map((date) => {
      const at = endOf(date, ask.window.now);
      return { date, count: ask.facts.filter((f) => isGoing(f, at)).length };
    }),
    now: now.length,
    over_p85: items.filter((i) => (i.band ?? 0) >= 3).length,
    p85_note: '',
  };
}

const kColumns = ['active', 'review', 'blocked'];

/** Ages at which finished issues left a stage for the last time. */
function paceOf(ask, stage) {
  return ask.finished.flatMap((f) => {
    const last = f.stays.findLast((s) => s.stage === stage && s.to !== null);
    return f.start === null || !last ? [] : [Math.round((last.to - f.start) / 1000)];
  });
}

export function agingItems(ask) {
  const paces = Object.fromEntries(kColumns.map((stage) => [stage, paceOf(ask, stage)]));
  return ask.facts
    .filter((f) => f.age !== null)
    .map((f) => {
      const pace = paces[f.row.stage] ?? [];
      const marks = percentiles(pace).map((p) => p.seconds);
      const last = f.stays.at(-1);
      return {
        ...briefOf(f),
        age_seconds: f.age,
        started: iso(f.start),
        stage_seconds: Math.round((ask.window.now - last.from) / 1000),
        band: marks.includes(null) ? null : marks.filter((m) => f.age > m).length,
        rank_percent:
          pace.length < 5 ? null : (pace.filter((s) => s <= f.age).length / pace.length) * 100,
        flagged: f.flagged,
        blocked: f.row.stage === 'blocked' || blockedOf(f).some((s) => s.to > ask.window.now - day),
      };
    })
    .sort((a, b) => b.age_seconds - a.age_seconds);
}

export function aging(c, query) {
  const ask = askOf(c, query);
  const items = agingItems(ask);
  return {
    ...aboutOf(c, 'aging', query, ask.window, items.length, [], ask.empty),
    columns: kColumns.map((stage) => ({
      stage,
      title: kStageTitles[stage],
      count: items.filter((i) => i.stage === stage).length,
      pace: percentiles(paceOf(ask, stage)),
    })),
    items,
    items_total: items.length,
  };
}

/** How many issues are in each stage at each instant: one pass over the stays. */
function stageCounts(facts, ends) {
  const counts = Object.fromEntries(kStages.map((stage) => [stage, ends.map(() => 0)]));
  for (const { stays } of facts) {
    let at = -1;
    ends.forEach((end, i) => {
      while (at + 1 < stays.length && stays[at + 1].from <= end) at += 1;
      const own = at < 0 ? undefined : counts[stays[at].stage];
      if (own) own[i] += 1;
    });
  }
  return counts;
}

/** How many of the given instants lie in the window up to each end. */
function countUpTo(instants, ends, begin) {
  const sorted = instants.filter((at) => at !== null && at >= begin).sort((a, b) => a - b);
  let n = 0;
  return ends.map((end) => {
    while (n < sorted.length && sorted[n] <= end) n += 1;
    return n;
  });
}

export function cumulative(c, query) {
  const ask = askOf(c, query);
  const days = (ask.window.end - ask.window.begin) / day;
  const dates = datesOf(ask.window, days <= 190 ? 1 : 7);
  const ends = dates.map((date) => endOf(date, ask.window.now));
  const counts = stageCounts(ask.facts, ends);
  const going = ends.map((_, i) => counts.active[i] + counts.review[i] + counts.blocked[i]);
  return {
    ...aboutOf(c, 'cumulative', query, ask.window, ask.facts.length, [], ask.empty),
    step: days <= 190 ? 'day' : 'week',
    dates,
    stages: [...kStages].reverse().map((stage) => ({
      stage,
      title: kStageTitles[stage],
      counts: counts[stage],
    })),
    arrivals: countUpTo(
      ask.facts.map((f) => f.start),
      ends,
      ask.window.begin,
    ),
    departures: countUpTo(
      ask.facts.map((f) => f.finish),
      ends,
      ask.window.begin,
    ),
    backward_moves: ask.empty ? 0 : 23,
    wip_average: ask.empty ? null : going.reduce((a, b) => a + b, 0) / Math.max(1, going.length),
    throughput_per_day: ask.empty ? null : ask.finished.length / days,
  };
}
