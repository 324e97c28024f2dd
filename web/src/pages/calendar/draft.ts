import type { CalendarChange, DayOff, Hours } from '../../api/calendar';
import { plural } from '../../lib/format';
import { daySeconds, minutesOf } from './work_time';

/** The calendar as it is being edited. */
export type Draft = CalendarChange;

export const kWeekdays = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

export const kMostIntervals = 12;
export const kMostDaysOff = 5000;
export const kMostNameBytes = 200;
const kUsual: Hours = { from: '09:00', to: '17:00' };
export const kAllDay: Hours = { from: '00:00', to: '24:00' };

/** Only what a calendar says, without who saved it. */
export function draftOf({ weekdays, days_off, working_day_seconds }: Draft): Draft {
  return { weekdays, days_off, working_day_seconds };
}

export function setDay(draft: Draft, day: number, hours: Hours[]): Draft {
  return { ...draft, weekdays: draft.weekdays.map((old, i) => (i === day ? hours : old)) };
}

/** The hours of one day for all seven, or for Monday to Friday. */
export function copyDay(draft: Draft, day: number, to: 'all' | 'week'): Draft {
  const hours = draft.weekdays[day] ?? [];
  return {
    ...draft,
    weekdays: draft.weekdays.map((old, i) => (to === 'all' || i < 5 ? [...hours] : old)),
  };
}

function clock(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  return `${String(hours).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** One more interval: after the last one, an hour of pause between, as long as the day has room. */
export function addHours(hours: readonly Hours[]): Hours[] {
  const last = hours.at(-1);
  if (!last) return [kUsual];
  const end = minutesOf(last.to) ?? 0;
  const from = Math.min(end + 60, 1410);
  return [...hours, { from: clock(from), to: clock(Math.min(1440, from + 120)) }];
}

/** `9`, `930`, `9.30` and `9:30` as `09:30`; what is no time stays as it is typed. */
export function tidyTime(text: string): string {
  const match = /^(\d{1,2})(?:[:.h]?(\d\d))?$/.exec(text.trim());
  if (!match) return text.trim();
  const found = `${(match[1] ?? '').padStart(2, '0')}:${match[2] ?? '00'}`;
  return minutesOf(found) === null ? text.trim() : found;
}

/** What is wrong with the hours of a day; null: nothing. */
export function dayProblem(hours: readonly Hours[]): string | null {
  let end = -1;
  for (const { from, to } of hours) {
    const [begin, finish] = [minutesOf(from), minutesOf(to)];
    if (begin === null || finish === null)
      return 'Write times as 09:00; the end of a day is 24:00.';
    if (begin >= finish) return `${from} to ${to} ends before it begins.`;
    if (begin < end) return `${from} begins before the hours above it end.`;
    end = finish;
  }
  return hours.length > kMostIntervals ? `No more than ${kMostIntervals} a day.` : null;
}

export function longestDay(draft: Draft): number {
  return Math.max(0, ...draft.weekdays.map(daySeconds));
}

export interface DraftProblems {
  days: (string | null)[];
  workingDay: string | null;
  week: string | null;
}

export function problemsOf(draft: Draft): DraftProblems {
  const seconds = draft.working_day_seconds;
  const fits = Number.isInteger(seconds) && seconds >= 60 && seconds <= 86_400;
  return {
    days: draft.weekdays.map(dayProblem),
    workingDay: fits ? null : 'A working day has between 1 minute and 24 hours.',
    week: longestDay(draft) > 0 ? null : 'At least one weekday needs hours.',
  };
}

export function isSound(problems: DraftProblems): boolean {
  return problems.workingDay === null && problems.week === null && problems.days.every((d) => !d);
}

/** Days by date; of one date the later one stands. */
export function sortDays(days: readonly DayOff[]): DayOff[] {
  const byDate = new Map(days.map((day) => [day.date, day]));
  return [...byDate.values()].sort((a, b) => a.date.localeCompare(b.date));
}

export interface Added {
  draft: Draft;
  added: number;
  renamed: number;
  known: number;
}

/** Takes days in; a date that is known gets the new name. */
export function addDays(draft: Draft, days: readonly DayOff[]): Added {
  const old = new Map(draft.days_off.map((day) => [day.date, day.name]));
  const fresh = sortDays(days);
  const added = fresh.filter((day) => !old.has(day.date)).length;
  const renamed = fresh.filter(
    (d) => old.has(d.date) && d.name && old.get(d.date) !== d.name,
  ).length;
  const named = fresh.map((day) => ({
    date: day.date,
    name: day.name || (old.get(day.date) ?? ''),
  }));
  const next = sortDays([...draft.days_off, ...named]).slice(0, kMostDaysOff);
  return {
    draft: { ...draft, days_off: next },
    added,
    renamed,
    known: fresh.length - added - renamed,
  };
}

export function removeDay(draft: Draft, date: string): Draft {
  return { ...draft, days_off: draft.days_off.filter((day) => day.date !== date) };
}

export function hoursWords(hours: readonly Hours[]): string {
  if (hours.length === 0) return 'free';
  return hours.map(({ from, to }) => `${from}–${to}`).join(', ');
}

export function lengthWords(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.round((seconds % 3600) / 60)];
  return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
}

export interface Difference {
  what: string;
  from: string;
  to: string;
}

/** What differs between two calendars, as `what: from → to`. */
export function differences(from: Draft, to: Draft): Difference[] {
  const found: Difference[] = kWeekdays.flatMap((what, i) => {
    const [a, b] = [hoursWords(from.weekdays[i] ?? []), hoursWords(to.weekdays[i] ?? [])];
    return a === b ? [] : [{ what, from: a, to: b }];
  });
  if (from.working_day_seconds !== to.working_day_seconds) {
    const [a, b] = [lengthWords(from.working_day_seconds), lengthWords(to.working_day_seconds)];
    found.push({ what: 'One working day', from: a, to: b });
  }
  const names = (draft: Draft) => new Map(draft.days_off.map((d) => [d.date, d.name || 'free']));
  const [before, after] = [names(from), names(to)];
  for (const date of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [a, b] = [before.get(date) ?? 'works', after.get(date) ?? 'works'];
    if (a !== b) found.push({ what: date, from: a, to: b });
  }
  return found;
}

/** What a version changed, in few words. */
export function summaryOf(from: Draft | undefined, to: Draft): string {
  if (!from) return 'The first calendar';
  const all = differences(from, to);
  const dates = all.filter((d) => /^\d/.test(d.what)).length;
  const others = all.filter((d) => !/^\d/.test(d.what));
  const words = others.slice(0, 3).map((d) => `${d.what} ${d.to}`);
  if (others.length > 3) words.push(`${others.length - 3} more`);
  if (dates > 0) words.push(`${plural(dates, 'day')} off changed`);
  return words.join(', ') || 'Saved without a difference';
}
