import type { SprintHistory, SprintReport } from '../../api/sprints';
import { civilMs, dayAxis, numberAxis, slotAxis } from '../../charts/axis';
import type { LegendEntry } from '../../charts/legend';
import type { ChartModel, Layer, LinePoint, Mark, Rect } from '../../charts/model';
import type { Twin } from '../../charts/twin';
import { addDays, civilWords } from '../../lib/civil_date';
import { exact } from '../../lib/format';
import { amountOf, pointsWords, refOf } from './sprint_rules';
import type { Measure, Shape } from './sprint_state';

const kDayMs = 86_400_000;

type Day = SprintReport['days'][number];

const words = (measure: Measure) => (measure === 'issues' ? exact : pointsWords);
const unitOf = (measure: Measure) => (measure === 'issues' ? 'Issues' : 'Points');

/** What is left, done and in scope at the end of a day, in the measure. */
export function valuesOf(day: Day, measure: Measure) {
  return measure === 'issues'
    ? { left: day.remaining_issues, done: day.completed_issues, scope: day.scope_issues }
    : { left: day.remaining_points, done: day.completed_points, scope: day.scope_points };
}

/** The last day the sprint is to have; a closed one ends when it was closed. */
function lastDay(report: SprintReport): string {
  const last = report.days.at(-1)?.date ?? '1970-01-01';
  const { complete, end } = report.sprint;
  const planned = (complete ?? end ?? '').slice(0, 10);
  return planned > last ? planned : last;
}

function markOf(day: Day, measure: Measure): Mark {
  const { left, done, scope } = valuesOf(day, measure);
  const say = words(measure);
  const at = civilMs(day.date);
  const title = civilWords(day.date);
  return {
    id: day.date,
    ...{ x0: at, x1: at + kDayMs, y0: 0, y1: scope, shape: 'column' },
    words: `${title}: ${say(left)} left, ${say(done)} completed of ${say(scope)}`,
    tip: {
      title,
      rows: [
        { name: 'Left', value: say(left), paint: 'series-1' },
        { name: 'Completed', value: say(done), paint: 'series-3' },
        { name: 'In the sprint', value: say(scope) },
      ],
    },
    target: null,
  };
}

/** Day ends as points, with the start before the first of them. */
function lineOf(report: SprintReport, first: number, value: (day: Day) => number): LinePoint[] {
  const start = civilMs(report.days[0]?.date ?? '1970-01-01');
  return [
    { x: start, y: first },
    ...report.days.map((day) => ({ x: civilMs(day.date) + kDayMs, y: value(day) })),
  ];
}

function downLayers(report: SprintReport, measure: Measure, last: string): Layer[] {
  const first = report.days[0];
  const begin = first ? valuesOf(first, measure).left + valuesOf(first, measure).done : 0;
  const left = lineOf(report, begin, (day) => valuesOf(day, measure).left);
  const guide = [
    { x: left[0]?.x ?? 0, y: begin },
    { x: civilMs(last) + kDayMs, y: 0 },
  ];
  return [
    { kind: 'line', points: guide, paint: 'field-line', dash: 'dashed' },
    {
      kind: 'area',
      xs: left.map((p) => p.x),
      low: left.map(() => 0),
      high: left.map((p) => p.y ?? 0),
      paint: 'series-1',
      alpha: 0.1,
    },
    { kind: 'line', points: left, paint: 'series-1', width: 2 },
    {
      kind: 'dots',
      items: left.slice(-1).map((p) => ({ x: p.x, y: p.y ?? 0, size: 8, paint: 'series-1' })),
    },
  ];
}

