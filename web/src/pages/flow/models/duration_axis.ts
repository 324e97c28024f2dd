import { cutAxis, logAxis } from '../../../charts/axis';
import type { Axis } from '../../../charts/model';
import { tickIn, toUnits, type TimeScale } from '../../../charts/unit';

export const kLogFloor = 1 / 48;
const kLogSteps = [
  ...[1 / 48, 1 / 24, 1 / 8, 1 / 4, 1 / 2, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120],
  ...[180, 365, 730, 1460, 2920],
];

/** The axis ends a little above p99; the few beyond it are drawn at the edge. In days. */
export function axisTop(seconds: readonly number[], scale: TimeScale): number {
  if (seconds.length === 0) return 1;
  const days = seconds.map((s) => toUnits(s, scale)).sort((a, b) => a - b);
  const p99 = days[Math.max(0, Math.ceil(days.length * 0.99) - 1)] ?? 1;
  const largest = days.at(-1) ?? 1;
  // With few points nothing is an outlier worth hiding.
  const top = days.length < 100 || largest <= p99 * 1.25 ? largest : p99;
  return Math.max(top * 1.08, 1 / 24);
}

export function durationTitle(scale: TimeScale): string {
  return scale.unit === 'calendar' ? 'Calendar days' : 'Working days';
}

/** Days up from zero, or by powers from half an hour. */
export function durationAxis(top: number, log: boolean, scale: TimeScale): Axis {
  const format = (days: number) => tickIn(days, scale);
  const title = durationTitle(scale);
  if (!log) return cutAxis({ max: top, format, title });
  return logAxis(kLogFloor, Math.max(top, kLogFloor * 2), kLogSteps, format, title);
}
