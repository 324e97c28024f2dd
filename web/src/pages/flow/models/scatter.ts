import type { CycleAnswer } from '../../../api/flow_answers';
import { civilMs, dayAxis } from '../../../charts/axis';
import type { MarkRef } from '../../../charts/mark_ref';
import type { ChartModel, Dot, Layer, Mark, MarkTarget, Rect } from '../../../charts/model';
import { missingRules, rulesOf, secondsOf } from '../../../charts/percentiles';
import { seqPaint } from '../../../charts/colours';
import type { Twin } from '../../../charts/twin';
import { formatBothIn, formatIn, scaleOf, toUnits, type TimeScale } from '../../../charts/unit';
import { civilWords } from '../../../lib/civil_date';
import { exact, formatDay, formatInstant, plural } from '../../../lib/format';
import { axisTop, durationAxis, kLogFloor } from './duration_axis';
import type { PanelView } from './view';
import { zoneClock, type ZoneClock } from './zone';

export type Point = CycleAnswer['points'][number];

export interface ScatterOptions {
  log: boolean;
  /** The percentile of the headline. */
  pct: number;
}

interface Bunch {
  points: Point[];
  x: number;
  date: string;
  days: number;
  clamped: boolean;
}

const kDayMs = 86_400_000;
const kLevels = 160;

export function metricOf(data: Pick<CycleAnswer, 'measure'>): MarkRef['metric'] {
  return data.measure === 'lead' ? 'lead-time' : 'cycle-time';
}

/** Points of one day that would lie on one another become one bunch with a count. */
export function bunchesOf(
  points: readonly Point[],
  top: number,
  scale: TimeScale,
  clock: ZoneClock,
  log = false,
): Bunch[] {
  const found = new Map<string, Bunch>();
  const low = Math.log(kLogFloor);
  for (const point of points) {
    const days = toUnits(point.seconds, scale);
    const at = Date.parse(point.finished);
    const x = clock.civil(at);
    const date = new Date(x).toISOString().slice(0, 10);
    const clamped = days > top;
    const level = log
      ? (Math.log(Math.max(days, kLogFloor)) - low) / (Math.log(Math.max(top, kLogFloor * 2)) - low)
      : days / top;
    const id = clamped ? `${date} top` : `${date} ${Math.round(level * kLevels)}`;
    const bunch = found.get(id);
    if (!bunch) found.set(id, { points: [point], x, date, days, clamped });
    else {
      bunch.x += (x - bunch.x) / (bunch.points.length + 1);
      bunch.points.push(point);
    }
  }
  return [...found.values()].sort((a, b) => a.x - b.x || a.days - b.days);
}

function bunchTarget(bunch: Bunch, metric: MarkRef['metric']): MarkTarget {
  const [first] = bunch.points;
  if (bunch.points.length === 1 && first) {
    return { kind: 'issue', key: first.key, connection: first.connection };
  }
  const seconds = bunch.points.map((p) => p.seconds);
  return {
    kind: 'items',
    mark: {
      metric,
      on: bunch.date,
      period: 'day',
      longer_than: Math.min(...seconds),
      shorter_than: Math.max(...seconds) + 1,
    },
  };
}

