import type { CycleTime } from '../../api/client';
import { formatDuration, toDays } from '../../lib/duration';

export type Point = CycleTime['points'][number];

export interface Mark {
  /** Milliseconds since the epoch. */
  x: number;
  /** Days, at most the top of the axis. */
  y: number;
  /** Index of the first of its points in the given list. */
  index: number;
  count: number;
  /** Longer than the axis shows; drawn at its top edge. */
  clamped: boolean;
}

/** The axis ends a little above p99; the few beyond it are drawn at the edge. */
export function axisTop(points: Point[]): number {
  if (points.length === 0) return 1;
  const days = points.map((p) => toDays(p.seconds)).sort((a, b) => a - b);
  const p99 = days[Math.max(0, Math.ceil(days.length * 0.99) - 1)] ?? 1;
  const largest = days.at(-1) ?? 1;
  // With few points nothing is an outlier worth hiding.
  const top = days.length < 100 || largest <= p99 * 1.25 ? largest : p99;
  return Math.max(top * 1.08, 1 / 24);
}

const kHourMs = 3_600_000;
const kLogFloor = 1 / 48;

/** Points that would lie on one another become one mark with a count. */
export function marksOf(points: Point[], top: number, log: boolean): Mark[] {
  const marks = new Map<string, Mark>();
  points.forEach((point, index) => {
    const days = toDays(point.seconds);
    const clamped = days > top;
    const y = Math.min(log ? Math.max(days, kLogFloor) : days, top);
    const x = Date.parse(point.finished);
    const id = `${Math.round(x / (6 * kHourMs))} ${Math.round((y / top) * 160)} ${clamped}`;
    const known = marks.get(id);
    if (known) known.count += 1;
    else marks.set(id, { x, y, index, count: 1, clamped });
  });
  return [...marks.values()];
}

export interface PercentileLine {
  p: number;
  days: number;
  label: string;
  dash: 'solid' | 'dashed' | 'dotted';
}

const kDash: Record<number, PercentileLine['dash']> = { 50: 'solid', 85: 'dashed', 95: 'dotted' };

/** Lines that may be drawn; one without enough values is absent and its note is said instead. */
export function linesOf(data: Pick<CycleTime, 'percentiles'>): PercentileLine[] {
  return data.percentiles.flatMap(({ p, seconds }) => {
    const dash = kDash[p];
    if (dash === undefined || seconds === null) return [];
    return [{ p, days: toDays(seconds), label: `p${p} ${formatDuration(seconds)}`, dash }];
  });
}

export function notesOf(data: Pick<CycleTime, 'percentiles' | 'n'>): string[] {
  return data.percentiles
    .filter((p) => p.seconds === null && p.p in kDash)
    .map((p) => `p${p.p}: ${p.note || `too few (n ${data.n})`}`);
}

/** Moves labels apart: wanted pixel positions in, positions at least `gap` apart out. */
export function spreadLabels(wanted: number[], gap: number): number[] {
  const order = wanted.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  const placed = order.map((o) => o.y);
  for (let k = 1; k < placed.length; k++) {
    placed[k] = Math.max(placed[k] ?? 0, (placed[k - 1] ?? 0) + gap);
  }
  const result = [...wanted];
  order.forEach((o, k) => (result[o.i] = placed[k] ?? o.y));
  return result;
}

/** The picture as one sentence. */
export function chartSentence(data: CycleTime): string {
  if (data.n === 0) return 'No issue with a start finished in this range.';
  const p85 = data.percentiles.find((p) => p.p === 85)?.seconds;
  if (p85 == null) return `${data.n} finished, too few for p85.`;
  return `85 % finished within ${formatDuration(p85)}, n ${data.n}.`;
}
