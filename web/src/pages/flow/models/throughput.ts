import type { Category, ThroughputAnswer } from '../../../api/flow_answers';
import { numberAxis, periodAxis } from '../../../charts/axis';
import type { ChartModel, Layer, Mark, Rect } from '../../../charts/model';
import type { Twin } from '../../../charts/twin';
import { civilRangeWords } from '../../../lib/civil_date';
import { exact, plural } from '../../../lib/format';
import { categoryLegend, kCategoryNames, kCategoryPaint, presentIn } from './categories';
import { periodMark, runningNote, type PanelView } from './view';

type Entry = ThroughputAnswer['periods'][number];

export interface ThroughputOptions {
  /** Bars split by category. */
  split: boolean;
  hidden: readonly string[];
}

interface Part {
  category: Category | null;
  from: number;
  to: number;
}

/** The stack of one bar, from the bottom. */
export function partsOf(entry: Entry, shown: readonly Category[] | null): Part[] {
  if (shown === null) return [{ category: null, from: 0, to: entry.count }];
  let sum = 0;
  return shown.flatMap((category) => {
    const count = entry.by_category[category];
    if (count === 0) return [];
    const part = { category, from: sum, to: sum + count };
    sum += count;
    return [part];
  });
}

function rectOf(part: Part, i: number, entry: Entry): Rect {
  const paint = part.category ? kCategoryPaint[part.category] : 'series-1';
  const hatched = entry.complete ? {} : { hatched: true };
  return { x0: i, x1: i + 1, y0: part.from, y1: part.to, paint, alpha: 0.88, ...hatched };
}

function markOf(part: Part, i: number, row: number, entry: Entry): Mark {
  const range = civilRangeWords(entry.from, entry.to);
  const count = part.to - part.from;
  const name = part.category ? kCategoryNames[part.category] : 'Finished';
  const foot = entry.complete ? {} : { foot: 'This week is not whole.' };
  const of = part.category ? [{ name: 'All', value: exact(entry.count) }] : [];
  const median =
    entry.median === null ? [] : [{ name: '4-week median', value: exact(entry.median) }];
  return {
    id: `${entry.from} ${part.category ?? ''}`,
    ...{ x0: i, x1: i + 1, y0: part.from, y1: part.to, row },
    shape: part.category ? 'box' : 'column',
    words: `${range}, ${name.toLowerCase()}: ${count}`,
    tip: {
      title: range,
      rows: [
        {
          name,
          value: exact(count),
          ...(part.category && { paint: kCategoryPaint[part.category] }),
        },
        ...of,
        ...median,
      ],
      ...foot,
    },
    target:
      count === 0
        ? null
        : {
            kind: 'items',
            mark: periodMark(
              {
                metric: 'throughput',
                ...(part.category && { item_category: part.category }),
              },
              entry,
            ),
          },
  };
}

export function throughputModel(data: ThroughputAnswer, options: ThroughputOptions): ChartModel {
  const { periods } = data;
  const present = presentIn(periods.map((p) => p.by_category));
  const shown = options.split ? present.filter((c) => !options.hidden.includes(c)) : null;
  const stacks = periods.map((entry) => ({ entry, parts: partsOf(entry, shown) }));
  const most = Math.max(1, ...periods.map((p) => p.count), ...periods.map((p) => p.median ?? 0));
  const rects = stacks.flatMap(({ entry, parts }, i) =>
    parts.map((part) => rectOf(part, i, entry)),
  );
  const marks = stacks.flatMap(({ entry, parts }, i) =>
    parts.map((part, row) => markOf(part, i, row, entry)),
  );
  const median = periods.map((p, i) => ({ x: i + 0.5, y: p.median }));
  const last = periods.findLast((p) => p.median !== null)?.median;
  const layers: Layer[] = [
    { kind: 'rects', items: rects, gap: periods.length > 40 ? 1 : 4, radius: shown ? 0 : 3 },
    { kind: 'line', points: median, paint: 'text', width: 2 },
  ];
  return {
    x: periodAxis(periods),
    y: numberAxis({ max: most * 1.05, format: exact, least: 1, title: 'Issues' }),
    layers,
    marks,
    hit: shown ? 'shape' : 'column',
    ...(last != null && { labels: [{ y: last, text: `median ${exact(last)}`, strong: true }] }),
  };
}

export function throughputSentence(data: ThroughputAnswer): string {
  if (data.total === 0) return 'Nothing finished in this range.';
  const whole = data.periods.filter((p) => p.complete).length;
  const total = `${plural(data.total, 'issue')} finished`;
  if (data.median_per_period === null) return `${total}; too few whole weeks for a median.`;
  return `${total}; median ${exact(data.median_per_period)} a week over ${plural(whole, 'whole week')}.`;
}

export function throughputTwin(data: ThroughputAnswer): Twin {
  const present = presentIn(data.periods.map((p) => p.by_category));
  return {
    caption: 'Finished issues by week',
    columns: [
      { title: 'Week' },
      { title: 'Finished', number: true },
      ...present.map((c) => ({ title: kCategoryNames[c], number: true })),
      { title: '4-week median', number: true },
      { title: 'Whole week' },
    ],
    rows: data.periods.map((p, i) => ({
      cells: [
        civilRangeWords(p.from, p.to),
        exact(p.count),
        ...present.map((c) => exact(p.by_category[c])),
        p.median === null ? '–' : exact(p.median),
        p.complete ? 'yes' : 'no',
      ],
      target: markOf({ category: null, from: 0, to: p.count }, i, 0, p).target,
    })),
  };
}

export function throughputView(data: ThroughputAnswer, options: ThroughputOptions): PanelView {
  const sentence = throughputSentence(data);
  const present = presentIn(data.periods.map((p) => p.by_category));
  if (data.total === 0) {
    const text = 'Look at a longer range, or at what is in progress.';
    return {
      sentence,
      model: null,
      twin: null,
      nothing: { title: 'Nothing finished in this range.', text },
    };
  }
  const median = {
    id: 'median',
    label: 'Median of the last 4 whole weeks',
    paint: 'text',
    as: 'line' as const,
  };
  return {
    sentence,
    model: throughputModel(data, options),
    twin: throughputTwin(data),
    legend: [...(options.split ? categoryLegend(present, options.hidden) : []), median],
    notes: runningNote(data.periods, 'left out of the median'),
  };
}
