// Hand-made answers for the tests of the models.
import type {
  About,
  AgingAnswer,
  CumulativeAnswer,
  CycleAnswer,
  EfficiencyAnswer,
  MixAnswer,
  ReopenAnswer,
  ThroughputAnswer,
  TimeInStatusAnswer,
  WipAnswer,
} from '../../../api/flow_answers';

export const day = 86_400;

export function about(n: number, more: Partial<About> = {}): About {
  return {
    definition: { id: 'x', version: 1, title: 'X', text: '', formula: '' },
    unit: 'calendar',
    statistic: '',
    window: {
      from: '2026-09-27T22:00:00Z',
      to: '2026-10-18T22:00:00Z',
      rule: '',
      time_zone: 'Europe/Berlin',
      week_start: 'monday',
    },
    population: '',
    filters: [],
    start_rule: 'first',
    n,
    considered: n,
    exclusions: [],
    configuration_version: 1,
    configurations: [],
    calendar_version: 1,
    seconds_per_working_day: 28_800,
    as_of: '2026-10-18T12:00:00Z',
    data_to: null,
    complete_back_to: null,
    feed_position: 1,
    computed_in_us: 1,
    notes: [],
    unmapped_statuses: [],
    ...more,
  };
}

export const weeks = [
  { from: '2026-09-28', to: '2026-10-04', complete: true },
  { from: '2026-10-05', to: '2026-10-11', complete: true },
  { from: '2026-10-12', to: '2026-10-18', complete: false },
];

export function point(days: number, finished = '2026-10-06T10:00:00Z', key = 'PAY-1') {
  return {
    connection: 'c1',
    id: key,
    key,
    summary: 'A thing',
    type: 'Story',
    category: 'feature' as const,
    project: 'PAY',
    started: '2026-10-01T10:00:00Z',
    finished,
    seconds: Math.round(days * day),
    rank_percent: 50,
  };
}

const pace = (p50: number | null, p85: number | null) => [
  { p: 50, seconds: p50, needed: 5, note: '' },
  { p: 70, seconds: null, needed: 10, note: '' },
  { p: 85, seconds: p85, needed: 20, note: p85 === null ? 'too few (n 3)' : '' },
  { p: 95, seconds: null, needed: 60, note: '' },
];

export function cycle(points: ReturnType<typeof point>[], more: Partial<CycleAnswer> = {}) {
  const answer: CycleAnswer = {
    ...about(points.length),
    measure: 'cycle',
    finished: points.length,
    in_progress: 37,
    percentiles: pace(2 * day, 4 * day),
    points,
    points_total: points.length,
    histogram: [0, 1, 2, 3].map((i) => ({
      from_seconds: i * day,
      to_seconds: (i + 1) * day,
      count: points.filter((p) => Math.floor(p.seconds / day) === i).length,
    })),
    series: weeks.map((period, i) => ({
      period,
      n: 6 + i,
      p50_seconds: (i + 1) * day,
      p85_seconds: null,
    })),
    ...more,
  };
  return answer;
}

const counts = (feature: number, bug: number) => ({
  feature,
  bug,
  chore: 0,
  discovery: 0,
  incident: 0,
  other: 0,
});

export const throughput: ThroughputAnswer = {
  ...about(17),
  periods: weeks.map((week, i) => ({
    ...week,
    count: [6, 8, 3][i] ?? 0,
    by_category: counts([4, 8, 1][i] ?? 0, [2, 0, 2][i] ?? 0),
    median: i === 1 ? 7 : null,
  })),
  total: 17,
  median_per_period: 7,
};

export const mix: MixAnswer = {
  ...about(17),
  throughput: [
    { category: 'bug', count: 4, share: 4 / 17 },
    { category: 'feature', count: 13, share: 13 / 17 },
  ],
  wip: [{ category: 'feature', count: 3, share: 1 }],
  hours: [{ category: 'feature', seconds: 0, share: 0 }],
  periods: throughput.periods.map(({ from, to, complete, by_category }) => ({
    ...{ from, to, complete, by_category },
  })),
};