function upLayers(report: SprintReport, measure: Measure): Layer[] {
  const first = report.days[0];
  const begin = first ? valuesOf(first, measure).scope : 0;
  const scope = lineOf(report, begin, (day) => valuesOf(day, measure).scope);
  const done = lineOf(report, 0, (day) => valuesOf(day, measure).done);
  return [
    { kind: 'line', points: scope, paint: 'text-2', dash: 'dashed', step: true },
    {
      kind: 'area',
      xs: done.map((p) => p.x),
      low: done.map(() => 0),
      high: done.map((p) => p.y ?? 0),
      paint: 'series-3',
      alpha: 0.12,
    },
    { kind: 'line', points: done, paint: 'series-3', width: 2 },
    {
      kind: 'dots',
      items: done.slice(-1).map((p) => ({ x: p.x, y: p.y ?? 0, size: 8, paint: 'series-3' })),
    },
  ];
}

/** Work left or done, day by day, to the planned end. */
export function burnModel(report: SprintReport, measure: Measure, shape: Shape): ChartModel | null {
  const { days } = report;
  const first = days[0];
  const final = days.at(-1);
  if (!first || !final) return null;
  const last = lastDay(report);
  const most = Math.max(1, ...days.map((day) => valuesOf(day, measure).scope));
  const now = valuesOf(final, measure);
  const say = words(measure);
  const label =
    shape === 'burndown'
      ? { y: now.left, text: `${say(now.left)} left`, strong: true }
      : { y: now.done, text: `${say(now.done)} done`, strong: true };
  return {
    x: dayAxis(first.date, last),
    y: numberAxis({ max: most * 1.05, format: say, least: 1, title: unitOf(measure) }),
    layers: shape === 'burndown' ? downLayers(report, measure, last) : upLayers(report, measure),
    marks: days.map((day) => markOf(day, measure)),
    labels: [label],
    hit: 'column',
  };
}

export function burnLegend(shape: Shape): LegendEntry[] {
  return shape === 'burndown'
    ? [
        { id: 'left', label: 'Left', paint: 'series-1', as: 'line' },
        {
          id: 'guide',
          label: 'Even pace to the end',
          paint: 'field-line',
          as: 'line',
          dash: 'dashed',
        },
      ]
    : [
        { id: 'done', label: 'Completed', paint: 'series-3', as: 'line' },
        { id: 'scope', label: 'In the sprint', paint: 'text-2', as: 'line', dash: 'dashed' },
      ];
}

export function burnTwin(report: SprintReport): Twin {
  const number = true;
  return {
    caption: `Days of ${report.sprint.name}`,
    columns: [
      { title: 'Day' },
      { title: 'Issues left', number },
      { title: 'Completed', number },
      { title: 'In the sprint', number },
      { title: 'Points left', number },
      { title: 'Completed', number },
      { title: 'In the sprint', number },
    ],
    rows: report.days.map((day) => ({
      cells: [
        civilWords(day.date),
        exact(day.remaining_issues),
        exact(day.completed_issues),
        exact(day.scope_issues),
        pointsWords(day.remaining_points),
        pointsWords(day.completed_points),
        pointsWords(day.scope_points),
      ],
    })),
  };
}

/** The statement of the burn chart. */
export function burnSentence(report: SprintReport, measure: Measure): string {
  const final = report.days.at(-1);
  if (!final) return 'No day of it is over yet.';
  const { left, done, scope } = valuesOf(final, measure);
  const say = words(measure);
  const unit = measure === 'issues' ? 'issues' : 'points';
  const when = report.provisional ? 'now' : 'at its end';
  return `${say(left)} of ${say(scope)} ${unit} left ${when}, ${say(done)} completed.`;
}

type Entry = SprintHistory['sprints'][number];

const amount = (entry: Entry, of: 'committed' | 'completed', measure: Measure) =>
  measure === 'issues' ? entry[of].issues : entry[of].points;

function historyRects(entry: Entry, i: number, measure: Measure, current: string): Rect[] {
  const alpha = refOf(entry.sprint) === current ? 1 : 0.8;
  return [
    {
      x0: i + 0.16,
      x1: i + 0.49,
      y0: 0,
      y1: amount(entry, 'committed', measure),
      paint: 'field-line',
      alpha,
    },
    {
      x0: i + 0.51,
      x1: i + 0.84,
      y0: 0,
      y1: amount(entry, 'completed', measure),
      paint: 'series-3',
      alpha,
    },
  ];
}

