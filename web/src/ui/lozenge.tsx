import type { Status } from '../api/client';
import css from './lozenge.module.css';

const shapes = { new: '○', indeterminate: '◐', done: '●', undefined: '○' } as const;
const words = {
  new: 'To do',
  indeterminate: 'In progress',
  done: 'Done',
  undefined: 'No category',
} as const;

export type Category = Status['category'];

/** A Jira status: word and shape, never colour alone. */
export function Lozenge({ status }: { status: Pick<Status, 'name' | 'category'> }) {
  return (
    <span className={css.lozenge} data-category={status.category} title={words[status.category]}>
      <span aria-hidden="true">{shapes[status.category]}</span>
      <span className={css.word}>{status.name}</span>
    </span>
  );
}

export function categoryWords(category: Category): string {
  return words[category];
}
