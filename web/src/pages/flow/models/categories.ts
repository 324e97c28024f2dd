import type { Category } from '../../../api/flow_answers';
import type { LegendEntry } from '../../../charts/legend';
import type { Paint } from '../../../charts/model';

export const kCategories: readonly Category[] = [
  'feature',
  'bug',
  'chore',
  'discovery',
  'incident',
  'other',
];

export const kCategoryNames: Record<Category, string> = {
  feature: 'Feature',
  bug: 'Bug',
  chore: 'Chore',
  discovery: 'Discovery',
  incident: 'Incident',
  other: 'Other',
};

/** The same colour for a category everywhere; six series at most. */
export const kCategoryPaint: Record<Category, Paint> = {
  feature: 'series-1',
  bug: 'series-2',
  chore: 'series-6',
  discovery: 'series-4',
  incident: 'series-5',
  other: 'series-3',
};

/** A legend of the categories that occur, each a switch. */
export function categoryLegend(
  present: readonly Category[],
  hidden: readonly string[],
): LegendEntry[] {
  return present.map((id) => ({
    id,
    label: kCategoryNames[id],
    paint: kCategoryPaint[id],
    on: !hidden.includes(id),
  }));
}

/** The categories that any of the given rows has. */
export function presentIn(rows: readonly Partial<Record<Category, number>>[]): Category[] {
  return kCategories.filter((c) => rows.some((row) => (row[c] ?? 0) > 0));
}
