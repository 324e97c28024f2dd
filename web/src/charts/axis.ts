import { civilWords } from '../lib/civil_date';
import type { Axis, Tick } from './model';

const kDayMs = 86_400_000;
const kCharPx = 6.6;

/** Middle of a civil date on an axis of civil time: milliseconds as if it were UTC. */
export function civilMs(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

const kLeads = [1, 2, 2.5, 3, 4, 5];

/** Steps of 1, 2, 2.5, 3, 4 or 5 times a power of ten, about one per `gap` pixels. */
export function niceStep(span: number, px: number, gap: number): number {
  const rough = span / Math.max(1, Math.floor(px / gap));
  const power = 10 ** Math.floor(Math.log10(rough || 1));
  const lead = rough / power;
  return (kLeads.find((nice) => lead <= nice + 1e-9) ?? 10) * power;
}

interface Numbers {
  max: number;
  min?: number;
  format: (value: number) => string;
  /** No step below this: counts have 1. */
  least?: number;
  title?: string;
}

const clean = (value: number) => Math.round(value * 1e9) / 1e9;

/** From `min` (0) to a round number at or above `max`. */
export function numberAxis({ max, min = 0, format, least = 0, title }: Numbers): Axis {
  const whole = (value: number) => (least >= 1 ? Math.ceil(clean(value)) : value);
  const step = whole(Math.max(least, niceStep(Math.max(max - min, least, 1e-6), 240, 56)));
  const top = min + Math.max(1, Math.ceil(clean((max - min) / step))) * step;
  const ticks = (px: number): Tick[] => {
    const wide = px < 160 ? 2 * step : step;
    const found: Tick[] = [];
    for (let at = min; at <= top + wide / 1e6; at += wide) {
      found.push({ at: clean(at), text: format(clean(at)) });
    }
    return found;
  };
  return { kind: 'linear', min, max: top, ticks, grid: true, ...(title && { title }) };
}

/** An axis that ends where it is told, for plots that clamp what lies beyond. */
export function cutAxis({ max, min = 0, format, title }: Numbers): Axis {
  const ticks = (px: number): Tick[] => {
    const step = niceStep(max - min, px, 52);
    const found: Tick[] = [];
    for (let at = Math.ceil(min / step) * step; at <= max; at += step) {
      found.push({ at: clean(at), text: format(clean(at)) });
    }
    return found;
  };
  return { kind: 'linear', min, max, ticks, grid: true, ...(title && { title }) };
}

/** Powers and their halves between `min` (above 0) and `max`. */
export function logAxis(
  min: number,
  max: number,
  steps: readonly number[],
  format: (value: number) => string,
  title?: string,
): Axis {
  const ticks = (px: number): Tick[] => {
    const inside = steps.filter((s) => s >= min && s <= max);
    const room = Math.max(2, Math.floor(px / 32));
    const every = Math.max(1, Math.ceil(inside.length / room));
    return inside.filter((_, i) => i % every === 0).map((at) => ({ at, text: format(at) }));
  };
  return { kind: 'log', min, max, ticks, grid: true, ...(title && { title }) };
}

/** Columns of periods: slot i reaches from i to i + 1, its first day written below it. */
export function periodAxis(periods: readonly { from: string }[]): Axis {
  const texts = periods.map((p) => civilWords(p.from, false));
  return slotAxis(texts);
}

/** Named columns; every so many are named as there is room for. */
export function slotAxis(texts: readonly string[]): Axis {
  const widest = Math.max(4, ...texts.map((t) => t.length)) * kCharPx + 14;
  const ticks = (px: number): Tick[] => {
    const every = Math.max(1, Math.ceil((widest * texts.length) / Math.max(1, px)));
    // From the right, so that the newest is always named.
    return texts
      .map((text, i) => ({ at: i + 0.5, text }))
      .filter((_, i) => (texts.length - 1 - i) % every === 0);
  };
  return { kind: 'linear', min: 0, max: Math.max(1, texts.length), ticks, slots: true };
}

/** Days of civil time, named on Mondays or firsts of months as there is room. */
export function dayAxis(from: string, to: string): Axis {
  const min = civilMs(from);
  const max = civilMs(to) + kDayMs;
  const ticks = (px: number): Tick[] => {
    const days = (max - min) / kDayMs;
    const most = Math.max(2, Math.floor(px / 68));
    const step = [1, 2, 7, 14, 28, 56, 91, 182, 364].find((s) => days / s <= most) ?? 364;
    const found: Tick[] = [];
    for (let at = firstTick(min, step); at < max; at += step * kDayMs) {
      found.push({ at, text: dayWords(at, days) });
    }
    return found;
  };
  return { kind: 'linear', min, max, ticks };
}

function firstTick(min: number, step: number): number {
  if (step < 7) return min;
  const weekday = (new Date(min).getUTCDay() + 6) % 7;
  return weekday === 0 ? min : min + (7 - weekday) * kDayMs;
}

function dayWords(at: number, days: number): string {
  const date = new Date(at).toISOString().slice(0, 10);
  return civilWords(date, days > 400);
}

/** Pixels that a text of the axes takes, near enough to leave room for it. */
export function textWidth(text: string): number {
  return text.length * kCharPx;
}
