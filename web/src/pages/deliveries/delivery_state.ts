import type { DeliveryAsk } from '../../api/deliveries';
import type { RawSearch } from '../../lib/list_codec';
import { resultChoices } from './delivery_words';

/** The log's filter and what is open, in the address of the tab. */
export interface LogState {
  result: string;
  event: string;
  issue: string;
  /** Rolling: one of `kWithin`; empty: all that is kept, or `from` and `to`. */
  within: string;
  /** Instants, ISO 8601; empty: open. */
  from: string;
  to: string;
  delivery: string;
}

export const kWithin: Record<string, { seconds: number; word: string }> = {
  '1h': { seconds: 3600, word: 'Last hour' },
  '24h': { seconds: 86_400, word: 'Last 24 hours' },
  '7d': { seconds: 7 * 86_400, word: 'Last 7 days' },
};

const instant = (text: string | undefined) => (text && !Number.isNaN(Date.parse(text)) ? text : '');

export function parseLog(search: RawSearch): LogState {
  const { result = '', event = '', issue = '', within = '', delivery = '' } = search;
  const rolling = within in kWithin;
  return {
    result: resultChoices.some((choice) => choice.value === result) ? result : '',
    event,
    issue: issue.trim(),
    within: rolling ? within : '',
    from: rolling ? '' : instant(search.from),
    to: rolling ? '' : instant(search.to),
    delivery: /^\d+$/.test(delivery) ? delivery : '',
  };
}

export function formatLog(state: LogState): RawSearch {
  const set = Object.entries(state).filter(([, value]) => value !== '');
  return { tab: 'webhooks', ...Object.fromEntries(set) };
}

export function askOf({ result, event, issue, within, from, to }: LogState): DeliveryAsk {
  return { result, event, issue, from, to, within: kWithin[within]?.seconds ?? 0 };
}

/** Names of what is filtered, for the sentence over an empty list. */
export function filtersOf(state: LogState): string[] {
  const { result, event, issue, within, from, to } = state;
  const has: [string, string][] = [
    ['result', result],
    ['event', event],
    ['issue', issue],
    ['time', within || from || to],
  ];
  return has.filter(([, value]) => value !== '').map(([name]) => name);
}

export const kNoFilter = { result: '', event: '', issue: '', within: '', from: '', to: '' };

/** `2026-11-20T14:02` of a field in the viewer's zone as an instant; empty stays empty. */
export function instantOf(local: string): string {
  const at = local === '' ? Number.NaN : Date.parse(local);
  return Number.isNaN(at) ? '' : new Date(at).toISOString();
}

/** The reverse, for the field. */
export function localOf(at: string): string {
  if (at === '') return '';
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
