import type { Delivery, DeliveryDetail } from '../../api/deliveries';
import type { Badge } from '../../api/client';
import { capitalise, exact, plural } from '../../lib/format';

type Tone = Badge['tone'];

export interface ResultWords {
  word: string;
  tone: Tone;
  /** What it means for the data. */
  meaning: string;
}

const kResults: Record<Delivery['result'], ResultWords> = {
  waiting: { word: 'Waiting', tone: 'running', meaning: 'Stored; it is applied in a moment.' },
  accepted: { word: 'Accepted', tone: 'ok', meaning: 'Applied. What it says is here.' },
  ignored: {
    word: 'Ignored',
    tone: 'idle',
    meaning: 'Understood, and of no interest to what is read from this Jira.',
  },
  failed: {
    word: 'Failed',
    tone: 'error',
    meaning: 'It could not be read. It is kept, and tried again after an upgrade.',
  },
  rejected: {
    word: 'Rejected',
    tone: 'warn',
    meaning: 'Not shown to come from your Jira, so nothing of it was stored or applied.',
  },
};

/** What became of a delivery. */
export function resultOf(delivery: Pick<Delivery, 'result'>): ResultWords {
  return kResults[delivery.result];
}

export const resultChoices = [
  { value: '', label: 'Any result' },
  { value: 'accepted', label: 'Accepted' },
  { value: 'duplicate', label: 'Came more than once' },
  { value: 'ignored', label: 'Ignored' },
  { value: 'failed', label: 'Failed' },
  { value: 'rejected', label: 'Rejected' },
  { value: 'waiting', label: 'Waiting' },
];

const kEvent = /^(?:jira:)?([a-z]+)_([a-z_]+)$/;

/** `Issue updated` for `jira:issue_updated`; an unknown shape stays as it is. */
export function eventWords(event: string): string {
  if (event === 'throughline:ping') return 'Our own test';
  const match = kEvent.exec(event);
  if (!match?.[1] || !match[2]) return event || 'No event named';
  return capitalise(`${match[1]} ${match[2].replace(/_/g, ' ')}`);
}

/** `12 ms`, `1.4 s`, `3 min`; a dash while it waits. */
export function tookWords(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${exact(Math.floor(ms / 60_000))} min`;
}

/** Which try of Jira brought it: `1st`, `2nd`. */
export function tryWords(attempt: number): string {
  const n = attempt + 1;
  const teen = n % 100 >= 11 && n % 100 <= 13;
  const end = teen ? 'th' : ({ 1: 'st', 2: 'nd', 3: 'rd' }[n % 10] ?? 'th');
  return `${n}${end}`;
}

export function bytesWords(bytes: number): string {
  if (bytes < 1024) return plural(bytes, 'byte');
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Why there is no body to look at; empty where there is one. */
export function bodyWords(state: DeliveryDetail['body_state']): string {
  switch (state) {
    case 'kept':
      return '';
    case 'sealed':
      return 'It could not be read, so nobody knows what is in it. It is kept sealed and is processed after an upgrade that can.';
    case 'none':
      return 'Nothing of a rejected delivery is stored beyond its headers.';
    case 'expired':
      return 'Its time is over: bodies are deleted after the retention of deliveries. What it changed stays.';
  }
}

/** One sentence over the facts that a delivery named. */
export function changesWords(changes: DeliveryDetail['changes']): string {
  if (changes.length === 0) return 'It changed nothing here.';
  const fresh = changes.filter((change) => change.changed).length;
  const known = changes.length - fresh;
  if (fresh === 0) return `All ${plural(known, 'fact')} it named were known already.`;
  const rest = known > 0 ? `; ${exact(known)} known already` : '';
  return `${plural(fresh, 'fact')} new or changed${rest}.`;
}

/** The kind of a fact: `Issue type` for `issue_type`. */
export function factWords(kind: string): string {
  return kind === 'history' ? 'Change' : capitalise(kind.replace(/_/g, ' '));
}

/** Since the delivery came: `+3 ms`. */
export function offsetWords(received: string, at: string | null): string {
  if (!at) return '';
  const ms = Date.parse(at) - Date.parse(received);
  return ms <= 0 ? '+0 ms' : `+${tookWords(ms)}`;
}

/** Why a delivery cannot be processed again; empty where it can. */
export function noReplayWords(delivery: Pick<DeliveryDetail, 'result' | 'body_state'>): string {
  if (delivery.result === 'rejected')
    return 'A rejected delivery cannot be processed: it is not shown to come from your Jira.';
  if (delivery.result === 'waiting') return 'It waits to be processed already.';
  if (delivery.body_state === 'expired')
    return 'Its body is deleted, so there is nothing to process.';
  return 'It cannot be processed again.';
}

export interface ReplayCount {
  n: number;
  more: boolean;
}

export function countWords({ n, more }: ReplayCount): string {
  if (n === 0) return 'No delivery matches';
  return more
    ? `More than ${exact(n)} deliveries match`
    : `${plural(n, 'delivery', 'deliveries')} ${n === 1 ? 'matches' : 'match'}`;
}

export function replayedWords(replayed: number, more: boolean): string {
  if (replayed === 0) return 'Nothing to replay: no delivery matches any more.';
  const words = `${plural(replayed, 'delivery', 'deliveries')} ${replayed === 1 ? 'is' : 'are'} processed again.`;
  return more ? `${words} There are more in the range: press it once more.` : words;
}
