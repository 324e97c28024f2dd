import type { QuietHours } from '../../api/connect';
import { exact } from '../../lib/format';

export const kMostRequests = 60_000;

/** `22:00` of 1320; '' when there is no minute. */
export function clockOf(minute: number): string {
  const hours = Math.floor(minute / 60);
  return `${String(hours).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** 1320 of `22:00`; null when it is no time. */
export function minuteOf(clock: string): number | null {
  const match = /^(\d{1,2}):(\d{2})$/.exec(clock);
  if (!match) return null;
  const [hours, minutes] = [Number(match[1]), Number(match[2])];
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : null;
}

/** A cap as it is typed: whole and not negative, 0 none; null when it is no number. */
export function capOf(text: string): number | null {
  const trimmed = text.trim();
  if (!trimmed) return 0;
  if (!/^\d{1,6}$/.test(trimmed)) return null;
  const cap = Number(trimmed);
  return cap <= kMostRequests ? cap : null;
}

/** `at most 600 requests a minute, none from 08:00 to 18:00`; '' when there is no limit. */
export function paceWords(requestsPerMinute: number, quiet: QuietHours | null): string {
  const parts = [];
  if (requestsPerMinute > 0) parts.push(`at most ${exact(requestsPerMinute)} requests a minute`);
  if (quiet) {
    const night = quiet.from > quiet.to ? ' the next day' : '';
    parts.push(`none from ${clockOf(quiet.from)} to ${clockOf(quiet.to)}${night}`);
  }
  return parts.join(', ');
}
