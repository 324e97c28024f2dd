import type { StatusCell, StatusRow, TimeInStatusAnswer } from '../../../api/flow_answers';
import { numberAxis, periodAxis } from '../../../charts/axis';
import { seqPaint } from '../../../charts/colours';
import type { MarkRef } from '../../../charts/mark_ref';
import type { Axis, ChartModel, Mark, Rect } from '../../../charts/model';
import type { Twin } from '../../../charts/twin';
import { formatIn, scaleOf, tickIn, toUnits, type TimeScale } from '../../../charts/unit';
import { civilRangeWords, civilWords } from '../../../lib/civil_date';
import { exact } from '../../../lib/format';
import { durationTitle } from './duration_axis';
import { periodMark, type PanelView } from './view';

export interface HeatOptions {
  by: 'status' | 'stage';
  view: 'heat' | 'bars';
  pct: number;
}

const kMostName = 20;

const short = (name: string) =>
  name.length > kMostName ? `${name.slice(0, kMostName - 1).trimEnd()}…` : name;

/** Only p50 and p85 are known per cell. */
export function shownPercent(pct: number): 50 | 85 {
  return pct === 50 ? 50 : 85;
}

function valueOf(cell: StatusCell, p: 50 | 85): number | null {
  return p === 50 ? cell.p50_seconds : cell.p85_seconds;
}

function rowMark(row: StatusRow, by: HeatOptions['by']): MarkRef {
  return {
    metric: 'time-in-status',
    ...(by === 'stage' ? { stage: row.stage } : { status: row.name }),
  };
}

function namesAxis(rows: readonly StatusRow[]): Axis {
  const count = rows.length;
  return {
    kind: 'linear',
    min: 0,
    max: Math.max(1, count),
    ticks: () => rows.map((row, i) => ({ at: count - i - 0.5, text: short(row.name) })),
  };
}

/** `12 h`, `3.1`: the shortest that says it; the unit stands in the title. */
export function cellText(seconds: number, scale: TimeScale): string {
  const days = toUnits(seconds, scale);
  if (days >= 9.95) return String(Math.round(days));
  if (days >= 0.95) return days.toFixed(1);
  return tickIn(days, scale).replace(' ', ' ');
}

/** Shortest and longest of all cells: the ends of the scale. */
function endsOf(data: TimeInStatusAnswer, p: 50 | 85): [number, number] {
  const all = data.rows.flatMap((r) => r.cells.flatMap((c) => valueOf(c, p) ?? []));
  return all.length === 0 ? [0, 1] : [Math.min(...all), Math.max(...all)];
}

interface Place {
  row: StatusRow;
  cell: StatusCell;
  r: number;
  c: number;
}

function placesOf(data: TimeInStatusAnswer): Place[] {
  return data.rows.flatMap((row, r) => row.cells.map((cell, c) => ({ row, cell, r, c })));
}

function cellRect(
  { cell, r, c }: Place,
  data: TimeInStatusAnswer,
  p: 50 | 85,
  [least, most]: [number, number],
): Rect | null {
  const scale = scaleOf(data);
  const seconds = valueOf(cell, p);
  const y = data.rows.length - r;
  const box = { x0: c, x1: c + 1, y0: y - 1, y1: y };
  if (seconds === null) return cell.n === 0 ? null : { ...box, paint: 'surface-3' };
  const share = most > least ? (seconds - least) / (most - least) : 0.5;
  return { ...box, paint: seqPaint(share), text: cellText(seconds, scale) };
}

function cellMark(
  { row, cell, r, c }: Place,
  data: TimeInStatusAnswer,
  by: HeatOptions['by'],
): Mark {
  const scale = scaleOf(data);
  const period = data.periods[c] ?? { from: '', to: '', complete: true };
  const range = civilRangeWords(period.from, period.to);
  const say = (seconds: number | null) =>
    seconds === null ? `too few (n ${cell.n})` : formatIn(seconds, scale);
  const y = data.rows.length - r;
  return {
    id: `${row.name} ${period.from}`,
    ...{ x0: c, x1: c + 1, y0: y - 1, y1: y, row: -r },
    shape: 'box',
    words: `${row.name}, ${range}: p85 ${say(cell.p85_seconds)}, p50 ${say(cell.p50_seconds)}, n ${cell.n}`,
    tip: {
      title: row.name,
      aside: range,
      rows: [
        { name: 'p85', value: say(cell.p85_seconds) },
        { name: 'p50', value: say(cell.p50_seconds) },
        { name: 'n', value: exact(cell.n) },
      ],
      ...(!period.complete && { foot: 'This week is not whole.' }),
    },
    target: cell.n === 0 ? null : { kind: 'items', mark: periodMark(rowMark(row, by), period) },
  };
}

export function heatModel(data: TimeInStatusAnswer, options: HeatOptions): ChartModel {
  const p = shownPercent(options.pct);
  const places = placesOf(data);
  const ends = endsOf(data, p);
  const rects = places.flatMap((place) => cellRect(place, data, p, ends) ?? []);
  return {
    x: periodAxis(data.periods),
    y: namesAxis(data.rows),
    layers: [{ kind: 'rects', items: rects, gap: 0.5, border: 'surface' }],
    marks: places.map((place) => cellMark(place, data, options.by)),
  };
}

