import type { HookView } from '../../api/care';
import type { Badge } from '../../api/client';
import { capitalise } from '../../lib/format';

/** State of a registration; what Jira says outweighs what we remember. */
export function hookState(hook: Pick<HookView, 'state' | 'listed' | 'last_event'>): {
  word: string;
  tone: Badge['tone'];
} {
  switch (hook.state) {
    case 'registered':
      if (hook.listed === false) return { word: 'Gone from Jira', tone: 'error' };
      return hook.last_event
        ? { word: 'Live', tone: 'ok' }
        : { word: 'Registered, no event yet', tone: 'ok' };
    case 'wanted':
      return { word: 'Being registered', tone: 'running' };
    case 'failed':
      return { word: 'Could not be registered', tone: 'error' };
    case 'missing':
      return { word: 'Gone from Jira', tone: 'error' };
    case 'disabled':
      return { word: 'Switched off in Jira', tone: 'error' };
    case 'replacing':
      return { word: 'Serves until the new one is heard from', tone: 'running' };
    case 'retiring':
      return { word: 'Being removed', tone: 'idle' };
  }
}

export function listedWords(listed: boolean | null): string {
  if (listed === null) return 'Could not be asked';
  return listed ? 'Yes' : 'No';
}

export function signedWords(signed: boolean | null): string {
  if (signed === null) return 'Not known yet';
  return signed ? 'Yes, and checked' : 'No: this Jira cannot sign';
}

const kEvent = /^(?:jira:)?([a-z]+)_([a-z_]+)$/;

/** `Issue created, updated, deleted` from the raw names; unknown shapes stay as they are. */
export function eventGroups(events: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  const others: string[] = [];
  for (const event of events) {
    const match = kEvent.exec(event);
    if (!match?.[1] || !match[2]) {
      others.push(event);
      continue;
    }
    const list = groups.get(match[1]) ?? [];
    list.push(match[2].replace(/_/g, ' '));
    groups.set(match[1], list);
  }
  return [
    ...[...groups].map(([what, verbs]) => `${capitalise(what)} ${verbs.join(', ')}`),
    ...others,
  ];
}