function historyMark(entry: Entry, i: number, measure: Measure): Mark {
  const { sprint, committed, completed, added, removed } = entry;
  const say = (which: typeof committed) => amountOf(which, measure);
  const top = Math.max(amount(entry, 'committed', measure), amount(entry, 'completed', measure));
  return {
    id: sprint.id,
    ...{ x0: i, x1: i + 1, y0: 0, y1: top, shape: 'column' },
    words: `${sprint.name}: committed ${say(committed)}, completed ${say(completed)}`,
    tip: {
      title: sprint.name,
      rows: [
        { name: 'Committed', value: say(committed), paint: 'field-line' },
        { name: 'Completed', value: say(completed), paint: 'series-3' },
        { name: 'Added', value: say(added) },
        { name: 'Removed', value: say(removed) },
      ],
      foot: 'Click or Enter shows this sprint',
    },
    target: { kind: 'items', mark: { metric: 'sprint', sprint: refOf(sprint) } },
  };
}

/** Committed and completed of the last sprints, side by side. */
export function historyModel(data: SprintHistory, measure: Measure, current: string): ChartModel {
  const { sprints } = data;
  const most = Math.max(
    1,
    ...sprints.flatMap((each) => [
      amount(each, 'committed', measure),
      amount(each, 'completed', measure),
    ]),
  );
  return {
    x: slotAxis(sprints.map((each) => shortName(each.sprint.name))),
    y: numberAxis({ max: most * 1.05, format: words(measure), least: 1, title: unitOf(measure) }),
    layers: [
      {
        kind: 'rects',
        items: sprints.flatMap((each, i) => historyRects(each, i, measure, current)),
        radius: 3,
      },
    ],
    marks: sprints.map((each, i) => historyMark(each, i, measure)),
    hit: 'column',
  };
}

const kLongest = 12;

/** The end of a name tells sprints apart: `Payments 47`, `…ng 2026-47`. */
function shortName(name: string): string {
  const letters = Array.from(name);
  return letters.length <= kLongest ? name : `…${letters.slice(1 - kLongest).join('')}`;
}

export const kHistoryLegend: LegendEntry[] = [
  { id: 'committed', label: 'Committed', paint: 'field-line', as: 'field' },
  { id: 'completed', label: 'Completed', paint: 'series-3', as: 'field' },
];

/** The statement of the history: what part of the commitment was completed, at the median. */
export function historySentence(data: SprintHistory, measure: Measure): string {
  const { sprints } = data;
  if (sprints.length === 0) return 'No sprint of this board is closed yet.';
  const done = sprints.map((each) => amount(each, 'completed', measure)).sort((a, b) => a - b);
  const middle = done[Math.ceil(done.length / 2) - 1] ?? 0;
  const unit = measure === 'issues' ? 'issues' : 'points';
  const met = sprints.filter(
    (each) => amount(each, 'completed', measure) >= amount(each, 'committed', measure),
  ).length;
  return `Median ${words(measure)(middle)} ${unit} completed; ${met} of ${sprints.length} sprints completed at least what was committed.`;
}

export function historyTwin(data: SprintHistory): Twin {
  const number = true;
  return {
    caption: 'The last closed sprints',
    columns: [
      { title: 'Sprint' },
      { title: 'Ended' },
      { title: 'Committed issues', number },
      { title: 'Completed', number },
      { title: 'Added', number },
      { title: 'Removed', number },
      { title: 'Committed points', number },
      { title: 'Completed', number },
    ],
    rows: [...data.sprints].reverse().map((each, i) => ({
      cells: [
        each.sprint.name,
        each.sprint.complete ? civilWords(addDays(each.sprint.complete.slice(0, 10), 0)) : '–',
        exact(each.committed.issues),
        exact(each.completed.issues),
        exact(each.added.issues),
        exact(each.removed.issues),
        pointsWords(each.committed.points),
        pointsWords(each.completed.points),
      ],
      target: historyMark(each, i, 'issues').target,
    })),
  };
}
