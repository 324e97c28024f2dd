import { formatPercent } from '../lib/format';
import { formatIn, kCalendar, type TimeScale } from './unit';

export type ValueKind = 'seconds' | 'count' | 'ratio';

export interface Delta {
  arrow: '↑' | '↓' | '→';
  /** `1.8 d less (−16 %)`. */
  text: string;
}

interface Question {
  value: number | null;
  previous: number | null;
  kind: ValueKind;
  scale?: TimeScale;
}

/** A value in words: a duration, a count, or a share as percent. */
export function valueWords(value: number, kind: ValueKind, scale: TimeScale = kCalendar): string {
  if (kind === 'seconds') return formatIn(value, scale);
  if (kind === 'ratio') return value === 0 ? '0 %' : formatPercent(value, 1);
  return Math.round(value).toLocaleString('en-US');
}

/** Points of percent, so that nobody takes 30 % → 33 % for "3 % more". */
function pointsWords(points: number): string {
  const size = Math.abs(points) * 100;
  return `${size < 9.95 ? size.toFixed(1) : Math.round(size)} points`;
}

/** What changed since the previous window; null where one of both is not known. */
export function deltaOf({ value, previous, kind, scale = kCalendar }: Question): Delta | null {
  if (value === null || previous === null) return null;
  const gap = value - previous;
  const arrow = gap > 0 ? '↑' : gap < 0 ? '↓' : '→';
  if (gap === 0) return { arrow, text: 'the same' };
  const word = gap > 0 ? 'more' : 'less';
  if (kind === 'ratio') return { arrow, text: `${pointsWords(gap)} ${word}` };
  const size = valueWords(Math.abs(gap), kind, scale);
  if (previous === 0) return { arrow, text: `${size} ${word}` };
  const share = Math.round((Math.abs(gap) / previous) * 100);
  const sign = gap > 0 ? '+' : '−';
  return { arrow, text: `${size} ${word} (${share === 0 ? '< 1' : `${sign}${share}`} %)` };
}

/** `the 12 weeks before`, `the 10 days before`. */
export function previousWords(days: number): string {
  if (days % 7 === 0) return days === 7 ? 'the week before' : `the ${days / 7} weeks before`;
  return days === 1 ? 'the day before' : `the ${days} days before`;
}
