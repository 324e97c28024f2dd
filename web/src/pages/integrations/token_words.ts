import type { Connection } from '../../api/client';
import { daysUntil, formatDate, plural } from '../../lib/format';

export type Level = 'none' | 'notice' | 'warn' | 'error';

/** How loud an expiry is: said from 30 days, amber from 14, red from 1 day on (product.md C8). */
export function expiryLevel(date: string | null, now: number): Level {
  if (!date) return 'none';
  const days = daysUntil(date, now);
  if (days <= 1) return 'error';
  if (days <= 14) return 'warn';
  return days <= 30 ? 'notice' : 'none';
}

export function expiryWords(date: string | null, now: number): string {
  if (!date) return 'Not known';
  const days = daysUntil(date, now);
  if (days < 0) return `Expired on ${formatDate(date)}`;
  if (days === 0) return 'Expires today';
  return `${formatDate(date)}, in ${plural(days, 'day')}`;
}

/** What the secret is called where it is talked about. */
export function secretWord(method: Connection['method']): string {
  return method === 'password' ? 'password' : 'token';
}
