import type { Delivery } from '../../api/deliveries';

type Kept = Pick<Delivery, 'id'>;

export interface Merged<T> {
  items: T[];
  /** Of `items`, those that came after `older` was read. */
  fresh: number;
  /** Between the two lists there may be some that neither holds. */
  gap: boolean;
}

/** Ids rise with every delivery. */
const rank = (each: Kept): number => Number(each.id);

/**
 * Older pages under the newest one, which is the truth of its span: there, what is new appears,
 * what changed is changed, and what no longer matches is gone. `whole`: the newest page is all.
 */
export function mergeNewest<T extends Kept>(
  older: readonly T[],
  newest: readonly T[],
  whole: boolean,
): Merged<T> {
  const first = older[0];
  const last = newest.at(-1);
  const fresh = first ? newest.filter((each) => rank(each) > rank(first)).length : newest.length;
  if (whole || !last) return { items: [...newest], fresh, gap: false };
  const below = older.filter((each) => rank(each) < rank(last));
  const gap = first !== undefined && rank(first) < rank(last);
  return { items: [...newest, ...below], fresh, gap };
}
