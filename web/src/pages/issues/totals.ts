import type { IssueRow } from '../../api/client';
import { formatDuration } from '../../lib/duration';
import { exact, plural } from '../../lib/format';
import type { ColumnId } from './column_order';

/** The middle of the known values by nearest rank, as all percentiles here. */
export function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((v): v is number => v !== null).sort((a, b) => a - b);
  return known[Math.max(0, Math.ceil(known.length / 2) - 1)] ?? null;
}

/** What a total counts: the marked ones, all, or those that were loaded so far. */
export function totalsOf(marked: number, loaded: number, total: number): string {
  if (marked > 0) return `${plural(marked, 'issue')} marked`;
  if (loaded >= total) return `All ${plural(total, 'issue')}`;
  return `First ${exact(loaded)} of ${exact(total)} issues`;
}

/** The total of a column, with the statistic in its words. */
export function columnTotal(id: ColumnId, rows: readonly IssueRow[]): string {
  if (id === 'points') {
    const known = rows.filter((row) => row.points !== null);
    if (known.length === 0) return '';
    const sum = known.reduce((all, row) => all + (row.points ?? 0), 0);
    return `Σ ${exact(Math.round(sum * 10) / 10)}`;
  }
  if (id !== 'age' && id !== 'cycle') return '';
  const middle = medianOf(rows.map((r) => (id === 'age' ? r.age_seconds : r.cycle_seconds)));
  return middle === null ? '' : `p50 ${formatDuration(middle)}`;
}
