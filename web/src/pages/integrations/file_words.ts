import type { ImportReport } from '../../api/care';
import { plural } from '../../lib/format';

/** `3 issues, 12 histories; 4 known already`, or that nothing was new. */
export function importWords(report: ImportReport): string {
  const parts = [
    [report.issues, 'issue', 'issues'],
    [report.histories, 'history', 'histories'],
    [report.worklogs, 'worklog', 'worklogs'],
    [report.records, 'other record', 'other records'],
  ] as const;
  const brought = parts.filter(([n]) => n > 0).map(([n, one, many]) => plural(n, one, many));
  const known = report.unchanged > 0 ? `${plural(report.unchanged, 'thing')} known already` : '';
  if (brought.length === 0) return known ? `Nothing new; ${known}.` : 'Nothing was in it.';
  return `${[brought.join(', '), known].filter(Boolean).join('; ')}.`;
}
