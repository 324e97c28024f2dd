import type { DayOff } from '../../api/calendar';
import { kMostNameBytes } from './draft';

export interface ReadDays {
  days: DayOff[];
  /** Lines or entries that could not be read, in words. */
  skipped: string[];
}

function isDate(year: number, month: number, day: number): boolean {
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
}

export function civil(year: number, month: number, day: number): string | null {
  if (year < 1995 || year > 2060 || !isDate(year, month, day)) return null;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** One line, cut where the server would refuse it. */
export function cleanName(text: string): string {
  let name = text.replace(/\s+/g, ' ').trim().slice(0, kMostNameBytes);
  while (new TextEncoder().encode(name).length > kMostNameBytes) name = name.slice(0, -1);
  return name;
}

/** A date at the start of a line: `2026-12-25` or `25.12.2026`; a slash says too little. */
function parseDate(line: string): { date: string; rest: string } | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(.*)$/.exec(line);
  const dots = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)$/.exec(line);
  const [year, month, day, rest] = iso
    ? [iso[1], iso[2], iso[3], iso[4]]
    : dots
      ? [dots[3], dots[2], dots[1], dots[4]]
      : [];
  const date = civil(Number(year), Number(month), Number(day));
  return date === null ? null : { date, rest: rest ?? '' };
}

const kMostSkipped = 5;

/** Pasted lines: a date, then its name behind a comma, semicolon, tab or space. */
export function parseDayList(text: string): ReadDays {
  const days: DayOff[] = [];
  const skipped: string[] = [];
  text.split(/\r?\n/).forEach((raw, i) => {
    const line = raw.trim();
    if (!line) return;
    const found = parseDate(line);
    if (!found) {
      if (skipped.length < kMostSkipped) skipped.push(`Line ${i + 1}: “${line.slice(0, 60)}”`);
      return;
    }
    const name = cleanName(found.rest.replace(/^[\s,;\t–-]+/, '').replace(/^"(.*)"$/, '$1'));
    days.push({ date: found.date, name });
  });
  return { days, skipped };
}
