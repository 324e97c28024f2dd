import type { Connection } from '../../api/client';
import { plural } from '../../lib/format';
import { clockOf } from '../connect/pace';

export interface Difference {
  what: string;
  from: string;
  to: string;
}

export function quietWords(quiet: Connection['quiet_hours']): string {
  return quiet ? `${clockOf(quiet.from)} to ${clockOf(quiet.to)}` : 'none';
}

export function capWords(perMinute: number): string {
  return perMinute === 0 ? 'none of ours' : `${plural(perMinute, 'request')} a minute`;
}

export function projectWords(keys: readonly string[]): string {
  if (keys.length === 0) return 'all, future ones too';
  if (keys.length > 6) return `${keys.slice(0, 5).join(', ')} and ${keys.length - 5} more`;
  return keys.join(', ');
}

const onOff = (on: boolean) => (on ? 'on' : 'off');

const kRead: [string, (connection: Connection) => string][] = [
  ['Name', (c) => c.name],
  ['Projects', (c) => projectWords(c.project_keys)],
  ['Filter', (c) => c.filter_jql || 'none'],
  ['Custom fields', (c) => (c.custom_fields.length ? c.custom_fields.join(', ') : 'all')],
  ['Description texts', (c) => onOff(c.descriptions)],
  ['Webhooks', (c) => onOff(c.webhooks_wanted)],
  ['Write worklogs', (c) => onOff(c.writes.worklogs)],
  ['Rule actions', (c) => onOff(c.writes.rule_actions)],
  ['Remote links', (c) => onOff(c.writes.remote_links)],
  ['Limit of requests', (c) => capWords(c.requests_per_minute)],
  ['Quiet hours', (c) => quietWords(c.quiet_hours)],
  ['Proxy', (c) => c.proxy || 'none'],
  ['Own certificates', (c) => onOff(c.has_ca)],
  ['Token expires', (c) => c.token_expires ?? 'not known'],
  ['State', (c) => c.state.replace(/_/g, ' ')],
];

/** What differs between two states of a connection, in words. */
export function differencesOf(before: Connection, after: Connection): Difference[] {
  return kRead
    .map(([what, read]) => ({ what, from: read(before), to: read(after) }))
    .filter(({ from, to }) => from !== to);
}
