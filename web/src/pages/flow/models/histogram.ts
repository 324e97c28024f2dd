import type { CycleAnswer } from '../../../api/flow_answers';
import { numberAxis } from '../../../charts/axis';
import type { Axis, ChartModel, Mark, Rect } from '../../../charts/model';
import { missingRules, rulesOf, secondsOf } from '../../../charts/percentiles';
import type { Twin } from '../../../charts/twin';
import { formatIn, scaleOf, tickIn, toUnits, type TimeScale } from '../../../charts/unit';
import { exact, formatPercent, plural } from '../../../lib/format';
import { durationTitle } from './duration_axis';
import { metricOf } from './scatter';
import type { PanelView } from './view';

type Bin = CycleAnswer['histogram'][number];

const kMostBars = 60;

/** Neighbouring one-day bins joined until there are few enough to be seen. */
export function joinBins(bins: readonly Bin[], most = kMostBars): Bin[] {
  const each = Math.max(1, Math.ceil(bins.length / most));
  const joined: Bin[] = [];
  for (let i = 0; i < bins.length; i += each) {
    const group = bins.slice(i, i + each);
    const [first, last] = [group[0], group.at(-1)];
    if (!first || !last) continue;
    joined.push({
      from_seconds: first.from_seconds,
      to_seconds: last.to_seconds,
      count: group.reduce((sum, bin) => sum + bin.count, 0),
    });
  }
  return joined;
}

/** Bins up to the last one within reach of p95; what lies beyond is one bar at the end. */
function shownBins(data: CycleAnswer): Bin[] {
  const filled = data.histogram.findLastIndex((b) => b.count > 0);
  const bins = data.histogram.slice(0, filled + 1);
  const p95 = secondsOf(data.percentiles, 95);
  const limit = p95 === null ? Infinity : p95 * 1.9;
  const near = bins.filter((b) => b.from_seconds < limit);
  const far = bins.slice(near.length);
  const joined = joinBins(near);
  if (far.length === 0) return joined;
  const count = far.reduce((sum, bin) => sum + bin.count, 0);
  const from = far[0]?.from_seconds ?? 0;
  return [...joined, { from_seconds: from, to_seconds: Infinity, count }];
}

function rangeWords(bin: Bin, scale: TimeScale): string {
  const from = tickIn(toUnits(bin.from_seconds, scale), scale);
  if (!Number.isFinite(bin.to_seconds)) return `${from} ${scale.word} and more`;
  return `${from} to ${tickIn(toUnits(bin.to_seconds, scale), scale)} ${scale.word}`;
}

/** Where each bar stands: whole days at their place, the open one as wide as its neighbour. */
function edges(bins: readonly Bin[], scale: TimeScale): [number, number][] {
  const first = bins[0];
  const width = first ? toUnits(first.to_seconds - first.from_seconds, scale) : 1;
  return bins.map((bin) => {
    const x0 = toUnits(bin.from_seconds, scale);
    const x1 = Number.isFinite(bin.to_seconds) ? toUnits(bin.to_seconds, scale) : x0 + width;
    return [x0, x1];
  });
}

function daysAxis(max: number, scale: TimeScale): Axis {
  const axis = numberAxis({ max, format: (v) => tickIn(v, scale), least: 1 });
  const ticks = (px: number) => axis.ticks(px).filter((t) => t.at <= max);
  return { ...axis, max, grid: false, ticks };
}

function markOf(bin: Bin, [x0, x1]: [number, number], data: CycleAnswer): Mark {
  const words = rangeWords(bin, scaleOf(data));
  const open = Number.isFinite(bin.to_seconds) ? { shorter_than: bin.to_seconds } : {};
  return {
    id: String(bin.from_seconds),
    ...{ x0, x1, y0: 0, y1: bin.count },
    shape: 'column',
    words: `${words}: ${plural(bin.count, 'issue')}`,
    tip: {
      title: words,
      rows: [
        { name: 'Issues', value: exact(bin.count) },
        { name: 'Share', value: formatPercent(bin.count, data.n) },
      ],
    },
    target:
      bin.count === 0
        ? null
        : {
            kind: 'items',
            mark: { metric: metricOf(data), longer_than: bin.from_seconds, ...open },
          },
  };
}

export function histogramModel(data: CycleAnswer, pct: number): ChartModel {
  const scale = scaleOf(data);
  const bins = shownBins(data);
  const places = edges(bins, scale);
  const max = Math.max(1, ...places.map(([, x1]) => x1));
  const most = Math.max(1, ...bins.map((b) => b.count));
  const items = bins.map((bin, i): Rect => {
    const [x0, x1] = places[i] ?? [0, 1];
    const open = !Number.isFinite(bin.to_seconds);
    return { x0, x1, y0: 0, y1: bin.count, paint: 'series-1', alpha: open ? 0.45 : 0.85 };
  });
  const rules = rulesOf(data.percentiles, 'x', scale, pct).filter((r) => r.at <= max);
  return {
    x: daysAxis(max, scale),
    y: numberAxis({ max: most * 1.12, format: exact, least: 1, title: 'Issues' }),
    layers: [
      { kind: 'rects', items, gap: 1, radius: 2 },
      { kind: 'rules', items: rules },
    ],
    marks: bins.map((bin, i) => markOf(bin, places[i] ?? [0, 1], data)),
    hit: 'column',
  };
}

/** `Most take 1 to 2 d; one in five takes longer than 6 d.` */
export function histogramSentence(data: CycleAnswer): string {
  const scale = scaleOf(data);
  const bins = joinBins(data.histogram);
  const top = bins.reduce<Bin | null>(
    (best, b) => (best && best.count >= b.count ? best : b),
    null,
  );
  if (!top || data.n === 0) return 'Nothing finished in this range.';
  const share = formatPercent(top.count, data.n);
  const p95 = secondsOf(data.percentiles, 95);
  const tail = p95 === null ? '' : ` 1 in 20 takes longer than ${formatIn(p95, scale)}.`;
  return `Most often ${rangeWords(top, scale)} (${share} of ${exact(data.n)}).${tail}`;
}

export function histogramTwin(data: CycleAnswer): Twin {
  const scale = scaleOf(data);
  let sum = 0;
  const bins = shownBins(data);
  return {
    caption: 'Issues by how long they took',
    columns: [
      { title: durationTitle(scale) },
      { title: 'Issues', number: true },
      { title: 'Share', number: true },
      { title: 'Up to here', number: true },
    ],
    rows: bins.map((bin, i) => {
      sum += bin.count;
      return {
        cells: [
          rangeWords(bin, scale),
          exact(bin.count),
          formatPercent(bin.count, data.n),
          formatPercent(sum, data.n),
        ],
        target: markOf(bin, [i, i + 1], data).target,
      };
    }),
  };
}

export function histogramView(data: CycleAnswer, pct: number): PanelView {
  const sentence = histogramSentence(data);
  if (data.n === 0) {
    return { sentence, model: null, twin: null, nothing: { title: 'Nothing to spread out.' } };
  }
  return {
    sentence,
    model: histogramModel(data, pct),
    twin: histogramTwin(data),
    notes: missingRules(data.percentiles, data.n),
  };
}
