import type { CumulativeAnswer } from '../../../api/flow_answers';
import { civilMs, dayAxis, numberAxis } from '../../../charts/axis';
import type { LegendEntry } from '../../../charts/legend';
import type { ChartModel, Layer, Mark, Paint, TipRow } from '../../../charts/model';
import type { Twin } from '../../../charts/twin';
import { civilWords } from '../../../lib/civil_date';
import { exact, plural } from '../../../lib/format';
import { stagePaint } from './stages';
import type { PanelView } from './view';

const kDayMs = 86_400_000;
/** Stages before the start line and behind the finish line; the rest is work in progress. */
const kOutside = ['queue', 'unmapped', 'done', 'cancelled'];
const kRateDays = 28;

type Stage = CumulativeAnswer['stages'][number];

export interface Stack {
  stage: Stage;
  low: number[];
  high: number[];
}

/** The areas from the bottom. What was done before the first day is taken away, so that the
 *  picture shows the range and not the whole past. */
export function stacksOf(data: CumulativeAnswer, hidden: readonly string[]): Stack[] {
  let low = data.dates.map(() => 0);
  return data.stages
    .filter((stage) => !hidden.includes(stage.stage))
    .map((stage) => {
      const base = stage.stage === 'done' ? (stage.counts[0] ?? 0) : 0;
      const bottom = low;
      const high = bottom.map((from, i) => from + Math.max(0, (stage.counts[i] ?? 0) - base));
      low = high;
      return { stage, low: bottom, high };
    });
}

/** Issues in progress at the end of each date. */
export function wipOf(data: CumulativeAnswer): number[] {
  const going = data.stages.filter((s) => !kOutside.includes(s.stage));
  return data.dates.map((_, i) => going.reduce((sum, s) => sum + (s.counts[i] ?? 0), 0));
}

/** Finished per day over the four weeks that end at a date, or since the first date. */
export function rateAt(data: CumulativeAnswer, i: number): number | null {
  const at = civilMs(data.dates[i] ?? '');
  const from = data.dates.findIndex((d) => civilMs(d) >= at - kRateDays * kDayMs);
  const days = (at - civilMs(data.dates[from] ?? '')) / kDayMs;
  if (days < 7) return null;
  return ((data.departures[i] ?? 0) - (data.departures[from] ?? 0)) / days;
}

/** Little's law: issues in progress divided by what leaves a day; null when nothing leaves. */
export function cycleDaysAt(data: CumulativeAnswer, i: number): number | null {
  const rate = rateAt(data, i);
  return rate === null || rate <= 0 ? null : (wipOf(data)[i] ?? 0) / rate;
}

function readings(data: CumulativeAnswer, i: number, wip: number): TipRow[] {
  const rate = rateAt(data, i);
  const days = rate !== null && rate > 0 ? wip / rate : null;
  return [
    { name: 'In progress', value: exact(wip) },
    { name: 'Finished a week', value: rate === null ? '–' : (rate * 7).toFixed(1) },
    { name: 'Approx. cycle time', value: days === null ? '–' : `${days.toFixed(1)} d` },
  ];
}

function lastDay(data: CumulativeAnswer): string {
  return data.dates.at(-1) ?? '1970-01-01';
}

function columnOf(data: CumulativeAnswer, i: number): [number, number] {
  const at = data.dates.map(civilMs);
  const here = at[i] ?? 0;
  const left = i === 0 ? here : (here + (at[i - 1] ?? here)) / 2;
  const right = i === at.length - 1 ? here : (here + (at[i + 1] ?? here)) / 2;
  return [left, right];
}

function marksOf(data: CumulativeAnswer, stacks: readonly Stack[]): Mark[] {
  const wip = wipOf(data);
  return data.dates.flatMap((date, i) => {
    const [x0, x1] = columnOf(data, i);
    const day = civilWords(date);
    const read = readings(data, i, wip[i] ?? 0);
    return stacks.map(({ stage, low, high }, row): Mark => {
      const count = stage.counts[i] ?? 0;
      const rows = [
        { name: stage.title, value: exact(count), paint: stagePaint(stage.stage) },
        ...read,
      ];
      return {
        id: `${date} ${stage.stage}`,
        ...{ x0, x1, y0: low[i] ?? 0, y1: high[i] ?? 0, row },
        shape: 'box',
        words: `${day}: ${rows.map((r) => `${r.name} ${r.value}`).join(', ')}`,
        tip: { title: day, rows },
        target:
          count === 0
            ? null
            : { kind: 'items', mark: { metric: 'cumulative', on: date, stage: stage.stage } },
      };
    });
  });
}

function flowLines(data: CumulativeAnswer): { arrivals: number[]; departures: number[] } {
  const first = wipOf(data)[0] ?? 0;
  // The areas begin at the end of the first day, so the lines do too.
  const [came = 0, left = 0] = [data.arrivals[0], data.departures[0]];
  return {
    arrivals: data.arrivals.map((n) => n - came + first),
    departures: data.departures.map((n) => n - left),
  };
}

