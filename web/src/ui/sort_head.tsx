import css from './virtual_table.module.css';

interface Props {
  word: string;
  /** 1 up, -1 down, 0 not sorted by this. */
  direction: 1 | -1 | 0;
  onPress: () => void;
}

/** The head of a column that can be sorted by. */
export function SortHead({ word, direction, onPress }: Props) {
  return (
    <button type="button" className={css.sort} onClick={onPress}>
      {word}
      {direction !== 0 && <span aria-hidden="true">{direction > 0 ? '↑' : '↓'}</span>}
    </button>
  );
}
