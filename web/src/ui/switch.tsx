import css from './switch.module.css';

interface Props {
  id: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** Id of the words that explain it. */
  describedBy?: string | undefined;
  label?: string;
}

/** On or off; takes effect when the form around it is saved. */
export function Switch({ id, checked, onChange, describedBy, label }: Props) {
  return (
    <input
      id={id}
      type="checkbox"
      role="switch"
      className={css.switch}
      checked={checked}
      aria-label={label}
      aria-describedby={describedBy}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
