import type { DayOff } from '../../api/calendar';
import { civil, cleanName, type ReadDays } from './day_list';

/** Days of an iCalendar file (RFC 5545): all-day events, over several days too, and those that come
 *  every year. Anything with a time of day is an appointment and left out. */
export const kMostIcsBytes = 2 * 1024 * 1024;
const kMostDays = 2000;
const kMostStretch = 400;
const kYearsAhead = 4;
const kDayMs = 86_400_000;

interface Property {
  name: string;
  value: string;
}

/** Lines that begin with a blank continue the one before. */
function linesOf(text: string): string[] {
  return text.replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
}

function propertyOf(line: string): Property | null {
  const colon = /^([A-Za-z-]+)((?:;[^:"]*(?:"[^"]*")?)*):(.*)$/.exec(line);
  return colon ? { name: (colon[1] ?? '').toUpperCase(), value: colon[3] ?? '' } : null;
}

function unescapeText(text: string): string {
  return text.replace(/\\([nN,;\\])/g, (_, c: string) => (c.toLowerCase() === 'n' ? ' ' : c));
}

/** Midnight UTC of `20261225`; null for instants. */
function dayOf(value: string | undefined): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)$/.exec(value ?? '');
  if (!match) return null;
  const date = civil(Number(match[1]), Number(match[2]), Number(match[3]));
  return date === null ? null : Date.parse(`${date}T00:00:00Z`);
}

function dateText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function nameOf(event: Map<string, string>): string {
  return cleanName(unescapeText(event.get('SUMMARY') ?? ''));
}

/** Every year on the same date; `the fourth Thursday` and the like are not. */
function isPlainYearly(rule: string): boolean {
  const interval = Number(/INTERVAL=(\d+)/i.exec(rule)?.[1] ?? 1);
  return (
    /FREQ=YEARLY/i.test(rule) && interval === 1 && !/BY(DAY|SETPOS|WEEKNO|YEARDAY)=/i.test(rule)
  );
}

/** The days of one event; null when it is none of those that are understood. */
function daysOf(event: Map<string, string>, thisYear: number): DayOff[] | null {
  const from = dayOf(event.get('DTSTART'));
  if (from === null) return null;
  const end = dayOf(event.get('DTEND')) ?? from + kDayMs;
  const length = Math.min(kMostStretch, Math.max(1, Math.round((end - from) / kDayMs)));
  const rule = event.get('RRULE');
  if (rule !== undefined && !isPlainYearly(rule)) return null;
  const name = nameOf(event);
  const stretch = (start: number) =>
    Array.from({ length }, (_, i) => ({ date: dateText(start + i * kDayMs), name }));
  if (rule === undefined) return stretch(from);
  const start = new Date(from);
  const until = dayOf(/UNTIL=(\d{8})/i.exec(rule)?.[1]) ?? Infinity;
  const count = Number(/COUNT=(\d+)/i.exec(rule)?.[1] ?? Infinity);
  const days: DayOff[] = [];
  const first = start.getUTCFullYear();
  for (let year = Math.max(first, thisYear); year <= thisYear + kYearsAhead; year++) {
    const date = civil(year, start.getUTCMonth() + 1, start.getUTCDate());
    if (date === null || year - first >= count || Date.parse(date) > until) continue;
    days.push(...stretch(Date.parse(`${date}T00:00:00Z`)));
  }
  return days;
}

function eventsOf(text: string): Map<string, string>[] {
  const events: Map<string, string>[] = [];
  let event: Map<string, string> | null = null;
  let inner = 0;
  for (const line of linesOf(text)) {
    const property = propertyOf(line);
    if (!property) continue;
    const { name, value } = property;
    const what = value.trim().toUpperCase();
    if (name === 'BEGIN' && what === 'VEVENT') event = new Map();
    else if (name === 'BEGIN' && event) inner++;
    else if (name === 'END' && what === 'VEVENT') {
      if (event) events.push(event);
      event = null;
      inner = 0;
    } else if (name === 'END' && inner > 0) inner--;
    else if (event && inner === 0 && !event.has(name)) event.set(name, value.trim());
  }
  return events;
}

/** Reads a file; null when it is no iCalendar file at all. */
export function parseIcs(text: string, thisYear: number): ReadDays | null {
  if (!/^\uFEFF?BEGIN:VCALENDAR/i.test(text.trimStart())) return null;
  const days: DayOff[] = [];
  const odd: string[] = [];
  for (const event of eventsOf(text)) {
    if (event.get('STATUS')?.toUpperCase() === 'CANCELLED') continue;
    const found = daysOf(event, thisYear);
    if (found === null) odd.push(nameOf(event) || 'an event without a name');
    else days.push(...found);
  }
  const skipped = odd.slice(0, 5).map((name) => `“${name}” is no all-day event of a fixed date`);
  if (odd.length > 5) skipped.push(`and ${odd.length - 5} more of that kind`);
  if (days.length > kMostDays) skipped.push(`only the first ${kMostDays} days were taken`);
  return { days: days.slice(0, kMostDays), skipped };
}
