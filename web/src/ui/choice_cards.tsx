import { useId, type ReactNode } from 'react';
import css from './choice_cards.module.css';

export interface CardChoice<T extends string> {
  value: T;
  title: string;
  text?: ReactNode;
  icon?: ReactNode;
  /** A word at the right, such as `found`. */
  tag?: string | undefined;
}

interface Props<T extends string> {
  name: string;
  legend: ReactNode;
  choices: CardChoice<T>[];
  value: T;
  onChange: (value: T) => void;
  /** Side by side where there is room. */
  columns?: number;
  describedBy?: string;
}

/** One of a few, each with what it means. Native radios: arrows move, the group is one stop. */
export function ChoiceCards<T extends string>(props: Props<T>) {
  const { name, legend, choices, value, onChange, columns = 1, describedBy } = props;
  const id = useId();
  return (
    <fieldset className={css.group} aria-describedby={describedBy}>
      <legend className={css.legend}>{legend}</legend>
      <div className={css.cards} data-columns={columns}>
        {choices.map((choice) => (
          <label
            key={choice.value}
            className={css.card}
            data-on={choice.value === value || undefined}
          >
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
              aria-labelledby={`${id}-${choice.value}`}
              aria-describedby={choice.text ? `${id}-${choice.value}-text` : undefined}
            />
            {choice.icon && <span className={css.icon}>{choice.icon}</span>}
            <span className={css.words}>
              <span className={css.title} id={`${id}-${choice.value}`}>
                {choice.title}
                {choice.tag && <span className={css.tag}>{choice.tag}</span>}
              </span>
              {choice.text && (
                <span className={css.text} id={`${id}-${choice.value}-text`}>
                  {choice.text}
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