export const wip: WipAnswer = {
  ...about(12),
  days: [10, 11, 12].map((count, i) => ({ date: `2026-10-1${6 + i}`, count })),
  now: 12,
  over_p85: 2,
  p85_note: '',
};

export function aging(ages: number[], more: Partial<AgingAnswer['items'][number]> = {}) {
  const items = ages.map((days, i) => ({
    connection: 'c1',
    id: String(i),
    key: `PAY-${i}`,
    summary: 'A thing',
    type: 'Story',
    category: 'feature' as const,
    project: 'PAY',
    status: { id: '3', name: 'In Progress', category: 'indeterminate' as const },
    stage: 'active' as const,
    assignee: null,
    age_seconds: days * day,
    started: '2026-10-01T10:00:00Z',
    stage_seconds: day,
    band: 3,
    rank_percent: 90,
    flagged: false,
    blocked: false,
    ...more,
  }));
  const answer: AgingAnswer = {
    ...about(items.length),
    columns: [
      { stage: 'active', title: 'Active', count: items.length, pace: pace(2 * day, 4 * day) },
      { stage: 'review', title: 'Review', count: 0, pace: pace(null, null) },
    ],
    items,
    items_total: items.length,
  };
  return answer;
}

const kDates = Array.from({ length: 29 }, (_, i) => new Date(Date.UTC(2026, 8, 20 + i)));

/** One issue a day goes in and one goes out; five are always in progress. */
export const cumulative: CumulativeAnswer = {
  ...about(40),
  step: 'day',
  dates: kDates.map((d) => d.toISOString().slice(0, 10)),
  stages: [
    { stage: 'done', title: 'Done', counts: kDates.map((_, i) => 100 + i) },
    { stage: 'active', title: 'Active', counts: kDates.map(() => 5) },
    { stage: 'queue', title: 'Queue', counts: kDates.map(() => 8) },
  ],
  arrivals: kDates.map((_, i) => i),
  departures: kDates.map((_, i) => i),
  backward_moves: 2,
  wip_average: 5,
  throughput_per_day: 1,
};

export const inStatus: TimeInStatusAnswer = {
  ...about(30),
  by: 'status',
  periods: weeks,
  rows: [
    {
      name: 'In Progress',
      stage: 'active',
      statuses: [{ connection: 'c1', id: '3' }],
      n: 30,
      total_seconds: 60 * day,
      p50_seconds: day,
      p85_seconds: 3 * day,
      cells: [
        { n: 12, p50_seconds: day, p85_seconds: 2 * day },
        { n: 3, p50_seconds: null, p85_seconds: null },
        { n: 0, p50_seconds: null, p85_seconds: null },
      ],
    },
    {
      name: 'Waiting for a very long approval',
      stage: 'queue',
      statuses: [],
      n: 21,
      total_seconds: 90 * day,
      p50_seconds: 2 * day,
      p85_seconds: 12 * day,
      cells: weeks.map(() => ({ n: 7, p50_seconds: 2 * day, p85_seconds: 12 * day })),
    },
  ],
};

export const efficiency: EfficiencyAnswer = {
  ...about(20),
  ratio: 0.4,
  active_seconds: 40 * day,
  blocked_seconds: 10 * day,
  cycle_seconds: 100 * day,
  series: weeks.map((period, i) => ({ period, n: i === 1 ? 0 : 10, ratio: i === 1 ? null : 0.4 })),
  stages: [{ stage: 'active', seconds: 50 * day, share: 0.5 }],
  blocked: {
    issues: 4,
    seconds: 10 * day,
    by_cause: [
      { cause: 'flagged', issues: 3, seconds: 8 * day },
      { cause: 'stage', issues: 2, seconds: 5 * day },
    ],
    series: weeks.map((period, i) => ({ period, seconds: i * day, issues: i })),
  },
};

export const reopen: ReopenAnswer = {
  ...about(40),
  rate: 0.075,
  first_finished: 40,
  reopened: 3,
  immature: 6,
  series: weeks.map((period, i) => ({
    ...{ period, n: [20, 20, 6][i] ?? 0, reopened: [3, 0, 0][i] ?? 0, rate: null },
    mature: i < 2,
  })),
};
