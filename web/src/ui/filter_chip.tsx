import { Popover, TextInput } from '@mantine/core';
import { useState } from 'react';
import { toggle } from '../lib/list_codec';
import css from './filter_chip.module.css';
import { Icon } from './icon';
import { Checkbox } from './library/checkbox';

export interface Choice {
  value: string;
  label: string;
  hint?: string;
}

interface Props {
  label: string;
  choices: Choice[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

const kSearchFrom = 8;

function words(label: string, choices: Choice[], chosen: string[]): string {
  if (chosen.length === 0) return label;
  const names = chosen.map((v) => choices.find((c) => c.value === v)?.label ?? v);
  return names.length > 2 ? `${label}: ${names.length}` : `${label}: ${names.join(', ')}`;
}

function List({ label, choices, chosen, onChange }: Props) {
  const [text, setText] = useState('');
  const shown = choices.filter((c) =>
    `${c.value} ${c.label}`.toLowerCase().includes(text.trim().toLowerCase()),
  );
  return (
    <div className={css.list}>
      {choices.length >= kSearchFrom && (
        <TextInput
          aria-label={`Search ${label.toLowerCase()}`}
          placeholder="Search"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <ul>
        {shown.map((choice) => (
          <li key={choice.value}>
            <Checkbox
              checked={chosen.includes(choice.value)}
              onChange={() => onChange(toggle(chosen, choice.value))}
              label={choice.label}
            />
            {choice.hint && <span className={css.hint}>{choice.hint}</span>}
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="muted small">Nothing to choose from yet.</p>}
    </div>
  );
}

/** A removable filter: its button names what is chosen, the cross takes it away. */
export function FilterChip(props: Props) {
  const { label, choices, chosen, onChange } = props;
  const [open, setOpen] = useState(false);
  const known = [
    ...choices,
    ...chosen
      .filter((v) => !choices.some((c) => c.value === v))
      .map((value) => ({ value, label: value })),
  ];
  return (
    <span className={css.chip} data-on={chosen.length > 0 || undefined}>
      <Popover opened={open} onChange={setOpen} position="bottom-start" shadow="md" trapFocus>
        <Popover.Target>
          <button type="button" className={css.open} onClick={() => setOpen(!open)}>
            {words(label, known, chosen)}
            <Icon name="down" size={13} />
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label={label}>
          <List {...props} choices={known} />
        </Popover.Dropdown>
      </Popover>
      {chosen.length > 0 && (
        <button
          type="button"
          className={css.clear}
          aria-label={`Remove filter ${label}`}
          onClick={() => onChange([])}
        >
          <Icon name="cross" size={12} />
        </button>
      )}
    </span>
  );
}
