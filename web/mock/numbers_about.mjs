// What every made-up number says about itself.
import { addDays, iso, kConnection, kZone } from './numbers_facts.mjs';

const kDefinitions = {
  'cycle-time': [
    'Cycle time',
    'From the first crossing of the start line to the instant the present unbroken stay in done stages began.',
    'cycle time = finish − start',
    'An issue counts in the period in which it finished.',
    'nearest rank',
  ],
  'lead-time': [
    'Lead time',
    'From the creation of the issue to the instant the present unbroken stay in done stages began.',
    'lead time = finish − created',
    'An issue counts in the period in which it finished.',
    'nearest rank',
  ],
  throughput: [
    'Throughput',
    'Issues that finished in a period. A reopened issue is not finished.',
    'throughput = count of finished issues',
    'An issue counts in the period in which it finished.',
    'count',
  ],
  mix: [
    'Mix by category',
    'How what was finished, what is in progress and the logged hours divide into categories.',
    'share = part ÷ sum of the parts',
    'Finished in the window; in progress now; hours logged in the window.',
    'share',
  ],
  wip: [
    'Work in progress',
    'Issues between the start line and the finish line, at the end of each day.',
    'WIP(t) = started by t − finished by t',
    'Every day of the window; today: now.',
    'count',
  ],
  aging: [
    'Age of work in progress',
    'How long ago an issue crossed the start line, beside the ages at which others left its stage.',
    'age = now − start',
    'In progress now; the pace is of what finished in the window.',
    'nearest rank',
  ],
  cumulative: [
    'Cumulative flow',
    'Issues in each stage at the end of each day.',
    'arrivals − departures = change of WIP',
    'Every day of the window.',
    'count',
  ],
  'time-in-status': [
    'Time in status',
    'The sum of all stays of an issue in a status. Done never grows.',
    'time = Σ (left − entered)',
    'An issue counts in the period in which it finished.',
    'nearest rank',
  ],
  efficiency: [
    'Flow efficiency',
    'Time in active stages without the blocked time in them, of the whole cycle time.',
    'Σ (active − blocked within) ÷ Σ cycle time',
    'An issue counts in the period in which it finished.',
    'ratio of sums',
  ],
  reopen: [
    'Reopen rate',
    'Of the issues that finished for the first time, the share that left done within 14 days.',
    'reopened ÷ first finished',
    'An issue counts in the period in which it first finished.',
    'ratio',
  ],
};

function filtersOf(query) {
  const names = { project: 'Project', type: 'Type', category: 'Category', label: 'Label' };
  return Object.entries(names).flatMap(([name, word]) => {
    const values = query.getAll(name);
    return values.length === 0 ? [] : [`${word}: ${values.join(', ')}`];
  });
}

/** About of one metric; `exclusions` as [code, text, facts]. */
export function aboutOf(c, metric, query, window, n, exclusions, empty) {
  const [title, text, formula, rule, statistic] = kDefinitions[metric];
  const left = exclusions
    .map(([code, words, facts, finding = false]) => ({
      code,
      text: words,
      count: facts.length,
      keys: facts.slice(0, 10).map((f) => f.row.key),
      finding,
    }))
    .filter((e) => e.count > 0);
  const working = query.get('unit') === 'working' && !['aging', 'lead-time'].includes(metric);
  return {
    definition: { id: `flow.${metric.replace(/-/g, '_')}`, version: 2, title, text, formula },
    unit: working ? 'working' : 'calendar',
    statistic,
    window: {
      from: iso(window.begin),
      to: iso(window.end),
      rule,
      time_zone: kZone,
      week_start: 'monday',
    },
    population: "issues at Jira's standard level; sub-tasks and epics are not counted",
    filters: filtersOf(query),
    start_rule: query.get('start') ?? 'first',
    n,
    considered: n + left.reduce((sum, e) => sum + e.count, 0),
    exclusions: left,
    configuration_version: 3,
    configurations: [{ connection: kConnection, version: 3 }],
    calendar_version: 2,
    seconds_per_working_day: 28_800,
    as_of: iso(window.now),
    data_to: empty ? null : iso(window.now - 40_000),
    complete_back_to: empty ? null : `${addDays(window.today, -240)}T00:00:00Z`,
    feed_position: c.world.feed,
    computed_in_us: 2840,
    notes: [],
    unmapped_statuses: [],
  };
}
