import css from './scope.module.css';

interface Props<T extends string | number> {
  label: string;
  value: T;
  options: readonly { value: T; word: string; hint?: string }[];
  onChange: (value: T) => void;
}

/** A few choices in one line, of which one holds. */
export function Segments<T extends string | number>({ label, value, options, onChange }: Props<T>) {
  return (
    <div className={css.segments} role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className={css.segment}
          aria-pressed={option.value === value}
          title={option.hint}
          onClick={() => onChange(option.value)}
        >
          {option.word}
        </button>
      ))}
    </div>
  );
}
