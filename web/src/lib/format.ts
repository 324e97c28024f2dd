/** Numbers and instants in words. Instants are shown in the viewer's zone, UTC on hover. */

const kExactLimit = 99_999;

/** Exact with grouping up to 99,999, then `1.2 M` / `180 k`; pair it with `title={exact(n)}`. */
export function formatCount(n: number): string {
  if (Math.abs(n) <= kExactLimit) return exact(n);
  if (Math.abs(n) < 999_500) return `${Math.round(n / 1000)} k`;
  return `${(n / 1_000_000).toFixed(1)} M`;
}

export function exact(n: number): string {
  return n.toLocaleString('en-US');
}

/** Percent of a share: no decimals, one below 10 %; 100 only when all, 0 only when none. */
export function formatPercent(part: number, whole: number): string {
  if (whole <= 0) return '–';
  const value = (part / whole) * 100;
  if (value > 0 && value < 0.1) return '< 0.1 %';
  if (value < 10) return value === 0 ? '0 %' : `${value.toFixed(1)} %`;
  if (value < 100 && value > 99) return '99 %';
  return `${Math.round(value)} %`;
}

/** The first letter large, the rest as it is. */
export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${exact(n)} ${n === 1 ? one : many}`;
}

function format(options: Intl.DateTimeFormatOptions) {
  const formatter = new Intl.DateTimeFormat('en-GB', options);
  return (at: string | Date) => formatter.format(typeof at === 'string' ? new Date(at) : at);
}

/** `2 Sept 2026` shortened to `2 Sep 2026`. */
export function formatDate(at: string | Date, timeZone?: string): string {
  const options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' };
  return format(timeZone ? { ...options, timeZone } : options)(at).replace('Sept', 'Sep');
}

/** The last day of a window whose end is exclusive. */
export function formatLastDay(end: string, timeZone?: string): string {
  return formatDate(new Date(Date.parse(end) - 1), timeZone);
}

export function formatDay(at: string | Date): string {
  return format({ day: 'numeric', month: 'short' })(at).replace('Sept', 'Sep');
}

export const formatTime = format({ hour: '2-digit', minute: '2-digit' });
export const formatClock = format({ hour: '2-digit', minute: '2-digit', second: '2-digit' });

export function formatInstant(at: string | Date): string {
  return `${formatDate(at)}, ${formatTime(at)}`;
}

/** For hover: the same instant in UTC. */
export function formatUtc(at: string): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `2 min ago` up to seven days, then the date. */
export function formatAgo(at: string, now: number): string {
  const seconds = Math.round((now - Date.parse(at)) / 1000);
  // Clocks of server and viewer may differ by a moment.
  if (Math.abs(seconds) < 10) return 'just now';
  if (seconds < 0) return formatAhead(-seconds, at);
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  if (seconds < 7 * 86_400) return plural(Math.floor(seconds / 86_400), 'day') + ' ago';
  return formatDate(at);
}

function formatAhead(seconds: number, at: string): string {
  if (seconds < 60) return `in ${seconds} s`;
  if (seconds < 3600) return `in ${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `in ${Math.floor(seconds / 3600)} h`;
  return formatDate(at);
}

/** Whole days from today to a civil date, both in the viewer's zone. */
export function daysUntil(date: string, now: number): number {
  const today = new Date(now);
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const from = Date.UTC(today.getFullYear(), today.getMonth(), today.getDate());
  return Math.round((Date.UTC(year, month - 1, day) - from) / 86_400_000);
}

/** Today plus `days` as an ISO civil date in the viewer's zone. */
export function civilDate(now: number, days = 0): string {
  const at = new Date(now);
  const utc = Date.UTC(at.getFullYear(), at.getMonth(), at.getDate() + days);
  return new Date(utc).toISOString().slice(0, 10);
}
