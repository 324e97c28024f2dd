/** Durations in words. Input is whole seconds of calendar time, as the server counts them. */

const kMinute = 60;
const kHour = 3600;
const kDay = 86_400;

/** `42 min`, `5 h 20 min`, `3.1 d`; the unit is always shown. */
export function formatDuration(seconds: number): string {
  if (seconds < 0) return `−${formatDuration(-seconds)}`;
  if (seconds === 0) return '0 min';
  if (seconds < kMinute) return '< 1 min';
  if (seconds < kHour) return `${Math.floor(seconds / kMinute)} min`;
  if (seconds < kDay) return formatHours(seconds);
  return `${formatDays(seconds / kDay)} d`;
}

function formatHours(seconds: number): string {
  const hours = Math.floor(seconds / kHour);
  const minutes = Math.floor((seconds % kHour) / kMinute);
  return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
}

function formatDays(days: number): string {
  if (days >= 99.95) return Math.round(days).toLocaleString('en-US');
  return days.toFixed(1);
}

/** Both readings for a tooltip: `3.1 d (74 h 30 min)`. */
export function formatDurationBoth(seconds: number): string {
  const short = formatDuration(seconds);
  return seconds < kDay ? short : `${short} (${formatHours(seconds)})`;
}

export function toDays(seconds: number): number {
  return seconds / kDay;
}

/** A range such as `6–9 min`, `45–50 s` or `1 h 10 min – 1 h 30 min`; null when unknown. */
export function formatEta(low: number | null, high: number | null): string | null {
  if (low === null || high === null) return null;
  const [from, to] = low <= high ? [low, high] : [high, low];
  if (to < kMinute) return from === to ? `${to} s` : `${from}–${to} s`;
  if (to < kHour) {
    const a = Math.max(1, Math.floor(from / kMinute));
    const b = Math.ceil(to / kMinute);
    return a === b ? `${a} min` : `${a}–${b} min`;
  }
  const [a, b] = [formatHours(from < kHour ? kHour : from), formatHours(to)];
  return a === b ? a : `${a} – ${b}`;
}
