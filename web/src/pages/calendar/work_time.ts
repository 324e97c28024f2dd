import type { Domain } from '../../lib/time_axis';

/** Working time in the browser: shades time lines and turns a stretch into working days. The rule
 *  is the server's: a weekday's intervals in the tenant's zone, none on a day off. */
export interface Hours {
  from: string;
  to: string;
}

export interface WorkPattern {
  /** Seven lists, Monday first. */
  weekdays: readonly (readonly Hours[])[];
  days_off: readonly { date: string; name: string }[];
  /** What one working day is. */
  working_day_seconds: number;
}

const kDayMs = 86_400_000;
const kMinuteMs = 60_000;

/** Minutes since midnight of `09:30`; `24:00` is the end of the day; null: no time. */
export function minutesOf(text: string): number | null {
  const match = /^(\d{1,2}):(\d\d)$/.exec(text.trim());
  if (!match) return null;
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  return Number(match[2]) < 60 && minutes <= 1440 ? minutes : null;
}

export function daySeconds(hours: readonly Hours[]): number {
  return hours.reduce((sum, { from, to }) => {
    return sum + Math.max(0, (minutesOf(to) ?? 0) - (minutesOf(from) ?? 0)) * 60;
  }, 0);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let found = formatters.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, found);
  }
  return found;
}

/** The wall clock of `zone` at an instant, written as if it were UTC. */
export function wallOf(at: number, zone: string): number {
  const part = new Map(
    formatterOf(zone)
      .formatToParts(at)
      .map((p) => [p.type, Number(p.value)]),
  );
  const get = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? 0;
  return Date.UTC(
    get('year'),
    get('month') - 1,
    get('day'),
    get('hour'),
    get('minute'),
    get('second'),
  );
}

/** The instant at which the wall clock of `zone` shows `wall` (milliseconds as if UTC). */
export function instantOf(wall: number, zone: string): number {
  const first = wall - (wallOf(wall, zone) - wall);
  return first - (wallOf(first, zone) - wall);
}

function hoursOn(day: number, pattern: WorkPattern, off: ReadonlySet<string>): readonly Hours[] {
  if (off.has(new Date(day).toISOString().slice(0, 10))) return [];
  return pattern.weekdays[(new Date(day).getUTCDay() + 6) % 7] ?? [];
}

const kMostDays = 20_000;

/** The stretches of working time within a domain, in order. */
export function workStretches(pattern: WorkPattern, zone: string, domain: Domain): Domain[] {
  const off = new Set(pattern.days_off.map((day) => day.date));
  const found: Domain[] = [];
  const first = Math.floor(wallOf(domain.from, zone) / kDayMs) * kDayMs;
  for (let i = 0; i < kMostDays; i++) {
    const day = first + i * kDayMs;
    if (day - kDayMs > domain.to) break;
    for (const { from, to } of hoursOn(day, pattern, off)) {
      const begin = Math.max(domain.from, wallTime(day, from, zone));
      const end = Math.min(domain.to, wallTime(day, to, zone));
      const last = found.at(-1);
      if (end <= begin) continue;
      if (last?.to === begin) last.to = end;
      else found.push({ from: begin, to: end });
    }
  }
  return found;
}

function wallTime(day: number, text: string, zone: string): number {
  return instantOf(day + (minutesOf(text) ?? 0) * kMinuteMs, zone);
}

/** What lies between the stretches. */
export function complement(stretches: readonly Domain[], domain: Domain): Domain[] {
  const found: Domain[] = [];
  let at = domain.from;
  for (const { from, to } of stretches) {
    if (from > at) found.push({ from: at, to: from });
    at = Math.max(at, to);
  }
  if (at < domain.to) found.push({ from: at, to: domain.to });
  return found;
}

/** Whole days without work, joined: what is still visible when hours are too narrow to draw. */
export function freeDays(pattern: WorkPattern, zone: string, domain: Domain): Domain[] {
  const off = new Set(pattern.days_off.map((day) => day.date));
  const found: Domain[] = [];
  const first = Math.floor(wallOf(domain.from, zone) / kDayMs) * kDayMs;
  for (let i = 0; i < kMostDays; i++) {
    const day = first + i * kDayMs;
    if (day - kDayMs > domain.to) break;
    if (hoursOn(day, pattern, off).length > 0) continue;
    const from = Math.max(domain.from, instantOf(day, zone));
    const to = Math.min(domain.to, instantOf(day + kDayMs, zone));
    const last = found.at(-1);
    if (to <= from) continue;
    if (last?.to === from) last.to = to;
    else found.push({ from, to });
  }
  return found;
}

/** Working seconds between two instants. */
export function workSeconds(pattern: WorkPattern, zone: string, from: number, to: number): number {
  if (to <= from) return 0;
  const sum = workStretches(pattern, zone, { from, to }).reduce((s, d) => s + d.to - d.from, 0);
  return Math.round(sum / 1000);
}

/** `42 min`, `5 h 20 min`, `2.4 wd`. */
export function formatWork(seconds: number, perDay: number): string {
  if (seconds < 60) return seconds <= 0 ? '0 min' : '< 1 min';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < perDay) {
    const minutes = Math.floor((seconds % 3600) / 60);
    const hours = Math.floor(seconds / 3600);
    return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
  }
  const days = seconds / perDay;
  return `${days >= 99.95 ? Math.round(days).toLocaleString('en-US') : days.toFixed(1)} wd`;
}