function layersOf(data: CumulativeAnswer, stacks: readonly Stack[], hidden: readonly string[]) {
  const xs = data.dates.map(civilMs);
  const areas = stacks.map(({ stage, low, high }): Layer => ({
    kind: 'area',
    ...{ xs, low, high },
    paint: stagePaint(stage.stage),
  }));
  const whole = hidden.length === 0;
  const lines = flowLines(data);
  const line = (values: number[], paint: Paint, dash: 'solid' | 'dashed'): Layer => ({
    kind: 'line',
    points: values.map((y, i) => ({ x: xs[i] ?? 0, y })),
    ...{ paint, dash, width: 2 },
  });
  return [
    ...areas,
    // Arrivals and departures bound the work in progress only while every stage is shown.
    ...(whole
      ? [line(lines.arrivals, 'series-1', 'dashed'), line(lines.departures, 'series-3', 'solid')]
      : []),
  ];
}

export function cumulativeModel(data: CumulativeAnswer, hidden: readonly string[]): ChartModel {
  const stacks = stacksOf(data, hidden);
  const lines = flowLines(data);
  const most = Math.max(
    1,
    ...stacks.map((s) => Math.max(...s.high)),
    ...(hidden.length === 0 ? [...lines.arrivals, ...lines.departures] : []),
  );
  const x = dayAxis(data.dates[0] ?? '1970-01-01', lastDay(data));
  const min = civilMs(data.dates[0] ?? '1970-01-01');
  const max = Math.max(min + kDayMs, civilMs(lastDay(data)));
  return {
    x: { ...x, min, max, ticks: (px) => x.ticks(px).filter((t) => t.at <= max) },
    y: numberAxis({ max: most * 1.02, format: exact, least: 1, title: 'Issues' }),
    layers: layersOf(data, stacks, hidden),
    labels: stacks
      .filter((s) => (s.high.at(-1) ?? 0) - (s.low.at(-1) ?? 0) > most * 0.012)
      .map((s) => ({ y: ((s.low.at(-1) ?? 0) + (s.high.at(-1) ?? 0)) / 2, text: s.stage.title })),
    marks: marksOf(data, stacks),
  };
}

export function cumulativeSentence(data: CumulativeAnswer): string {
  const arrived = data.arrivals.at(-1) ?? 0;
  const left = data.departures.at(-1) ?? 0;
  const gap = arrived - left;
  const end =
    gap === 0
      ? 'as many as were finished'
      : gap > 0
        ? `${exact(gap)} more than were finished`
        : `${exact(-gap)} less than were finished`;
  return `${plural(arrived, 'issue')} started, ${end}.`;
}

function legendOf(data: CumulativeAnswer, hidden: readonly string[]): LegendEntry[] {
  const stages = [...data.stages].reverse().map((s) => ({
    id: s.stage,
    label: s.title,
    paint: stagePaint(s.stage),
    on: !hidden.includes(s.stage),
  }));
  if (hidden.length > 0) return stages;
  return [
    ...stages,
    { id: 'arrivals', label: 'Arrivals', paint: 'series-1', as: 'line', dash: 'dashed' },
    { id: 'departures', label: 'Departures', paint: 'series-3', as: 'line' },
  ];
}

export function cumulativeTwin(data: CumulativeAnswer): Twin {
  const wip = wipOf(data);
  const order = data.dates.map((_, i) => i).reverse();
  return {
    caption: `Issues by stage at the end of each ${data.step}`,
    columns: [
      { title: 'Date' },
      ...data.stages.map((s) => ({ title: s.title, number: true })),
      { title: 'In progress', number: true },
      { title: 'Arrivals', number: true },
      { title: 'Departures', number: true },
    ],
    rows: order.map((i) => ({
      cells: [
        civilWords(data.dates[i] ?? ''),
        ...data.stages.map((s) => exact(s.counts[i] ?? 0)),
        exact(wip[i] ?? 0),
        exact(data.arrivals[i] ?? 0),
        exact(data.departures[i] ?? 0),
      ],
      target: { kind: 'items', mark: { metric: 'wip', on: data.dates[i] ?? '' } },
    })),
  };
}

function notesOf(data: CumulativeAnswer): string[] {
  const back = data.backward_moves;
  const from = civilWords(data.dates[0] ?? '', false);
  const average =
    data.wip_average === null ? [] : [`${data.wip_average.toFixed(1)} in progress on average`];
  const rate =
    data.throughput_per_day === null
      ? []
      : [`${(data.throughput_per_day * 7).toFixed(1)} finished a week`];
  return [
    ...average,
    ...rate,
    ...(back > 0 ? [`${plural(back, 'move')} backwards`] : []),
    ...(data.step === 'week' ? ['one point a week'] : []),
    `done counts from ${from}`,
  ];
}

export function cumulativeView(data: CumulativeAnswer, hidden: readonly string[]): PanelView {
  const sentence = cumulativeSentence(data);
  const none = data.dates.length < 2 || data.stages.every((s) => s.counts.every((c) => c === 0));
  if (none) {
    return {
      sentence,
      model: null,
      twin: null,
      nothing: { title: 'No issue was here in this range.' },
    };
  }
  return {
    sentence,
    model: cumulativeModel(data, hidden),
    twin: cumulativeTwin(data),
    legend: legendOf(data, hidden),
    notes: notesOf(data),
  };
}
