import { Icon } from './icon';
import css from './native_select.module.css';

export interface SelectOption {
  value: string;
  label: string;
}

interface Props {
  label: string;
  value: string;
  options: readonly SelectOption[];
  onChange: (value: string) => void;
  /** A colour (CSS) drawn before the word. */
  swatch?: string | undefined;
  changed?: boolean;
  id?: string;
}

/** The platform's own list: quick in long tables, and at home on a phone. */
export function NativeSelect({ label, value, options, onChange, swatch, changed, id }: Props) {
  return (
    <span
      className={css.wrap}
      data-swatch={swatch ? true : undefined}
      data-changed={changed === true ? true : undefined}
    >
      {swatch && <span className={css.swatch} style={{ background: swatch }} aria-hidden="true" />}
      <select
        id={id}
        className={css.select}
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon name="down" size={13} />
    </span>
  );
}
