import type { SyncEntry } from '../../api/care';
import type { Badge } from '../../api/client';
import { capitalise, plural } from '../../lib/format';
import type { RawSearch } from '../../lib/list_codec';

type Tone = Badge['tone'];

const kKinds = ['backfill', 'poll', 'import'] as const;
export type Kind = (typeof kKinds)[number];

const kKindWords: Record<Kind, string> = {
  backfill: 'Backfill',
  poll: 'Poll',
  import: 'Import',
};

export const kindChoices = kKinds.map((value) => ({ value, label: kKindWords[value] }));

export function kindWords(kind: string): string {
  return kKinds.find((k) => k === kind) ? kKindWords[kind as Kind] : capitalise(kind);
}

const kStates: Record<string, { word: string; tone: Tone }> = {
  completed: { word: 'Completed', tone: 'ok' },
  completed_with_gaps: { word: 'Completed with gaps', tone: 'warn' },
  failed: { word: 'Failed', tone: 'error' },
  running: { word: 'Running', tone: 'running' },
  retrying: { word: 'Retrying', tone: 'running' },
  waiting: { word: 'Waiting', tone: 'warn' },
  queued: { word: 'Queued', tone: 'idle' },
  cancelled: { word: 'Cancelled', tone: 'idle' },
};

/** Words of the design for the state of a run; an unknown one is shown as it is. */
export function stateOf(state: string): { word: string; tone: Tone } {
  return kStates[state] ?? { word: capitalise(state.replace(/_/g, ' ')), tone: 'idle' };
}

/** The states that the filter of the history offers. */
export const stateChoices = ['completed', 'completed_with_gaps', 'failed', 'running'].map(
  (value) => ({ value, label: stateOf(value).word }),
);

/** `12 issues changed`, `Nothing new`, by what the entry is. */
export function itemWords(entry: Pick<SyncEntry, 'kind' | 'items' | 'state'>): string {
  if (entry.items > 0) {
    return entry.kind === 'poll'
      ? `${plural(entry.items, 'issue')} changed`
      : plural(entry.items, 'issue');
  }
  if (entry.state === 'failed') return 'Nothing came';
  return entry.kind === 'poll' ? 'Nothing new' : 'Nothing yet';
}

/** Seconds from start to end; null while it runs. */
export function lasted(entry: Pick<SyncEntry, 'started' | 'finished'>): number | null {
  if (!entry.finished) return null;
  return Math.max(0, (Date.parse(entry.finished) - Date.parse(entry.started)) / 1000);
}

export function lastedWords(seconds: number | null): string {
  if (seconds === null) return 'Running';
  if (seconds < 1) return '< 1 s';
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** One sentence over the newest entries: `9 of the last 10 completed; 1 failed: <cause>`. */
export function summary(entries: readonly SyncEntry[]): string {
  if (entries.length === 0) return 'Nothing has been synced yet.';
  const count = (state: string) => entries.filter((e) => e.state === state).length;
  const parts = [`${count('completed')} of the last ${entries.length} completed`];
  const gaps = count('completed_with_gaps');
  const failed = entries.filter((e) => e.state === 'failed');
  if (gaps > 0) parts.push(`${gaps} with gaps`);
  if (failed.length > 0) {
    const cause = failed[0]?.detail ?? '';
    parts.push(`${failed.length} failed${cause ? `, last: ${cause}` : ''}`);
  }
  return `${parts.join('; ')}.`;
}

const kDayMs = 86_400_000;

/** Requests of the entries of the last 24 hours. */
export function requestsOfDay(entries: readonly SyncEntry[], now: number): number {
  return entries
    .filter((e) => now - Date.parse(e.started) <= kDayMs)
    .reduce((sum, e) => sum + e.requests, 0);
}

export interface HistoryFilter {
  kinds: string[];
  states: string[];
}

export function parseHistory(search: RawSearch): HistoryFilter {
  const list = (text: string | undefined) => (text ? text.split(',') : []);
  return {
    kinds: list(search.kind).filter((kind) => kKinds.some((k) => k === kind)),
    states: list(search.state).filter((state) => state in kStates),
  };
}

export function formatHistory(filter: HistoryFilter): RawSearch {
  const search: RawSearch = { tab: 'history' };
  if (filter.kinds.length) search.kind = filter.kinds.join(',');
  if (filter.states.length) search.state = filter.states.join(',');
  return search;
}

export function matches(entry: SyncEntry, filter: HistoryFilter): boolean {
  const has = (list: string[], value: string) => list.length === 0 || list.includes(value);
  return has(filter.kinds, entry.kind) && has(filter.states, entry.state);
}
