import type { Category, MixAnswer } from '../../../api/flow_answers';
import { numberAxis, periodAxis } from '../../../charts/axis';
import type { MarkRef } from '../../../charts/mark_ref';
import type { Axis, ChartModel, Mark, MarkTarget, Rect } from '../../../charts/model';
import type { Twin } from '../../../charts/twin';
import { civilRangeWords } from '../../../lib/civil_date';
import { exact, formatPercent } from '../../../lib/format';
import {
  categoryLegend,
  kCategories,
  kCategoryNames,
  kCategoryPaint,
  presentIn,
} from './categories';
import { periodMark, type PanelView } from './view';

interface Slice {
  category: Category;
  share: number;
  value: string;
  target: MarkTarget | null;
}

interface Bar {
  name: string;
  slices: Slice[];
}

const kHour = 3600;

function opened(mark: MarkRef | null): MarkTarget | null {
  return mark === null ? null : { kind: 'items', mark };
}

/** Throughput, work in progress and hours, each as its shares. */
export function barsOf(data: MixAnswer): Bar[] {
  const order = <T extends { category: Category }>(list: readonly T[]) =>
    kCategories.flatMap((c) => list.filter((one) => one.category === c));
  return [
    {
      name: 'Finished',
      slices: order(data.throughput).map((p) => ({
        category: p.category,
        share: p.share,
        value: exact(p.count),
        target: opened(p.count ? { metric: 'throughput', item_category: p.category } : null),
      })),
    },
    {
      name: 'In progress',
      slices: order(data.wip).map((p) => ({
        category: p.category,
        share: p.share,
        value: exact(p.count),
        target: opened(p.count ? { metric: 'wip', item_category: p.category } : null),
      })),
    },
    {
      name: 'Hours',
      slices: order(data.hours).map((p) => ({
        category: p.category,
        share: p.share,
        value: `${exact(Math.round(p.seconds / kHour))} h`,
        target: null,
      })),
    },
  ];
}

function namesAxis(names: readonly string[]): Axis {
  const count = names.length;
  const ticks = () => names.map((text, i) => ({ at: count - i - 0.5, text }));
  return { kind: 'linear', min: 0, max: count, ticks };
}

function shareAxis(): Axis {
  return numberAxis({ max: 1, format: (v) => `${Math.round(v * 100)} %` });
}

function sliceMark(
  bar: Bar,
  slice: Slice,
  row: number,
  x: [number, number],
  y: [number, number],
): Mark {
  const name = kCategoryNames[slice.category];
  const share = formatPercent(slice.share, 1);
  return {
    id: `${bar.name} ${slice.category}`,
    ...{ x0: x[0], x1: x[1], y0: y[0], y1: y[1], row },
    shape: 'box',
    words: `${bar.name}, ${name}: ${share}, ${slice.value}`,
    tip: {
      title: bar.name,
      rows: [{ name, value: `${share} · ${slice.value}`, paint: kCategoryPaint[slice.category] }],
    },
    target: slice.target,
  };
}

export function mixModel(data: MixAnswer, hidden: readonly string[]): ChartModel {
  const bars = barsOf(data).filter((bar) => bar.slices.some((s) => s.share > 0));
  const items: Rect[] = [];
  const marks: Mark[] = [];
  bars.forEach((bar, i) => {
    let x = 0;
    const y: [number, number] = [bars.length - i - 0.8, bars.length - i - 0.2];
    for (const slice of bar.slices) {
      const end = x + slice.share;
      if (!hidden.includes(slice.category) && slice.share > 0) {
        items.push({
          ...{ x0: x, x1: end, y0: y[0], y1: y[1], paint: kCategoryPaint[slice.category] },
          text: formatPercent(slice.share, 1),
        });
        marks.push(sliceMark(bar, slice, -i, [x, end], y));
      }
      x = end;
    }
  });
  return {
    x: { ...shareAxis(), grid: false },
    y: namesAxis(bars.map((b) => b.name)),
    layers: [{ kind: 'rects', items, gap: 1, border: 'surface' }],
    marks,
  };
}

export function mixSentence(data: MixAnswer): string {
  const most = [...data.throughput].sort((a, b) => b.share - a.share)[0];
  if (!most || most.count === 0) return 'Nothing finished in this range.';
  const bug = data.throughput.find((p) => p.category === 'bug');
  const rest =
    bug && most.category !== 'bug' && bug.count > 0 ? `, ${formatPercent(bug.share, 1)} bugs` : '';
  return `Of what was finished, ${formatPercent(most.share, 1)} was ${kCategoryNames[most.category].toLowerCase()}${rest}.`;
}

