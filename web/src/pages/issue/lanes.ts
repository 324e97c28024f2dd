import type { Issue } from '../../api/client';
import type { Domain } from '../../lib/time_axis';
import { formatDuration } from '../../lib/duration';

/** A stretch of one lane, in milliseconds since the epoch. */
export interface Span {
  from: number;
  to: number;
  label: string;
  /** Colours the span: a stage for the status band, else what it is. */
  tone: string;
  /** True while it has not ended. */
  open: boolean;
}

/** Lanes of other sources (commits, pull requests, deployments, time in the editor, incidents)
 *  stand between sprint and worklogs once such facts exist; a lane without a source is absent. */
export type LaneId = 'status' | 'blocked' | 'assignee' | 'sprint';

export interface Lane {
  id: LaneId;
  title: string;
  spans: Span[];
  /** Said where no span is. */
  none: string;
}

export interface Work {
  at: number;
  to: number;
  seconds: number;
  author: string;
}

/** Something that happened at an instant. */
export interface Tick {
  at: number;
  kind: string;
  words: string;
}

const kHourMs = 3_600_000;
const kPad = 0.012;
const kTail = 4;

export function isOpen(issue: Issue): boolean {
  const last = issue.lanes.status.at(-1);
  return last?.to === null && last.stage !== 'done' && last.stage !== 'cancelled';
}

/** Creation to the last event, or to now while the issue is open. */
export function lifeOf(issue: Issue, now: number): Domain {
  const instants = [
    issue.row.created,
    ...issue.lanes.status.flatMap((stay) => [stay.from, stay.to]),
    ...issue.timeline.flatMap((entry) => [entry.at, entry.started]),
  ]
    .filter((at): at is string => at !== null)
    .map(Date.parse);
  const from = instants.reduce((a, b) => Math.min(a, b), Infinity);
  const last = instants.reduce((a, b) => Math.max(a, b), -Infinity);
  if (!Number.isFinite(from)) return { from: now - 24 * kHourMs, to: now };
  return { from, to: Math.max(isOpen(issue) ? Math.max(now, last) : last, from + kHourMs) };
}

/** The life with a little room around it. */
export function wholeDomain(issue: Issue, now: number): Domain {
  const { from, to } = lifeOf(issue, now);
  const pad = (to - from) * kPad;
  // What is done keeps a tail, so that its end can be seen.
  return { from: from - pad, to: to + (isOpen(issue) ? pad : pad * kTail) };
}

const kCauses = { flagged: 'Flagged', stage: 'In a blocked status', link: 'Blocked by an issue' };

function spansOf<T extends { from: string; to: string | null }>(
  stretches: readonly T[],
  end: number,
  words: (stretch: T) => { label: string; tone: string },
): Span[] {
  return stretches.map((stretch) => ({
    from: Date.parse(stretch.from),
    to: stretch.to === null ? end : Date.parse(stretch.to),
    open: stretch.to === null,
    ...words(stretch),
  }));
}

/** The lanes that are stretches, top to bottom. What still holds is drawn to the end. */
export function lanesOf(issue: Issue, now: number): Lane[] {
  const end = isOpen(issue) ? lifeOf(issue, now).to : wholeDomain(issue, now).to;
  const { status, blocked, assignee, sprint } = issue.lanes;
  const named = (tone: string) => (s: { name: string }) => ({ label: s.name, tone });
  return [
    {
      id: 'status',
      title: 'Status',
      spans: spansOf(status, end, (s) => ({ label: s.status.name, tone: s.stage })),
      none: 'No status known',
    },
    {
      id: 'blocked',
      title: 'Blocked',
      spans: spansOf(blocked, end, (s) => ({ label: kCauses[s.cause], tone: s.cause })),
      none: 'Not blocked',
    },
    {
      id: 'assignee',
      title: 'Assignee',
      spans: spansOf(assignee, end, named('value')),
      none: 'Nobody',
    },
    { id: 'sprint', title: 'Sprint', spans: spansOf(sprint, end, named('value')), none: 'None' },
  ];
}

export function worksOf(issue: Issue): Work[] {
  return issue.lanes.worklogs
    .map(({ started, seconds, author }) => {
      const at = Date.parse(started);
      return { at, to: at + seconds * 1000, seconds, author };
    })
    .sort((a, b) => a.at - b.at);
}

function isLink(item: { field: string; name: string }): boolean {
  return item.field.toLowerCase() === 'link' || item.name.toLowerCase() === 'link';
}

/** Changes, comments and the issue's beginning and end, one tick each. Worklogs and links have
 *  lanes of their own. */
export function ticksOf(issue: Issue): { changes: Tick[]; links: Tick[] } {
  const changes: Tick[] = [];
  const links: Tick[] = [];
  for (const entry of issue.timeline) {
    if (entry.kind === 'worklog') continue;
    const at = Date.parse(entry.at);
    const mine = entry.items.filter((item) => !isLink(item));
    for (const item of entry.items.filter(isLink)) {
      links.push({ at, kind: 'link', words: item.to ?? `${item.from ?? 'A link'} removed` });
    }
    if (entry.items.length > 0 && mine.length === 0) continue;
    changes.push({ at, kind: entry.kind, words: entryWords(entry.kind, mine) });
  }
  const byTime = (a: Tick, b: Tick) => a.at - b.at;
  return { changes: changes.sort(byTime), links: links.sort(byTime) };
}

function entryWords(kind: string, items: readonly { name: string; to: string | null }[]): string {
  if (kind === 'created') return 'Created';
  if (kind === 'deleted') return 'Deleted';
  if (kind === 'comment') return 'Comment';
  const [first] = items;
  if (!first) return 'Change';
  const more = items.length > 1 ? ` and ${items.length - 1} more` : '';
  return `${first.name}: ${first.to ?? 'none'}${more}`;
}

/** What a lane says at an instant. */
export function readLane(lane: Lane, at: number): string {
  const found = lane.spans.filter((s) => s.from <= at && (at < s.to || s.open));
  return found.length === 0 ? lane.none : [...new Set(found.map((s) => s.label))].join(', ');
}

/** What was logged up to an instant. */
export function readWorks(works: readonly Work[], at: number): string {
  const seconds = works.filter((w) => w.at <= at).reduce((sum, w) => sum + w.seconds, 0);
  return seconds === 0 ? 'Nothing yet' : `${formatDuration(seconds)} so far`;
}

/** The event at an instant (within `near` ms), else how many there were. */
export function readTicks(ticks: readonly Tick[], at: number, near: number): string {
  let best: Tick | undefined;
  for (const tick of ticks) {
    const distance = Math.abs(tick.at - at);
    if (distance <= near && distance <= Math.abs((best?.at ?? Infinity) - at)) best = tick;
  }
  if (best) return best.words;
  return `${ticks.filter((t) => t.at <= at).length} of ${ticks.length} so far`;
}
