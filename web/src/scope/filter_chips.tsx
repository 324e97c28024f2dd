import { Popover } from '@mantine/core';
import { useRef, useState, type ReactNode } from 'react';
import { useShortcuts } from '../shell/shortcuts';
import { Icon } from '../ui/icon';
import { FieldValues, useValueNames } from './field_values';
import { chipWords, kFields } from './fields';
import type { FilterMember, Question } from './question';
import css from './scope.module.css';

interface Props {
  question: Question;
  onChange: (part: Partial<Question>) => void;
}

interface ChipProps {
  words: string;
  /** Of the filter, for the button that takes it away. */
  label: string;
  onRemove: () => void;
  /** What opens under the chip; absent: it only can be taken away. */
  children?: ReactNode;
}

/** One condition that is set: its button changes it, its cross takes it away. */
export function Chip({ words, label, onRemove, children }: ChipProps) {
  const [open, setOpen] = useState(false);
  return (
    <span className={css.chip}>
      {children === undefined ? (
        <span className={css.chipWords}>{words}</span>
      ) : (
        <Popover
          opened={open}
          onChange={setOpen}
          position="bottom-start"
          shadow="md"
          width={300}
          trapFocus
          returnFocus
        >
          <Popover.Target>
            <button type="button" className={css.chipOpen} onClick={() => setOpen(!open)}>
              <span className={css.chipWords}>{words}</span>
            </button>
          </Popover.Target>
          <Popover.Dropdown aria-label={label} className={css.pop}>
            {children}
          </Popover.Dropdown>
        </Popover>
      )}
      <button
        type="button"
        className={css.chipCross}
        aria-label={`Remove filter ${label}`}
        onClick={onRemove}
      >
        <Icon name="cross" size={12} />
      </button>
    </span>
  );
}

function FieldChip({ member, question, onChange }: Props & { member: FilterMember }) {
  const names = useValueNames(member, question[member]);
  const { label } = kFields[member];
  return (
    <Chip label={label} words={chipWords(label, names)} onRemove={() => onChange({ [member]: [] })}>
      <FieldValues {...{ member, question, onChange }} />
    </Chip>
  );
}

interface MenuProps extends Props {
  fields: readonly FilterMember[];
}

function FieldList({
  fields,
  onPick,
}: {
  fields: readonly FilterMember[];
  onPick: (m: FilterMember) => void;
}) {
  const move = (event: React.KeyboardEvent<HTMLUListElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const stops = [...event.currentTarget.querySelectorAll('button')];
    stops[stops.indexOf(document.activeElement as HTMLButtonElement) + step]?.focus();
  };
  return (
    <ul className={css.fields} onKeyDown={move} aria-label="Filter by">
      {fields.map((member) => (
        <li key={member}>
          <button type="button" className={css.field} onClick={() => onPick(member)}>
            {kFields[member].label}
            <Icon name="expand" size={13} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** "Filter": first which field, then which values of it. */
export function AddFilter({ question, onChange, fields }: MenuProps) {
  const [open, setOpen] = useState(false);
  const [member, setMember] = useState<FilterMember | null>(null);
  const show = (wanted: boolean) => {
    setOpen(wanted);
    if (wanted) setMember(null);
  };
  const opener = useRef<HTMLButtonElement>(null);
  const byKey = () => {
    // The focus comes back to where it was; it is to be at the button then.
    opener.current?.focus();
    show(true);
  };
  useShortcuts([{ keys: '/', words: 'Add a filter', group: 'This page', run: byKey }]);
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      shadow="md"
      width={300}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <button type="button" ref={opener} className={css.quiet} onClick={() => show(!open)}>
          <Icon name="filter" size={14} />
          Filter
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Add a filter" className={css.pop}>
        {member === null ? (
          <FieldList fields={fields} onPick={setMember} />
        ) : (
          <div key={member}>
            <button type="button" className={css.backTo} onClick={() => setMember(null)}>
              <Icon name="collapse" size={13} />
              {kFields[member].label}
              <span className="sr">, back to all filters</span>
            </button>
            <FieldValues {...{ member, question, onChange }} />
          </div>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

/** The conditions that are set. */
export function FilterChips({ question, onChange, fields }: MenuProps) {
  return fields
    .filter((member) => question[member].length > 0)
    .map((member) => <FieldChip key={member} {...{ member, question, onChange }} />);
}
