import type { Badge, Connection } from '../api/client';

export type Tone = Badge['tone'];

export interface Concern {
  id: string;
  tone: Tone;
  title: string;
  line: string;
  /** The section of the connection to look at. */
  tab?: string;
}

const kWeight: Record<Tone, number> = { error: 0, warn: 1, running: 2, idle: 3, ok: 4 };

/** What needs a person, worst first; a running backfill is told but does not count as trouble. */
export function decideConcerns(connections: Connection[]): Concern[] {
  const active = connections.filter((c) => c.state !== 'disconnected');
  const alarms = active
    .filter((c) => c.alarms > 0)
    .map((c) => ({
      id: c.id,
      tone: 'error' as const,
      title: `${c.name}: a count does not add up`,
      line: 'Something may have been lost between two steps.',
      tab: 'ledger',
    }));
  const states = active
    .filter((c) => c.badge.tone !== 'ok' && c.badge.code !== 'counts_differ')
    .map((c) => ({
      id: c.id,
      tone: c.badge.tone,
      title: `${c.name}: ${c.badge.text}`,
      line: c.badge.line,
    }));
  return [...alarms, ...states].sort(
    (a, b) => kWeight[a.tone] - kWeight[b.tone] || a.title.localeCompare(b.title),
  );
}

export interface Health {
  tone: Tone;
  text: string;
  concerns: Concern[];
}

export function decideHealth(connections: Connection[]): Health {
  const concerns = decideConcerns(connections);
  const serious = concerns.filter((c) => c.tone === 'error' || c.tone === 'warn');
  const first = concerns[0];
  if (serious.length > 1) {
    const tone = serious[0]?.tone ?? 'warn';
    return { tone, text: `${serious.length} things need attention`, concerns };
  }
  if (serious[0]) return { tone: serious[0].tone, text: serious[0].title, concerns };
  if (first) return { tone: first.tone, text: first.title, concerns };
  if (connections.length === 0) return { tone: 'idle', text: 'Nothing connected yet', concerns };
  return { tone: 'ok', text: 'All systems current', concerns };
}
