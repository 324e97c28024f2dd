// The lists behind the made-up numbers: as many as the number that was opened.
import { blockedOf, briefOf, dateOf, iso, isGoing, periodsOf, stageAt } from './numbers_facts.mjs';
import { agingItems, askOf, endOf, leftOut, timedOf } from './numbers_flow.mjs';
import { cameBack, splitOf, timeIn } from './numbers_time.mjs';

const kTitles = {
  'cycle-time': 'Finished issues and their cycle time',
  'lead-time': 'Finished issues and their lead time',
  throughput: 'Finished issues',
  wip: 'Issues in progress',
  aging: 'Issues in progress by age',
  cumulative: 'Issues in a stage',
  'time-in-status': 'Time in it',
  efficiency: 'Finished issues and their cycle time',
  reopen: 'Reopened issues',
};

const entry = (fact, from, at, seconds, note = '') => ({
  ...briefOf(fact),
  from: from === null ? null : iso(from),
  at: at === null ? null : iso(at),
  seconds,
  note,
});

function timed(ask, query, measure) {
  return timedOf(ask, measure).map((t) => entry(t.fact, t.start, t.fact.finish, t.seconds));
}

function going(ask, query) {
  const on = query.get('on');
  const at = on ? endOf(on, ask.window.now) : ask.window.now;
  return ask.facts
    .filter((f) => isGoing(f, at))
    .map((f) => entry(f, f.start, null, Math.round((at - f.start) / 1000)));
}

function aged(ask, query) {
  const own = new Map(ask.facts.map((f) => [f.row.id, f]));
  return agingItems(ask)
    .filter((i) => query.get('band') === null || String(i.band) === query.get('band'))
    .map((i) => {
      const note = i.flagged ? 'flagged' : i.blocked ? 'blocked' : '';
      return entry(own.get(i.id), Date.parse(i.started), null, i.age_seconds, note);
    });
}

function staged(ask, query) {
  const at = endOf(query.get('on') ?? ask.window.today, ask.window.now);
  return ask.facts
    .filter((f) => stageAt(f, at) === query.get('stage'))
    .map((f) => entry(f, f.stays.findLast((s) => s.from <= at).from, null, null));
}

function stayed(ask, query) {
  const [status, stage] = [query.get('status'), query.get('stage')];
  return ask.finished.flatMap((f) => {
    const seconds = timeIn(f, (s) => s.status === status || s.stage === stage, ask.working);
    return seconds === null ? [] : [entry(f, null, f.finish, seconds)];
  });
}

function efficient(ask, query) {
  const cause = query.get('cause');
  const stage = query.get('stage');
  return timedOf(ask, 'cycle').flatMap(({ fact, seconds }) => {
    const causes = blockedOf(fact).map((s) => s.cause);
    if (cause === 'any' ? causes.length === 0 : cause !== null && !causes.includes(cause))
      return [];
    if (stage !== null && !fact.stays.some((s) => s.stage === stage && s.to !== null)) return [];
    const share = splitOf(fact, ask.working);
    const note = `${Math.round((share.active / Math.max(1, share.cycle)) * 100)} % work`;
    return [entry(fact, fact.start, fact.finish, seconds, note)];
  });
}

const kLists = {
  'cycle-time': (ask, query) => timed(ask, query, 'cycle'),
  'lead-time': (ask, query) => timed(ask, query, 'lead'),
  throughput: (ask) => ask.finished.map((f) => entry(f, f.start, f.finish, null)),
  wip: going,
  aging: aged,
  cumulative: staged,
  'time-in-status': stayed,
  efficiency: efficient,
  reopen: (ask) => ask.finished.filter(cameBack).map((f) => entry(f, null, f.finish, null)),
};

/** Only what lies in the period that holds `on`. */
function inPeriod(list, query, ask) {
  const on = query.get('on');
  if (!on || ['wip', 'cumulative'].includes(query.get('metric'))) return list;
  const window = { ...ask.window, from: ask.window.from, to: ask.window.to };
  const period = periodsOf(window, query.get('period') ?? 'week').find(
    (p) => p.from <= on && on <= p.to,
  );
  if (!period) return [];
  return list.filter(
    (i) => dateOf(Date.parse(i.at)) >= period.from && dateOf(Date.parse(i.at)) <= period.to,
  );
}

function narrowed(list, query) {
  const [longer, shorter] = [query.get('longer_than'), query.get('shorter_than')];
  return list.filter(
    (i) =>
      (query.get('item_category') === null || i.category === query.get('item_category')) &&
      (longer === null || i.seconds >= Number(longer)) &&
      (shorter === null || i.seconds < Number(shorter)),
  );
}

function excluded(ask, code) {
  const [, text, facts] = leftOut(ask).find(([own]) => own === code) ?? ['', '', []];
  return { text, list: facts.map((f) => entry(f, null, f.stays.at(-1).from, null)) };
}

const kSorts = {
  seconds: (a, b) => (a.seconds ?? 0) - (b.seconds ?? 0),
  at: (a, b) => (a.at ?? a.from ?? '').localeCompare(b.at ?? b.from ?? ''),
  key: (a, b) => a.key.localeCompare(b.key, 'en', { numeric: true }),
};

function columnsOf(list, metric) {
  const seconds = { aging: 'Age', wip: 'Age', 'lead-time': 'Lead time' }[metric] ?? 'Cycle time';
  return {
    from: list.some((i) => i.from) ? (metric === 'cumulative' ? 'Entered' : 'Started') : null,
    at: list.some((i) => i.at) ? 'Finished' : null,
    seconds: list.some((i) => i.seconds !== null)
      ? metric === 'time-in-status'
        ? 'Time'
        : seconds
      : null,
  };
}

function csvOf(list) {
  const rows = list.map((i) => [i.key, i.from ?? '', i.at ?? '', i.seconds ?? ''].join(','));
  return ['key,from,at,seconds', ...rows].join('\n');
}

export function items(c, query) {
  const metric = query.get('metric');
  const ask = askOf(c, query);
  const code = query.get('exclusion');
  const gone = code ? excluded(ask, code) : null;
  const whole = gone ? gone.list : (kLists[metric]?.(ask, query) ?? []);
  const list = narrowed(gone ? whole : inPeriod(whole, query, ask), query);
  const sort = query.get('sort') ?? (list.some((i) => i.seconds !== null) ? '-seconds' : '-at');
  list.sort(kSorts[sort.replace('-', '')]);
  if (sort.startsWith('-')) list.reverse();
  if (query.get('format') === 'csv') return csvOf(list);
  const at = Number(query.get('cursor') ?? 0);
  const next = at + Number(query.get('limit') ?? 50);
  return {
    title: gone ? `Left out: ${gone.text}` : (kTitles[metric] ?? 'Issues'),
    columns: columnsOf(list, metric),
    items: list.slice(at, next),
    total: list.length,
    next_cursor: next < list.length ? String(next) : null,
  };
}
