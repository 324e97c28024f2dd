import type { Connection } from '../api/client';
import { formatAgo, formatInstant, formatTime } from '../lib/format';

/** `Data to 14:02`, with the date when that is not today. */
export function dataWords(at: string, now: number): string {
  const today = new Date(now).toDateString() === new Date(at).toDateString();
  return today ? `Data to ${formatTime(at)}` : `Data to ${formatInstant(at)}`;
}

type Part = Pick<Connection, 'name' | 'flavour' | 'badge' | 'webhook' | 'last_sync'>;

/** How far one instance is: live, behind by so much, or what keeps it. */
export function instanceWords(connection: Part, now: number): string {
  const { name, flavour, badge, webhook, last_sync: last } = connection;
  if (flavour === 'import') return `Files ${name}`;
  const who = `Jira ${name}`;
  if (badge.tone !== 'ok') return `${who} ${lowerFirst(badge.text)}`;
  if (webhook.state === 'live') return `${who} live`;
  if (!last) return `${who} not synced yet`;
  const ago = formatAgo(last, now);
  return ago === 'just now'
    ? `${who} synced just now`
    : `${who} ${ago.replace(/ ago$/, '')} behind`;
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** The latest instant at which any of them was in step. */
export function newestSync(
  connections: readonly Pick<Connection, 'last_sync'>[],
): string | undefined {
  return connections
    .flatMap((each) => each.last_sync ?? [])
    .sort()
    .at(-1);
}

/** The connection that limits how far back everything is complete: the youngest edge. */
export function limiting<T extends Pick<Connection, 'id' | 'progress'>>(
  connections: readonly T[],
): T | undefined {
  const known = connections.filter((each) => each.progress?.complete_back_to);
  return known.sort((a, b) =>
    (b.progress?.complete_back_to ?? '').localeCompare(a.progress?.complete_back_to ?? ''),
  )[0];
}
