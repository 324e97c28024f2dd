import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { exact, formatCount } from '../lib/format';
import { Icon } from '../ui/icon';
import { ErrorNote } from '../ui/state_panel';
import css from './scope.module.css';

export interface Value {
  value: string;
  label: string;
  note?: string | undefined;
  count?: number | undefined;
  swatch?: string | undefined;
}

interface Props {
  label: string;
  values: readonly Value[];
  chosen: readonly string[];
  onToggle: (value: string) => void;
  single?: boolean | undefined;
  /** Absent: a list so short that nobody searches it. */
  search?: { text: string; words: string; onText: (text: string) => void } | undefined;
  /** How many there are in all; more than are listed. */
  total?: number | undefined;
  pending?: boolean | undefined;
  error?: unknown;
}

/** Arrows move between the rows, and from the search field into them. */
function moveByArrow(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLInputElement>('input')];
  const next = stops[stops.indexOf(document.activeElement as HTMLInputElement) + step];
  event.preventDefault();
  next?.focus();
}

function Row({ value, single, name, on, onToggle }: RowProps) {
  return (
    <label className={css.value}>
      <input
        type={single ? 'radio' : 'checkbox'}
        name={name}
        checked={on}
        onChange={() => onToggle(value.value)}
        onClick={() => single && on && onToggle(value.value)}
      />
      {value.swatch && (
        <span className={css.swatch} style={{ background: value.swatch }} aria-hidden="true" />
      )}
      <span className={css.valueWords}>
        {value.label}
        {value.note && <span className={css.valueNote}>{value.note}</span>}
      </span>
      {value.count !== undefined && (
        <span className={css.valueCount} title={`${exact(value.count)} issues`}>
          {formatCount(value.count)}
        </span>
      )}
    </label>
  );
}

interface RowProps {
  value: Value;
  single: boolean;
  name: string;
  on: boolean;
  onToggle: (value: string) => void;
}

function footOf(props: Props): string {
  const { values, total, chosen } = props;
  const all = total ?? values.length;
  const parts: string[] = [];
  if (all > values.length) parts.push(`${exact(all)} in all; type to find the others`);
  if (chosen.length > 0) parts.push(`${chosen.length} chosen`);
  return parts.join(' · ');
}

/** Values to choose from: chosen ones first, then by how often they occur. */
export function ValueList(props: Props) {
  const { label, values, chosen, search, single = false, onToggle, pending, error } = props;
  // What was chosen when the list opened stays on top; rows do not jump while one chooses.
  const [pinned] = useState(chosen);
  const top = pinned.filter((v) => search?.text === '' || values.some((each) => each.value === v));
  const known = new Map(values.map((each) => [each.value, each]));
  const rows = [
    ...top.map((value) => known.get(value) ?? { value, label: value }),
    ...values.filter((each) => !top.includes(each.value)),
  ];
  const name = `values-${label}`;
  const box = useRef<HTMLDivElement>(null);
  const ready = search !== undefined || rows.length > 0;
  // The list may come into a popover that has the focus already, in place of the one before.
  useEffect(() => {
    if (ready) box.current?.querySelector('input')?.focus();
  }, [ready]);
  return (
    <div className={css.values} ref={box} onKeyDown={moveByArrow}>
      {search && (
        <TextInput
          data-autofocus
          aria-label={search.words}
          placeholder={search.words}
          leftSection={<Icon name="search" size={14} />}
          value={search.text}
          onChange={(event) => search.onText(event.currentTarget.value)}
        />
      )}
      <div
        className={css.valueRows}
        role="group"
        aria-label={label}
        data-dim={pending === true ? true : undefined}
      >
        {rows.map((each) => (
          <Row
            key={each.value}
            value={each}
            on={chosen.includes(each.value)}
            {...{ single, name, onToggle }}
          />
        ))}
        {error !== undefined && error !== null && <ErrorNote error={error} />}
        {rows.length === 0 && !error && (
          <p className={css.nothing}>{pending ? 'Looking…' : 'Nothing found.'}</p>
        )}
      </div>
      <p className={css.valuesFoot} role="status">
        {footOf(props)}
      </p>
    </div>
  );
}
