import type { IssueRow } from '../api/client';
import css from './category_chip.module.css';

export type Category = IssueRow['category'];

export const categoryNames: Record<Category, string> = {
  feature: 'Feature',
  bug: 'Bug',
  chore: 'Chore',
  discovery: 'Discovery',
  incident: 'Incident',
  other: 'Other',
};

export const categorySwatch: Record<Category, string> = {
  feature: 'var(--series-1)',
  bug: 'var(--series-2)',
  chore: 'var(--series-6)',
  discovery: 'var(--series-4)',
  incident: 'var(--series-5)',
  other: 'var(--series-3)',
};

interface Props {
  /** Jira's name of the type. */
  type: string;
  category: Category;
}

/** A type of Jira and what it counts as; the second word is left out where both are the same. */
export function CategoryChip({ type, category }: Props) {
  const name = categoryNames[category];
  const same = type.trim().toLowerCase() === name.toLowerCase();
  return (
    <span className={css.chip} title={`${type} counts as ${name}`}>
      <span
        className={css.mark}
        style={{ background: categorySwatch[category] }}
        aria-hidden="true"
      />
      <span className={css.type}>{type}</span>
      {!same && (
        <span className={css.category}>
          <span className="sr">counts as </span>
          {name}
        </span>
      )}
    </span>
  );
}
