import type { SprintAmount, SprintItem, SprintReport, SprintRow } from '../../api/sprints';
import { exact, formatDate, formatPercent, plural } from '../../lib/format';
import type { Measure } from './sprint_state';

/** How an address names a sprint. */
export function refOf(sprint: Pick<SprintRow, 'connection' | 'id'>): string {
  return `${sprint.connection}:${sprint.id}`;
}

/** The sprint to show when none is asked for: the active one that ends next, then one that should
 *  have ended, else the newest closed one, else whatever there is. `now`: milliseconds. */
export function defaultSprint(sprints: readonly SprintRow[], now: number): SprintRow | undefined {
  const active = sprints.filter((each) => each.state === 'active');
  active.sort((a, b) => (a.end ?? '9').localeCompare(b.end ?? '9'));
  const running = active.find((each) => each.end === null || Date.parse(each.end) >= now);
  return running ?? active[0] ?? sprints.find((each) => each.state === 'closed') ?? sprints[0];
}

/** The sprint of the same board before or after; the list is newest first. */
export function neighbour(
  sprints: readonly SprintRow[],
  current: SprintRow,
  step: -1 | 1,
): SprintRow | undefined {
  const same = sprints.filter(
    (each) => each.connection === current.connection && each.board?.id === current.board?.id,
  );
  const at = same.findIndex((each) => each.id === current.id);
  return at < 0 ? undefined : same[at - step];
}

const kDayMs = 86_400_000;

/** `10 Nov 2026 – 21 Nov 2026`, or what there is of it. */
export function sprintDates(sprint: Pick<SprintRow, 'start' | 'end' | 'complete'>): string {
  const last = sprint.complete ?? sprint.end;
  if (!sprint.start) return 'no dates yet';
  return last
    ? `${formatDate(sprint.start)} – ${formatDate(last)}`
    : `since ${formatDate(sprint.start)}`;
}

/** `3 days left`, `ends today`, `2 days past its end`; null for what does not run. */
export function leftWords(sprint: Pick<SprintRow, 'state' | 'end'>, now: number): string | null {
  if (sprint.state !== 'active' || !sprint.end) return null;
  const days = (Date.parse(sprint.end) - now) / kDayMs;
  if (days < 0) {
    const past = Math.floor(-days);
    return past === 0 ? 'past its end' : `${plural(past, 'day')} past its end`;
  }
  return days < 1 ? 'ends today' : `${plural(Math.floor(days), 'day')} left`;
}

/** Numbers of points have at most one decimal. */
export function pointsWords(points: number): string {
  return exact(Math.round(points * 10) / 10);
}

export function amountOf(amount: SprintAmount, measure: Measure): string {
  return measure === 'issues' ? exact(amount.issues) : pointsWords(amount.points);
}

/** The other measure, and what has no estimate: `34 points · 2 unestimated`. */
export function otherWords(amount: SprintAmount, measure: Measure): string {
  const other =
    measure === 'issues'
      ? `${pointsWords(amount.points)} ${amount.points === 1 ? 'point' : 'points'}`
      : plural(amount.issues, 'issue');
  return amount.unestimated > 0 ? `${other} · ${exact(amount.unestimated)} unestimated` : other;
}

type Amounts = Pick<SprintReport, 'completed' | 'not_completed' | 'done_after' | 'provisional'>;

const valueOf = (amount: SprintAmount, measure: Measure) =>
  measure === 'issues' ? amount.issues : amount.points;

/** What was in it at the end and not done before it began: of this, a part was completed. */
export function scopeOf(report: Amounts, measure: Measure): number {
  const { completed, not_completed: open, done_after: late } = report;
  return [completed, open, late].reduce((sum, each) => sum + valueOf(each, measure), 0);
}

/** The report in one sentence. */
export function sprintSentence(report: Amounts, measure: Measure): string {
  const done = valueOf(report.completed, measure);
  const scope = scopeOf(report, measure);
  const unit = measure === 'issues' ? 'issues' : 'points';
  const so = report.provisional ? ' so far' : '';
  const words = (n: number) => (measure === 'issues' ? exact(n) : pointsWords(n));
  if (scope <= 0) return `Nothing was left in it${so}.`;
  return `${words(done)} of ${words(scope)} ${unit} completed${so} (${formatPercent(done, scope)}).`;
}

export type Outcome = SprintItem['outcome'];

export const kOutcomes: { outcome: Outcome; title: string; lead: string }[] = [
  { outcome: 'completed', title: 'Completed', lead: 'Done while the sprint ran' },
  { outcome: 'not_completed', title: 'Not completed', lead: 'In it, and not done' },
  { outcome: 'removed', title: 'Removed', lead: 'Taken out while the sprint ran' },
  {
    outcome: 'done_before',
    title: 'Done before',
    lead: 'Were done when it started, so nobody committed to them',
  },
  {
    outcome: 'done_after',
    title: 'Done after',
    lead: 'Done later, and counted as not completed here',
  },
];

/** Items by outcome, in a fixed order; groups without items are left out. */
export function groupItems(items: readonly SprintItem[]) {
  return kOutcomes
    .map((group) => ({ ...group, items: items.filter((each) => each.outcome === group.outcome) }))
    .filter((group) => group.items.length > 0);
}

/** `5`, `3 → 5` when the estimate changed, `no estimate`. */
export function estimateWords(item: SprintItem): string {
  const before = item.points_at_commitment;
  const after = item.points_at_close;
  if (after === null) return before === null ? 'no estimate' : pointsWords(before);
  if (before === null || before === after) return pointsWords(after);
  return `${pointsWords(before)} → ${pointsWords(after)}`;
}
