import type { Badge, Connection } from '../api/client';
import { formatInstant, formatTime } from './format';

/** What one connection can say of its completeness, as far as the connection itself tells. */
export type CompleteFacts = Pick<
  Connection,
  'id' | 'name' | 'state' | 'flavour' | 'complete_as_of' | 'ledger_state' | 'alarms'
>;

export interface Complete {
  tone: Badge['tone'];
  text: string;
}

/** `12:04`, with its date when that is not today. */
export function asOf(at: string, now: number): string {
  const today = new Date(now).toDateString() === new Date(at).toDateString();
  return today ? formatTime(at) : formatInstant(at);
}

/** Never more than was shown: `complete as of` only after a full comparison. Null: nothing to say. */
export function completeOf(facts: CompleteFacts, now: number): Complete | null {
  const { ledger_state: state, complete_as_of: at, alarms } = facts;
  if (alarms > 0) return { tone: 'error', text: 'a count does not add up' };
  switch (state) {
    case 'complete':
      return at ? { tone: 'ok', text: `complete as of ${asOf(at, now)}` } : null;
    case 'nothing_new':
      return { tone: 'ok', text: at ? `nothing new seen to ${asOf(at, now)}` : 'nothing new seen' };
    case 'differs':
      return { tone: 'warn', text: 'differs from Jira' };
    case 'unproven':
      return { tone: 'idle', text: 'not proven complete yet' };
    case 'stopped':
      return at ? { tone: 'idle', text: `complete as of ${asOf(at, now)}` } : null;
    default:
      return null;
  }
}

/** The server's line without what is said of completeness beside it, in the viewer's own zone. */
export function lineBeside({
  badge,
  ledger_text: said,
}: Pick<Connection, 'badge' | 'ledger_text'>) {
  const rest = said ? badge.line.replace(said, '').replace(/^[ ·]+/, '') : badge.line;
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

export interface CompleteTogether extends Complete {
  /** Where to look; null: at all of them. */
  id: string | null;
}

const kWeight: readonly Badge['tone'][] = ['error', 'warn', 'idle', 'running', 'ok'];

/** All connections in one part of a line: the worst, else the least of what they can say. */
export function completeTogether(
  connections: readonly CompleteFacts[],
  now: number,
): CompleteTogether | null {
  const told = connections.flatMap((facts) => {
    const complete = facts.state === 'disconnected' ? null : completeOf(facts, now);
    return complete ? [{ facts, complete }] : [];
  });
  const rank = (each: { complete: Complete }) => kWeight.indexOf(each.complete.tone);
  const age = (each: { facts: CompleteFacts }) => each.facts.complete_as_of ?? '';
  told.sort((a, b) => rank(a) - rank(b) || age(a).localeCompare(age(b)));
  const [worst] = told;
  if (!worst) return null;
  const same = told.filter((each) => each.complete.tone === worst.complete.tone);
  const { complete, facts } = worst;
  if (told.length === 1 || complete.tone === 'ok') return { ...complete, id: facts.id };
  if (same.length === 1)
    return { ...complete, text: `${facts.name} ${complete.text}`, id: facts.id };
  return { ...complete, text: `${same.length} instances: ${complete.text}`, id: null };
}
