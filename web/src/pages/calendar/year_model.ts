import type { Draft } from './draft';
import { daySeconds } from './work_time';

export type DayKind = 'work' | 'short' | 'free' | 'off';

export interface YearDay {
  date: string;
  kind: DayKind;
  seconds: number;
  /** Of a day off. */
  name: string;
  /** A day off on a weekday that is free anyway. */
  idle: boolean;
}

export interface YearMonth {
  month: number;
  /** Monday is 0: the column of the first day. */
  first: number;
  days: YearDay[];
  workDays: number;
  seconds: number;
}

const kDayMs = 86_400_000;

/** Every day of a year as the calendar has it. */
export function yearOf(draft: Draft, year: number): YearMonth[] {
  const off = new Map(draft.days_off.map((day) => [day.date, day.name]));
  const usual = draft.weekdays.map(daySeconds);
  const longest = Math.max(0, ...usual);
  return Array.from({ length: 12 }, (_, month) => {
    const days: YearDay[] = [];
    for (let at = Date.UTC(year, month, 1); new Date(at).getUTCMonth() === month; at += kDayMs) {
      const date = new Date(at).toISOString().slice(0, 10);
      const planned = usual[(new Date(at).getUTCDay() + 6) % 7] ?? 0;
      const name = off.get(date);
      const seconds = name === undefined ? planned : 0;
      const kind =
        name !== undefined ? 'off' : planned === 0 ? 'free' : planned < longest ? 'short' : 'work';
      days.push({ date, kind, seconds, name: name ?? '', idle: planned === 0 });
    }
    return {
      month,
      first: (new Date(Date.UTC(year, month, 1)).getUTCDay() + 6) % 7,
      days,
      workDays: days.filter((day) => day.seconds > 0).length,
      seconds: days.reduce((sum, day) => sum + day.seconds, 0),
    };
  });
}

export function yearTotals(months: readonly YearMonth[]) {
  const days = months.flatMap((month) => month.days);
  return {
    workDays: days.filter((day) => day.seconds > 0).length,
    seconds: days.reduce((sum, day) => sum + day.seconds, 0),
    off: days.filter((day) => day.kind === 'off').length,
    idle: days.filter((day) => day.kind === 'off' && day.idle).length,
  };
}