export function mixTwin(data: MixAnswer): Twin {
  const rows = barsOf(data).flatMap((bar) =>
    bar.slices.map((slice) => ({
      cells: [bar.name, kCategoryNames[slice.category], formatPercent(slice.share, 1), slice.value],
      target: slice.target,
    })),
  );
  return {
    caption: 'Shares by category',
    columns: [
      { title: 'Of' },
      { title: 'Category' },
      { title: 'Share', number: true },
      { title: 'Value', number: true },
    ],
    rows,
  };
}

function present(data: MixAnswer): Category[] {
  const shares = barsOf(data).map((bar) =>
    Object.fromEntries(bar.slices.map((s) => [s.category, s.share])),
  );
  return presentIn(shares);
}

export function mixView(data: MixAnswer, hidden: readonly string[]): PanelView {
  const sentence = mixSentence(data);
  const found = present(data);
  if (found.length === 0) {
    return {
      sentence,
      model: null,
      twin: null,
      nothing: { title: 'Nothing to divide in this range.' },
    };
  }
  const hours = data.hours.some((h) => h.seconds > 0);
  return {
    sentence,
    model: mixModel(data, hidden),
    twin: mixTwin(data),
    legend: categoryLegend(found, hidden),
    notes: hours ? ['Hours are those of worklogs'] : ['No hours were logged in this range'],
  };
}

type Entry = MixAnswer['periods'][number];

function totalOf(entry: Entry): number {
  return kCategories.reduce((sum, c) => sum + entry.by_category[c], 0);
}

/** Shares of what was finished, by week. */
export function mixWeeksModel(data: MixAnswer, hidden: readonly string[]): ChartModel {
  const items: Rect[] = [];
  const marks: Mark[] = [];
  data.periods.forEach((entry, i) => {
    const total = totalOf(entry);
    const range = civilRangeWords(entry.from, entry.to);
    let y = 0;
    let row = 0;
    for (const category of kCategories) {
      const count = entry.by_category[category];
      if (count === 0 || hidden.includes(category)) continue;
      const end = y + count / total;
      const paint = kCategoryPaint[category];
      const hatched = entry.complete ? {} : { hatched: true };
      items.push({ x0: i, x1: i + 1, y0: y, y1: end, paint, alpha: 0.9, ...hatched });
      const mark = periodMark({ metric: 'throughput', item_category: category }, entry);
      const slice: Slice = {
        category,
        share: count / total,
        value: `${exact(count)} of ${exact(total)}`,
        target: opened(mark),
      };
      marks.push({
        ...sliceMark({ name: range, slices: [] }, slice, row, [i, i + 1], [y, end]),
        id: `${entry.from} ${category}`,
      });
      y = end;
      row += 1;
    }
  });
  return {
    x: periodAxis(data.periods),
    y: shareAxis(),
    layers: [{ kind: 'rects', items, gap: data.periods.length > 40 ? 1 : 3, border: 'surface' }],
    marks,
  };
}

export function mixWeeksView(data: MixAnswer, hidden: readonly string[]): PanelView {
  const found = presentIn(data.periods.map((p) => p.by_category));
  const whole = data.periods.filter((p) => p.complete && totalOf(p) > 0);
  const share = (entry: Entry | undefined) =>
    entry ? formatPercent(entry.by_category.bug, totalOf(entry)) : '–';
  const sentence =
    whole.length < 2
      ? 'Too few whole weeks to compare.'
      : `Bugs: ${share(whole[0])} in the first whole week, ${share(whole.at(-1))} in the last.`;
  if (found.length === 0) {
    return {
      sentence,
      model: null,
      twin: null,
      nothing: { title: 'Nothing finished in this range.' },
    };
  }
  return {
    sentence,
    model: mixWeeksModel(data, hidden),
    twin: mixWeeksTwin(data, found),
    legend: categoryLegend(found, hidden),
    notes: data.periods.some((p) => !p.complete) ? ['Hatched: weeks that are not whole'] : [],
  };
}

function mixWeeksTwin(data: MixAnswer, found: readonly Category[]): Twin {
  return {
    caption: 'Shares of finished issues by week',
    columns: [
      { title: 'Week' },
      { title: 'Finished', number: true },
      ...found.map((c) => ({ title: kCategoryNames[c], number: true })),
    ],
    rows: data.periods.map((entry) => ({
      cells: [
        civilRangeWords(entry.from, entry.to),
        exact(totalOf(entry)),
        ...found.map((c) => formatPercent(entry.by_category[c], totalOf(entry))),
      ],
      target: totalOf(entry) === 0 ? null : opened(periodMark({ metric: 'throughput' }, entry)),
    })),
  };
}
