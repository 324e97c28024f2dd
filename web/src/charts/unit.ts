import { formatDuration, formatDurationBoth } from '../lib/duration';

/** How seconds are read: as calendar days, or as days of the organisation's working calendar. */
export interface TimeScale {
  unit: 'calendar' | 'working';
  /** Behind a number: `2.4 wd`. */
  word: 'd' | 'wd';
  /** On an axis, written out. */
  name: string;
  /** Seconds of one. */
  perDay: number;
}

export const kCalendar: TimeScale = {
  unit: 'calendar',
  word: 'd',
  name: 'calendar days',
  perDay: 86_400,
};

const kUsualWorkingDay = 8 * 3600;

/** Working days of `perDay` seconds; of eight hours where the answer does not say. */
export function workingScale(perDay: number | null | undefined): TimeScale {
  const length = perDay && perDay > 0 ? perDay : kUsualWorkingDay;
  return { unit: 'working', word: 'wd', name: 'working days', perDay: length };
}

/** The scale of an answer's seconds. */
export function scaleOf(answer: {
  unit: string;
  seconds_per_working_day?: number | null;
}): TimeScale {
  if (!answer.unit.startsWith('working')) return kCalendar;
  return workingScale(answer.seconds_per_working_day);
}

/** `42 min`, `5 h 20 min`, `3.1 d` or `2.4 wd`; the unit is always shown. */
export function formatIn(seconds: number, scale: TimeScale): string {
  if (scale.unit === 'calendar') return formatDuration(seconds);
  if (seconds < 0) return `−${formatIn(-seconds, scale)}`;
  if (seconds < scale.perDay) return formatDuration(Math.min(seconds, 86_399));
  return `${daysWords(seconds / scale.perDay)} wd`;
}

function daysWords(days: number): string {
  return days >= 99.95 ? Math.round(days).toLocaleString('en-US') : days.toFixed(1);
}

/** Both readings for a tooltip: `3.1 d (74 h 30 min)`, `2.4 wd (19 h 12 min of working time)`. */
export function formatBothIn(seconds: number, scale: TimeScale): string {
  if (scale.unit === 'calendar') return formatDurationBoth(seconds);
  const short = formatIn(seconds, scale);
  if (seconds < scale.perDay) return `${short} of working time`;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const long = minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
  return `${short} (${long} of working time)`;
}

export function toUnits(seconds: number, scale: TimeScale): number {
  return seconds / scale.perDay;
}

/** A number of days on an axis: whole days, below one the hours. */
export function tickIn(days: number, scale: TimeScale): string {
  if (days === 0) return '0';
  if (days >= 1) return String(Math.round(days * 10) / 10);
  const seconds = days * scale.perDay;
  return seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