function bunchMark(bunch: Bunch, y: number, size: number, data: CycleAnswer): Mark {
  const scale = scaleOf(data);
  const point = bunch.points[0];
  const target = bunchTarget(bunch, metricOf(data));
  const base = { id: `${bunch.date} ${y}`, x0: bunch.x, x1: bunch.x, y0: y, y1: y, size };
  if (bunch.points.length > 1 || !point) {
    const seconds = bunch.points.map((p) => p.seconds);
    const range = `${formatIn(Math.min(...seconds), scale)} to ${formatIn(Math.max(...seconds), scale)}`;
    const keys = bunch.points.slice(0, 4).map((p) => p.key);
    const more = bunch.points.length - keys.length;
    return {
      ...base,
      shape: 'dot',
      words: `${plural(bunch.points.length, 'issue')} finished ${civilWords(bunch.date)}, ${range}`,
      tip: {
        title: plural(bunch.points.length, 'issue'),
        aside: civilWords(bunch.date, false),
        text: `${keys.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
        rows: [{ name: 'Took', value: range }],
      },
      target,
    };
  }
  const both = formatBothIn(point.seconds, scale);
  return {
    ...base,
    shape: 'dot',
    words: `${point.key} ${point.summary}, ${both}, finished ${formatDay(point.finished)}`,
    tip: {
      title: point.key,
      mono: true,
      aside: point.type,
      text: point.summary,
      rows: [{ name: `Longer than ${Math.round(point.rank_percent)} %`, value: both }],
      foot: `${formatDay(point.started)} → ${formatInstant(point.finished)}`,
    },
    target,
  };
}

/** Beyond these the numbers within the dots would be noise; the tooltip keeps them. */
const kDense = 900;

function bunchDot(bunch: Bunch, y: number, dense: boolean): Dot {
  const count = bunch.points.length;
  if (dense && !bunch.clamped) {
    const alpha = Math.min(0.95, 0.38 + 0.2 * (count - 1));
    return { x: bunch.x, y, size: 6 + Math.min(4, count - 1), paint: 'series-1', alpha };
  }
  if (bunch.clamped) {
    const text = count > 1 && !dense ? { text: String(count) } : {};
    return {
      x: bunch.x,
      y,
      size: count > 1 && !dense ? 15 : 10,
      shape: 'triangle',
      paint: 'series-1',
      ...text,
    };
  }
  return count > 1
    ? {
        x: bunch.x,
        y,
        size: count > 9 ? 17 : 14,
        paint: 'series-1',
        alpha: 0.95,
        text: String(count),
      }
    : { x: bunch.x, y, size: 8, paint: 'series-1', alpha: 0.62 };
}

type BinLength = 'day' | 'week' | 'month';

const kLongest: Record<BinLength, number> = { day: 1, week: 7, month: 31 };

/** How long the server's columns are; the first may be cut by the window. */
export function binLength(dates: readonly string[]): BinLength {
  const at = [...new Set(dates)].map(civilMs).sort((a, b) => a - b);
  const gaps = at.slice(1).map((t, i) => Math.round((t - (at[i] ?? t)) / kDayMs));
  const usual = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 1;
  return usual >= 28 ? 'month' : usual >= 7 ? 'week' : 'day';
}

/** Where each column ends: at the next one, but no later than its length. */
function columnEnds(dates: readonly string[], length: BinLength): Map<string, number> {
  const sorted = [...new Set(dates)].sort();
  return new Map(
    sorted.map((date, i) => {
      const longest = civilMs(date) + kLongest[length] * kDayMs;
      const next = sorted[i + 1];
      return [date, next ? Math.min(longest, civilMs(next)) : longest];
    }),
  );
}

type Bin = NonNullable<CycleAnswer['bins']>[number];

function binMark(bin: Bin, rect: Rect, length: BinLength, data: CycleAnswer): Mark {
  const scale = scaleOf(data);
  const range = `${formatIn(bin.from_seconds, scale)} to ${formatIn(bin.to_seconds, scale)}`;
  const when = length === 'day' ? civilWords(bin.date) : `${length} from ${civilWords(bin.date)}`;
  return {
    id: `${bin.date} ${bin.from_seconds}`,
    x0: rect.x0,
    x1: rect.x1,
    y0: rect.y0,
    y1: rect.y1,
    shape: 'box',
    row: bin.from_seconds,
    words: `${plural(bin.count, 'issue')} finished ${when}, ${range}`,
    tip: { title: plural(bin.count, 'issue'), rows: [{ name: when, value: range }] },
    target: {
      kind: 'items',
      mark: {
        metric: metricOf(data),
        on: bin.date,
        period: length,
        longer_than: bin.from_seconds,
        shorter_than: bin.to_seconds,
      },
    },
  };
}

/** Where points are too many the server counts them in cells: darker holds more. */
function binParts(data: CycleAnswer, top: number, log: boolean) {
  const scale = scaleOf(data);
  const bins = data.bins ?? [];
  const dates = bins.map((b) => b.date);
  const length = binLength(dates);
  const ends = columnEnds(dates, length);
  const most = Math.max(1, ...bins.map((b) => b.count));
  const floor = log ? kLogFloor : 0;
  const shown = bins.filter((b) => toUnits(b.from_seconds, scale) < top);
  const rects = shown.map((bin): Rect => {
    const x0 = civilMs(bin.date);
    return {
      x0,
      x1: ends.get(bin.date) ?? x0 + kDayMs,
      y0: Math.max(floor, toUnits(bin.from_seconds, scale)),
      y1: Math.min(top, toUnits(bin.to_seconds, scale)),
      paint: seqPaint(0.18 + 0.82 * Math.sqrt(bin.count / most)),
    };
  });
  const marks = shown.flatMap((bin, i) => {
    const rect = rects[i];
    return rect ? [binMark(bin, rect, length, data)] : [];
  });
  return { rects, marks };
}

function frameOf(data: CycleAnswer, clock: ZoneClock) {
  const from = clock.date(Date.parse(data.window.from));
  const to = clock.date(Date.parse(data.window.to) - 1);
  return dayAxis(from, to);
}

const hasBins = (data: CycleAnswer) => (data.bins?.length ?? 0) > 0;

function topOf(data: CycleAnswer, scale: TimeScale): number {
  if (!hasBins(data))
    return axisTop(
      data.points.map((p) => p.seconds),
      scale,
    );
  const bins = data.bins ?? [];
  // Rows are of equal height, but the last one reaches up to the greatest value.
  const last = Math.max(...bins.map((b) => b.from_seconds));
  const row = Math.min(...bins.map((b) => b.to_seconds - b.from_seconds));
  return Math.max(1 / 24, toUnits(last + row, scale));
}

export function scatterModel(data: CycleAnswer, { log, pct }: ScatterOptions): ChartModel {
  const scale = scaleOf(data);
  const clock = zoneClock(data.window.time_zone);
  const top = topOf(data, scale);
  const rules = rulesOf(data.percentiles, 'y', scale, pct).filter((r) => r.at <= top);
  const axes = { x: frameOf(data, clock), y: durationAxis(top, log, scale) };
  if (hasBins(data)) {
    const { rects, marks } = binParts(data, top, log);
    const layers = [
      { kind: 'rects' as const, items: rects },
      { kind: 'rules' as const, items: rules },
    ];
    return { ...axes, layers, marks };
  }
  const bunches = bunchesOf(data.points, top, scale, clock, log);
  const yOf = (bunch: Bunch) => Math.min(top, log ? Math.max(bunch.days, kLogFloor) : bunch.days);
  const dots = bunches.map((bunch) => bunchDot(bunch, yOf(bunch), bunches.length > kDense));
  const marks = bunches.map((bunch, i) => bunchMark(bunch, yOf(bunch), dots[i]?.size ?? 8, data));
  const own: Layer[] = [
    { kind: 'dots', items: dots },
    { kind: 'rules', items: rules },
  ];
  // Few dots keep their numbers readable above the rules; many would bury the rules.
  return { ...axes, layers: dots.length > kDense ? own : own.reverse(), marks };
}

export function cycleSentence(data: CycleAnswer, pct: number): string {
  if (data.n === 0) return 'No issue with a start finished in this range.';
  const seconds = secondsOf(data.percentiles, pct);
  if (seconds === null) return `${plural(data.n, 'issue')} finished, too few for p${pct}.`;
  const words = formatIn(seconds, scaleOf(data));
  return `${pct} % finished within ${words}, n ${exact(data.n)}.`;
}

/** The points as rows, longest first. */
export function scatterTwin(data: CycleAnswer): Twin {
  const scale = scaleOf(data);
  const rows = [...data.points].sort((a, b) => b.seconds - a.seconds);
  const left = data.points_total - rows.length;
  return {
    caption: 'Finished issues',
    columns: [
      { title: 'Key' },
      { title: 'Summary' },
      { title: 'Type' },
      { title: data.measure === 'lead' ? 'Lead time' : 'Cycle time', number: true },
      { title: 'Finished' },
    ],
    rows: rows.map((p) => ({
      cells: [p.key, p.summary, p.type, formatIn(p.seconds, scale), formatInstant(p.finished)],
      target: { kind: 'issue', key: p.key, connection: p.connection },
    })),
    ...(left > 0 && { more: `The CSV holds all ${exact(data.points_total)}.` }),
  };
}

const lastRow = (data: CycleAnswer) => Math.max(...(data.bins ?? []).map((b) => b.from_seconds));

function scatterNotes(data: CycleAnswer): string[] {
  const scale = scaleOf(data);
  const notes = missingRules(data.percentiles, data.n);
  const top = topOf(data, scale);
  const beyond = data.points.filter((p) => toUnits(p.seconds, scale) > top).length;
  if (hasBins(data)) {
    notes.push(
      `${exact(data.points_total)} issues are counted in cells; the stronger the colour, the more`,
    );
    notes.push(`the top row holds all from ${formatIn(lastRow(data), scale)} on`);
  } else if (beyond > 0) {
    notes.push(
      `▲ ${beyond} longer than ${formatIn(top * scale.perDay, scale)}, drawn at the top edge`,
    );
  }
  return notes;
}

export function percentileValues(data: CycleAnswer): [string, string][] {
  const scale = scaleOf(data);
  return data.percentiles.map((p) => [
    `p${p.p}`,
    p.seconds === null
      ? `${p.note || `too few (n ${data.n})`}, needs n ${p.needed}`
      : `${formatIn(p.seconds, scale)} · ${exact(p.seconds)} s`,
  ]);
}

function emptyWords(data: CycleAnswer) {
  const going = data.in_progress;
  const left = data.considered - data.n;
  const parts = [
    going > 0 &&
      `${plural(going, 'item')} ${going === 1 ? 'is' : 'are'} in progress: see aging work.`,
    left > 0 && `${exact(left)} were left out: see “How was this counted?”.`,
  ].filter((part): part is string => part !== false);
  return { title: 'Nothing finished in this range.', text: parts.join(' ') };
}

export function scatterView(data: CycleAnswer, options: ScatterOptions): PanelView {
  const values = percentileValues(data);
  if (data.n === 0) {
    return {
      sentence: cycleSentence(data, options.pct),
      model: null,
      twin: null,
      values,
      nothing: emptyWords(data),
    };
  }
  return {
    sentence: cycleSentence(data, options.pct),
    model: scatterModel(data, options),
    twin: scatterTwin(data),
    notes: scatterNotes(data),
    values,
  };
}