function barMark(row: StatusRow, r: number, data: TimeInStatusAnswer, by: HeatOptions['by']): Mark {
  const scale = scaleOf(data);
  const say = (seconds: number | null) =>
    seconds === null ? `too few (n ${row.n})` : formatIn(seconds, scale);
  const y = data.rows.length - r;
  const end = toUnits(row.p85_seconds ?? row.p50_seconds ?? 0, scale);
  return {
    id: row.name,
    ...{ x0: 0, x1: end, y0: y - 0.82, y1: y - 0.18, row: -r },
    shape: 'box',
    words: `${row.name}: p85 ${say(row.p85_seconds)}, p50 ${say(row.p50_seconds)}, n ${row.n}`,
    tip: {
      title: row.name,
      rows: [
        { name: 'p85', value: say(row.p85_seconds) },
        { name: 'p50', value: say(row.p50_seconds) },
        { name: 'In all', value: formatIn(row.total_seconds, scale) },
        { name: 'n', value: exact(row.n) },
      ],
    },
    target: row.n === 0 ? null : { kind: 'items', mark: rowMark(row, by) },
  };
}

/** Over the whole range: p50 within p85 for each status. */
export function barsModel(data: TimeInStatusAnswer, options: HeatOptions): ChartModel {
  const scale = scaleOf(data);
  const most = Math.max(1, ...data.rows.map((r) => r.p85_seconds ?? r.p50_seconds ?? 0));
  const x = numberAxis({ max: toUnits(most, scale), format: (v) => tickIn(v, scale) });
  const bar = (r: number, seconds: number | null, alpha: number): Rect[] => {
    if (seconds === null) return [];
    const y = data.rows.length - r;
    const end = toUnits(seconds, scale);
    return [{ x0: 0, x1: end, y0: y - 0.78, y1: y - 0.22, paint: 'series-1', alpha }];
  };
  const p85 = data.rows.flatMap((row, r) => bar(r, row.p85_seconds, 0.3));
  const p50 = data.rows.flatMap((row, r) => bar(r, row.p50_seconds, 0.9));
  return {
    x: { ...x, grid: false },
    y: namesAxis(data.rows),
    layers: [
      { kind: 'rects', items: p85, radius: 0 },
      { kind: 'rects', items: p50, radius: 0 },
    ],
    marks: data.rows.map((row, r) => barMark(row, r, data, options.by)),
  };
}

export function heatSentence(data: TimeInStatusAnswer, pct: number): string {
  const p = shownPercent(pct);
  const known = data.rows.filter((r) => valueOf(r, p) !== null && r.stage !== 'done');
  const longest = known.reduce<StatusRow | null>(
    (best, row) => (best && (valueOf(best, p) ?? 0) >= (valueOf(row, p) ?? 0) ? best : row),
    null,
  );
  if (!longest) return 'Too few finished issues for a percentile.';
  const seconds = formatIn(valueOf(longest, p) ?? 0, scaleOf(data));
  return `Longest in ${longest.name}: ${p} % stayed there up to ${seconds}, n ${exact(longest.n)}.`;
}

export function heatTwin(data: TimeInStatusAnswer, options: HeatOptions): Twin {
  const scale = scaleOf(data);
  const p = shownPercent(options.pct);
  const say = (seconds: number | null) => (seconds === null ? '–' : formatIn(seconds, scale));
  return {
    caption: `Time in each ${options.by}, p${p} by week`,
    columns: [
      { title: options.by === 'stage' ? 'Stage' : 'Status' },
      { title: 'n', number: true },
      { title: 'p50', number: true },
      { title: 'p85', number: true },
      ...data.periods.map((period) => ({ title: civilWords(period.from, false), number: true })),
    ],
    rows: data.rows.map((row) => ({
      cells: [
        row.name,
        exact(row.n),
        say(row.p50_seconds),
        say(row.p85_seconds),
        ...row.cells.map((c) => say(valueOf(c, p))),
      ],
      target: row.n === 0 ? null : { kind: 'items', mark: rowMark(row, options.by) },
    })),
  };
}

export function heatView(data: TimeInStatusAnswer, options: HeatOptions): PanelView {
  const sentence = heatSentence(data, options.pct);
  if (data.rows.every((r) => r.n === 0)) {
    return {
      sentence,
      model: null,
      twin: null,
      nothing: { title: 'Nothing finished in this range.' },
    };
  }
  const p = shownPercent(options.pct);
  const bars = options.view === 'bars';
  const fallback =
    options.pct !== p ? [`p${options.pct} is not counted by status; this is p${p}`] : [];
  return {
    sentence,
    model: bars ? barsModel(data, options) : heatModel(data, options),
    twin: heatTwin(data, options),
    ...(bars && {
      legend: [
        { id: 'p50', label: 'p50', paint: 'series-1', alpha: 0.9 },
        { id: 'p85', label: 'p85', paint: 'series-1', alpha: 0.3 },
      ],
    }),
    notes: [
      ...(bars
        ? [durationTitle(scaleOf(data)).toLowerCase()]
        : [
            `Cells: p${p} in ${durationTitle(scaleOf(data)).toLowerCase()}, the stronger the colour, the longer; grey: too few`,
          ]),
      ...fallback,
    ],
  };
}

/** Height that gives each row room for its words. */
export function heatHeight(rows: number): number {
  return Math.max(200, 60 + rows * 34);
}
