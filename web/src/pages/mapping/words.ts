import { categoryNames } from '../../ui/category_chip';
import type { MappedResolution, MappedStatus, MappedType } from '../../api/mapping';

export const kCategories = ['feature', 'bug', 'chore', 'discovery', 'incident', 'other'] as const;
export const kStages = ['queue', 'active', 'review', 'blocked', 'done', 'cancelled'] as const;
export type Category = (typeof kCategories)[number];
export type Stage = (typeof kStages)[number];

export const categoryWords = categoryNames;

export const stageWords: Record<Stage, string> = {
  queue: 'Queue',
  active: 'Active',
  review: 'Review',
  blocked: 'Blocked',
  done: 'Done',
  cancelled: 'Cancelled',
};

/** The value a select has for "no choice of a person". */
export const kGuess = '$guess';

export function typeOrigin(type: Pick<MappedType, 'origin' | 'rule'>): string {
  switch (type.origin) {
    case 'person':
      return 'Set by hand';
    case 'exact':
      return `Known name “${type.rule}”`;
    case 'part':
      return `Guessed from “${type.rule}”`;
    default:
      return 'No rule knows this name';
  }
}

export function statusOrigin(status: Pick<MappedStatus, 'origin' | 'flagged'>): string {
  if (status.origin === 'person') return 'Set by hand';
  if (status.flagged) return 'No category in Jira';
  return status.origin === 'name' ? 'By its name' : 'By its category';
}

export function resolutionOrigin(resolution: Pick<MappedResolution, 'origin'>): string {
  return resolution.origin === 'person' ? 'Set by hand' : 'Guessed from its name';
}

/** Does this row need a person's look? */
export function needsLook(row: MappedType | MappedStatus): boolean {
  if ('stage' in row) return row.flagged && row.origin !== 'person';
  return row.origin === 'none' && row.issues > 0;
}
