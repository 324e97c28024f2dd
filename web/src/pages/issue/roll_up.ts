import type { IssueRow } from '../../api/client';

type StageName = IssueRow['stage'];

/** How many of the issues below stand in which stage. */
export function rollUp(children: readonly { stage: StageName }[]): Record<StageName, number> {
  const counts = { queue: 0, active: 0, review: 0, blocked: 0, done: 0, cancelled: 0 };
  for (const { stage } of children) counts[stage] += 1;
  return counts;
}
