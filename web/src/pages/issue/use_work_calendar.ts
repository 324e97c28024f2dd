import { useMemo } from 'react';
import { useCalendar } from '../../api/calendar';
import { useMe } from '../../api/session';
import type { Domain } from '../../lib/time_axis';
import {
  complement,
  formatWork,
  freeDays,
  workSeconds,
  workStretches,
} from '../calendar/work_time';

const kDayMs = 86_400_000;
/** Below these widths of a day, hours or even days are too narrow to be seen. */
const kHoursFromPx = 20;
const kDaysFromPx = 2.5;

/** Working time in the words of the issue page; null until the calendar is known. */
export function useWorkTime() {
  const calendar = useCalendar().data;
  const zone = useMe().data?.tenant.time_zone ?? 'UTC';
  return useMemo(() => {
    if (!calendar) return null;
    return {
      between: (from: number, to: number) =>
        formatWork(workSeconds(calendar, zone, from, to), calendar.working_day_seconds),
      words: (seconds: number) => formatWork(seconds, calendar.working_day_seconds),
    };
  }, [calendar, zone]);
}

/** What to shade: hours outside of work, or whole free days, or nothing when too narrow. */
export function useShade(domain: Domain, width: number): Domain[] {
  const calendar = useCalendar().data;
  const zone = useMe().data?.tenant.time_zone ?? 'UTC';
  return useMemo(() => {
    const dayPx = (width / (domain.to - domain.from)) * kDayMs;
    if (!calendar || dayPx < kDaysFromPx) return [];
    if (dayPx < kHoursFromPx) return freeDays(calendar, zone, domain);
    return complement(workStretches(calendar, zone, domain), domain);
  }, [calendar, zone, domain, width]);
}
