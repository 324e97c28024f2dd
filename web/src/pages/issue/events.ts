import type { TimelineEntry } from '../../api/client';
import { formatDuration } from '../../lib/duration';
import { csvOf } from '../issues/csv';
import { fieldWords, valueWords } from './event_words';

export type Kind = TimelineEntry['kind'];

export const kindNames: Record<Kind, { one: string; many: string }> = {
  created: { one: 'Created', many: 'Created' },
  change: { one: 'Change', many: 'Changes' },
  worklog: { one: 'Worklog', many: 'Worklogs' },
  comment: { one: 'Comment', many: 'Comments' },
  deleted: { one: 'Deleted', many: 'Deleted' },
};

function shown(field: string, value: string | null): string {
  return value === null ? 'none' : valueWords(field, value);
}

/** What happened, one line each. */
export function whatWords(entry: TimelineEntry): string[] {
  if (entry.kind === 'worklog') return [formatDuration(entry.seconds ?? 0)];
  return entry.items.map(
    (item) =>
      `${fieldWords(item.name)}: ${shown(item.field, item.from)} → ${shown(item.field, item.to)}`,
  );
}

/** Events of the kinds shown whose words contain the text. */
export function findEvents(
  timeline: readonly TimelineEntry[],
  hidden: readonly Kind[],
  text: string,
): TimelineEntry[] {
  const wanted = text.trim().toLowerCase();
  return timeline.filter((entry) => {
    if (hidden.includes(entry.kind)) return false;
    if (!wanted) return true;
    const words = [kindNames[entry.kind].one, entry.actor?.name ?? '', ...whatWords(entry)];
    return words.join(' ').toLowerCase().includes(wanted);
  });
}

/** One line a change, as the picture and the table show it; durations in seconds. */
export function eventsCsv(rows: readonly TimelineEntry[]): string {
  const head = ['at', 'kind', 'who', 'field', 'from', 'to', 'started', 'seconds'];
  const lines = rows.flatMap((entry) => {
    const base = [entry.at, entry.kind, entry.actor?.name ?? ''];
    const tail = [entry.started ?? '', entry.seconds ?? ''];
    if (entry.items.length === 0) return [[...base, '', '', '', ...tail]];
    return entry.items.map((i) => [...base, i.name, i.from ?? '', i.to ?? '', ...tail]);
  });
  return csvOf([head, ...lines]);
}
