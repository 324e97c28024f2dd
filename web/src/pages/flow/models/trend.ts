import type { CycleAnswer } from '../../../api/flow_answers';
import { numberAxis, periodAxis } from '../../../charts/axis';
import type { ChartModel, EndLabel, Layer, Mark } from '../../../charts/model';
import type { Twin } from '../../../charts/twin';
import { formatIn, scaleOf, tickIn, toUnits, type TimeScale } from '../../../charts/unit';
import { civilRangeWords } from '../../../lib/civil_date';
import { exact } from '../../../lib/format';
import { durationTitle } from './duration_axis';
import { metricOf } from './scatter';
import { periodMark, type PanelView } from './view';

type Entry = CycleAnswer['series'][number];

const words = (seconds: number | null, n: number, scale: TimeScale) =>
  seconds === null ? `too few (n ${n})` : formatIn(seconds, scale);

function markOf(entry: Entry, i: number, data: CycleAnswer): Mark {
  const scale = scaleOf(data);
  const range = civilRangeWords(entry.period.from, entry.period.to);
  const [p50, p85] = [entry.p50_seconds, entry.p85_seconds].map((s) => words(s, entry.n, scale));
  const foot = entry.period.complete ? {} : { foot: 'This week is not whole.' };
  return {
    id: entry.period.from,
    ...{ x0: i, x1: i + 1, y0: 0, y1: 0 },
    shape: 'column',
    words: `${range}: p85 ${p85}, p50 ${p50}, n ${entry.n}`,
    tip: {
      title: range,
      rows: [
        { name: 'p85', value: p85 ?? '', paint: 'series-1' },
        { name: 'p50', value: p50 ?? '', paint: 'series-5' },
        { name: 'n', value: exact(entry.n) },
      ],
      ...foot,
    },
    target:
      entry.n === 0
        ? null
        : { kind: 'items', mark: periodMark({ metric: metricOf(data) }, entry.period) },
  };
}

/** Weeks that are not whole are left out of the lines; their mark says so. */
export function trendModel(data: CycleAnswer): ChartModel {
  const scale = scaleOf(data);
  const units = (seconds: number | null) => (seconds === null ? null : toUnits(seconds, scale));
  const line = (pick: (entry: Entry) => number | null) =>
    data.series.map((entry, i) => ({
      x: i + 0.5,
      y: entry.period.complete ? units(pick(entry)) : null,
    }));
  const p50 = line((e) => e.p50_seconds);
  const p85 = line((e) => e.p85_seconds);
  const most = Math.max(0.1, ...[...p50, ...p85].map((p) => p.y ?? 0));
  const layers: Layer[] = [
    { kind: 'line', points: p50, paint: 'series-5', dots: 'circle' },
    { kind: 'line', points: p85, paint: 'series-1', dash: 'dashed', dots: 'square' },
  ];
  const end = (points: typeof p50, text: string, paint: string): EndLabel[] => {
    const last = points.findLast((p) => p.y !== null)?.y;
    return last == null ? [] : [{ y: last, text, paint }];
  };
  return {
    x: periodAxis(data.series.map((e) => e.period)),
    y: numberAxis({
      max: most * 1.05,
      format: (v) => tickIn(v, scale),
      title: durationTitle(scale),
    }),
    layers,
    labels: [...end(p85, 'p85', 'text'), ...end(p50, 'p50', 'text')],
    marks: data.series.map((entry, i) => markOf(entry, i, data)),
    hit: 'column',
  };
}

/** Compares the first and the last whole weeks that have a p85. */
export function trendSentence(data: CycleAnswer): string {
  const scale = scaleOf(data);
  const known = data.series.filter((e) => e.period.complete && e.p50_seconds !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last || known.length < 2) {
    return 'Too few finished per week for a trend.';
  }
  const [a, b] = [first.p50_seconds ?? 0, last.p50_seconds ?? 0];
  return `Half took up to ${formatIn(a, scale)} in the first whole week, ${formatIn(b, scale)} in the last.`;
}

export function trendTwin(data: CycleAnswer): Twin {
  const scale = scaleOf(data);
  return {
    caption: 'Percentiles by week',
    columns: [
      { title: 'Week' },
      { title: 'p50', number: true },
      { title: 'p85', number: true },
      { title: 'n', number: true },
    ],
    rows: data.series.map((entry, i) => ({
      cells: [
        civilRangeWords(entry.period.from, entry.period.to),
        words(entry.p50_seconds, entry.n, scale),
        words(entry.p85_seconds, entry.n, scale),
        exact(entry.n),
      ],
      target: markOf(entry, i, data).target,
    })),
  };
}

export function trendView(data: CycleAnswer): PanelView {
  const known = data.series.some((e) => e.p50_seconds !== null || e.p85_seconds !== null);
  const sentence = trendSentence(data);
  if (!known) {
    const text = 'A week needs 5 finished issues for p50 and 20 for p85.';
    return {
      sentence,
      model: null,
      twin: null,
      nothing: { title: 'Too few per week for a trend.', text },
    };
  }
  const few = data.series.filter((e) => e.period.complete && e.p85_seconds === null).length;
  return {
    sentence,
    model: trendModel(data),
    twin: trendTwin(data),
    notes: few > 0 ? [`p85 needs 20 a week: absent in ${few} of ${data.series.length} weeks`] : [],
  };
}
