import { formatDate, formatDay, formatTime } from './format';

/** A stretch of time, in milliseconds since the epoch. */
export interface Domain {
  from: number;
  to: number;
}

const kMinute = 60_000;
const kHour = 60 * kMinute;
const kDay = 24 * kHour;
const kMinDomain = 10 * kMinute;

/** Position of an instant on an axis of `width` pixels. */
export function toX(at: number, domain: Domain, width: number): number {
  return ((at - domain.from) / (domain.to - domain.from)) * width;
}

export function toTime(x: number, domain: Domain, width: number): number {
  return domain.from + (x / Math.max(1, width)) * (domain.to - domain.from);
}

/** Narrower or wider around an instant, never beyond the whole nor below ten minutes. */
export function zoom(domain: Domain, whole: Domain, factor: number, around: number): Domain {
  const length = Math.min(
    whole.to - whole.from,
    Math.max(kMinDomain, (domain.to - domain.from) * factor),
  );
  const share = (around - domain.from) / (domain.to - domain.from);
  return clampDomain({ from: around - share * length, to: around + (1 - share) * length }, whole);
}

/** The same length, moved into the whole. */
export function clampDomain(domain: Domain, whole: Domain): Domain {
  const length = Math.min(domain.to - domain.from, whole.to - whole.from);
  const from = Math.min(Math.max(domain.from, whole.from), whole.to - length);
  return { from, to: from + length };
}

/** Moves the view just so far that `at` is in it. */
export function reveal(domain: Domain, whole: Domain, at: number): Domain {
  if (at >= domain.from && at <= domain.to) return domain;
  const length = domain.to - domain.from;
  return clampDomain({ from: at - length / 2, to: at + length / 2 }, whole);
}

type Unit = 'minute' | 'hour' | 'day' | 'month';

interface Step {
  unit: Unit;
  count: number;
  ms: number;
}

const kSteps: Step[] = [
  { unit: 'minute', count: 1, ms: kMinute },
  { unit: 'minute', count: 5, ms: 5 * kMinute },
  { unit: 'minute', count: 15, ms: 15 * kMinute },
  { unit: 'hour', count: 1, ms: kHour },
  { unit: 'hour', count: 3, ms: 3 * kHour },
  { unit: 'hour', count: 6, ms: 6 * kHour },
  { unit: 'hour', count: 12, ms: 12 * kHour },
  { unit: 'day', count: 1, ms: kDay },
  { unit: 'day', count: 2, ms: 2 * kDay },
  { unit: 'day', count: 7, ms: 7 * kDay },
  { unit: 'day', count: 14, ms: 14 * kDay },
  { unit: 'month', count: 1, ms: 30 * kDay },
  { unit: 'month', count: 3, ms: 91 * kDay },
  { unit: 'month', count: 6, ms: 182 * kDay },
  { unit: 'month', count: 12, ms: 365 * kDay },
];

export interface Tick {
  at: number;
  unit: Unit;
}

const kTickPx = 96;
const kNarrowTickPx = 56;
const kNarrow = 420;

/** Ticks on round local times, with room for their words. */
export function ticks(domain: Domain, width: number): Tick[] {
  const most = Math.max(2, Math.round(width / (width < kNarrow ? kNarrowTickPx : kTickPx)));
  const step = kSteps.find((s) => (domain.to - domain.from) / s.ms <= most) ?? kSteps.at(-1);
  if (!step) return [];
  const found: Tick[] = [];
  for (let at = floorTo(domain.from, step); at <= domain.to; at = advance(at, step)) {
    if (at >= domain.from) found.push({ at, unit: step.unit });
    if (found.length > 200) break;
  }
  return found;
}

function floorTo(at: number, step: Step): number {
  const date = new Date(at);
  switch (step.unit) {
    case 'minute':
      date.setMinutes(Math.floor(date.getMinutes() / step.count) * step.count, 0, 0);
      break;
    case 'hour':
      date.setHours(Math.floor(date.getHours() / step.count) * step.count, 0, 0, 0);
      break;
    case 'day':
      date.setHours(0, 0, 0, 0);
      if (step.count >= 7) date.setDate(date.getDate() - ((date.getDay() + 6) % 7));
      break;
    case 'month':
      date.setHours(0, 0, 0, 0);
      date.setMonth(Math.floor(date.getMonth() / step.count) * step.count, 1);
      break;
  }
  return date.getTime();
}

/** The next tick by the calendar, so that a change of the clock moves no later tick. */
function advance(at: number, step: Step): number {
  const date = new Date(at);
  if (step.unit === 'minute' || step.unit === 'hour') return at + step.ms;
  if (step.unit === 'day') date.setDate(date.getDate() + step.count);
  else date.setMonth(date.getMonth() + step.count);
  return date.getTime();
}

/** What stands at a tick: the hour, the day, the month or, in January, the year. */
export function tickWords(tick: Tick): string {
  const date = new Date(tick.at);
  if (tick.unit === 'minute' || tick.unit === 'hour') {
    return date.getHours() === 0 && date.getMinutes() === 0 ? formatDay(date) : formatTime(date);
  }
  if (tick.unit === 'day') return formatDay(date);
  return date.getMonth() === 0
    ? String(date.getFullYear())
    : formatDate(date).replace(/^1 /, '').replace(/ \d+$/, '');
}

const kCharPx = 6.4;
const kPadPx = 14;

/** The label that fits into `width` pixels: whole, cut with an ellipsis, or none. */
export function fitLabel(label: string, width: number): string {
  const room = Math.floor((width - kPadPx) / kCharPx);
  if (label.length <= room) return label;
  return room >= 4 ? `${label.slice(0, room - 1).trimEnd()}…` : '';
}
