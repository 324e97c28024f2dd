import type { Issue, Stay, TimelineEntry } from '../../api/client';
import type { Domain } from '../../lib/time_axis';

/** A stretch of one lane, in milliseconds since the epoch. */
export interface Span {
  from: number;
  to: number;
  label: string;
  /** Colours the span: a stage for the status band, else the name of the lane. */
  tone: string;
  /** True while it has not ended. */
  open: boolean;
}

export interface Lane {
  id: 'status' | 'assignee' | 'sprint' | 'worklog';
  title: string;
  spans: Span[];
  /** Said where no span is. */
  none: string;
}

const kMinSpanMs = 60_000;
const kHourMs = 3_600_000;
const kPad = 0.015;
const kTail = 4;

function isOpen(issue: Issue): boolean {
  return issue.stays.some((s) => s.to === null && s.status.category !== 'done');
}

/** Creation to the last event, or to now while the issue is open. */
function lifeOf(issue: Issue, now: number): Domain {
  const instants = [
    issue.row.created,
    ...issue.stays.flatMap((stay) => [stay.from, stay.to]),
    ...issue.timeline.flatMap((entry) => [entry.at, entry.started]),
  ]
    .filter((at): at is string => at !== null)
    .map(Date.parse);
  const from = instants.length > 0 ? Math.min(...instants) : now - 24 * kHourMs;
  const last = instants.length > 0 ? Math.max(...instants) : now;
  return { from, to: Math.max(isOpen(issue) ? Math.max(now, last) : last, from + kHourMs) };
}

/** The life with a little room around it. */
export function wholeDomain(issue: Issue, now: number): Domain {
  const { from, to } = lifeOf(issue, now);
  const pad = (to - from) * kPad;
  // What is done keeps a tail, so that its end can be seen.
  return { from: from - pad, to: to + (isOpen(issue) ? pad : pad * kTail) };
}

function statusLane(stays: Stay[], end: number): Lane {
  const spans = stays.map((stay) => ({
    from: Date.parse(stay.from),
    to: stay.to === null ? end : Date.parse(stay.to),
    label: stay.status.name,
    tone: stay.stage,
    open: stay.to === null,
  }));
  return { id: 'status', title: 'Status', spans, none: 'No status known' };
}

interface Step {
  at: number;
  from: string | null;
  to: string | null;
}

function stepsOf(timeline: TimelineEntry[], field: string): Step[] {
  const isField = (item: TimelineEntry['items'][number]) =>
    item.field.toLowerCase() === field || item.name.toLowerCase() === field;
  return timeline
    .flatMap((entry) =>
      entry.items
        .filter(isField)
        .map((item) => ({ at: Date.parse(entry.at), from: item.from, to: item.to })),
    )
    .sort((a, b) => a.at - b.at);
}

/** The values a field had over time; `current` counts when it never changed. */
export function spansOfField(steps: Step[], current: string | null, life: Domain): Span[] {
  const spans: Span[] = [];
  const add = (label: string | null, from: number, to: number, open: boolean) => {
    if (label !== null && label !== '' && to > from) {
      spans.push({ label, from, to, tone: 'value', open });
    }
  };
  const first = steps[0];
  if (!first) {
    add(current, life.from, life.to, true);
    return spans;
  }
  add(first.from, life.from, first.at, false);
  steps.forEach((step, i) => {
    const next = steps[i + 1];
    add(step.to, step.at, next?.at ?? life.to, next === undefined);
  });
  return spans;
}

function worklogLane(timeline: TimelineEntry[]): Lane {
  const spans = timeline
    .filter((entry) => entry.kind === 'worklog' && entry.seconds)
    .map((entry) => {
      const from = Date.parse(entry.started ?? entry.at);
      const to = from + Math.max((entry.seconds ?? 0) * 1000, kMinSpanMs);
      return { from, to, label: entry.actor?.name ?? '', tone: 'worklog', open: false };
    });
  return { id: 'worklog', title: 'Worklogs', spans, none: 'Nothing logged' };
}

/** All lanes of an issue over its life. */
export function lanesOf(issue: Issue, now: number): Lane[] {
  // What still holds at the end of a finished issue is drawn to the end of its tail.
  const { from } = lifeOf(issue, now);
  const life = { from, to: isOpen(issue) ? lifeOf(issue, now).to : wholeDomain(issue, now).to };
  const assignee = stepsOf(issue.timeline, 'assignee');
  const sprint = stepsOf(issue.timeline, 'sprint');
  const sprintNow = issue.sprints.at(-1)?.name ?? null;
  return [
    statusLane(issue.stays, life.to),
    {
      id: 'assignee',
      title: 'Assignee',
      spans: spansOfField(assignee, issue.row.assignee?.name ?? null, life),
      none: 'Nobody',
    },
    {
      id: 'sprint',
      title: 'Sprint',
      spans: spansOfField(sprint, sprintNow, life),
      none: 'No sprint',
    },
    worklogLane(issue.timeline),
  ];
}

/** What a lane says at an instant. */
export function readLane(lane: Lane, at: number): string {
  const span = lane.spans.findLast((s) => s.from <= at && (at < s.to || s.open));
  return span?.label ?? lane.none;
}

export interface Gap {
  from: number;
  to: number;
  text: string;
}

const kGapMs = 2 * 24 * kHourMs;

/** Stretches of more than two days in which nothing was recorded while the issue was open. */
export function quietGaps(issue: Issue, now: number, words: (seconds: number) => string): Gap[] {
  const open = issue.stays.filter((s) => s.stage !== 'done' && s.stage !== 'cancelled');
  const end = open.some((s) => s.to === null) ? now : Math.max(...open.map((s) => endOf(s, now)));
  const marks = issue.timeline
    .map((entry) => Date.parse(entry.at))
    .filter((at) => at <= end)
    .sort((a, b) => a - b);
  marks.push(end);
  const gaps: Gap[] = [];
  for (let i = 1; i < marks.length; i++) {
    const [from = 0, to = 0] = [marks[i - 1], marks[i]];
    if (to - from <= kGapMs) continue;
    const stay = issue.stays.findLast((s) => Date.parse(s.from) <= from);
    const where = stay ? ` in ${stay.status.name}` : '';
    gaps.push({ from, to, text: `waiting ${words(Math.round((to - from) / 1000))}${where}` });
  }
  return gaps;
}

function endOf(stay: Stay, now: number): number {
  return stay.to === null ? now : Date.parse(stay.to);
}
