import { Popover, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { JqlField, JqlLanguage } from '../../api/jql';
import { Icon } from '../../ui/icon';
import {
  columnFields,
  fieldOf,
  formatColumn,
  moveColumn,
  parseColumn,
  toggleColumn,
} from './columns';
import css from './column_menu.module.css';
import { kFirstColumns } from './jql_state';

interface Props {
  columns: readonly string[];
  language: JqlLanguage;
  onChange: (columns: string[]) => void;
}

function Chosen({
  columns,
  language,
  onChange,
  onSaid,
}: Props & { onSaid: (said: string) => void }) {
  const move = (column: string, step: 1 | -1) => {
    const next = moveColumn(columns, column, step);
    onChange(next);
    onSaid(`${column} is at place ${next.indexOf(column) + 1} of ${next.length}`);
  };
  return (
    <ul className={css.chosen} aria-label="Columns shown">
      {columns.map((column, i) => (
        <li key={column}>
          <span className={css.name}>
            {fieldOf(language, column) ? column : <s title="No instance knows it">{column}</s>}
          </span>
          <button
            type="button"
            aria-label={`Move ${column} left`}
            aria-disabled={i === 0}
            onClick={() => move(column, -1)}
          >
            <Icon name="up" size={13} />
          </button>
          <button
            type="button"
            aria-label={`Move ${column} right`}
            aria-disabled={i === columns.length - 1}
            onClick={() => move(column, 1)}
          >
            <Icon name="down" size={13} />
          </button>
          <button
            type="button"
            aria-label={`Remove ${column}`}
            onClick={() => onChange(toggleColumn(columns, column))}
          >
            <Icon name="cross" size={12} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** A field that needs to know of what: each usual argument is a column of its own. */
function names(field: JqlField): string[] {
  if (!field.takes_argument) return [field.name];
  return (field.arguments ?? []).map((argument) => formatColumn({ field: field.name, argument }));
}

const kMost = 60;

function Offered({ columns, language, onChange }: Props) {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const taken = new Set(columns.map((column) => column.toLowerCase()));
  const all = columnFields(language).flatMap((field) =>
    names(field).map((name) => ({ name, field })),
  );
  const shown = all
    .filter(({ name }) => !taken.has(name.toLowerCase()))
    .filter(({ name, field }) =>
      [name, field.about, ...field.aliases].some((each) => each.toLowerCase().includes(wanted)),
    );
  return (
    <>
      <TextInput
        aria-label="Find a column"
        placeholder="Find a column"
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <ul className={css.offered} aria-label="Columns to add">
        {shown.slice(0, kMost).map(({ name, field }) => (
          <li key={name}>
            <button type="button" onClick={() => onChange(toggleColumn(columns, name))}>
              <Icon name="plus" size={12} />
              <span className={css.name}>
                {parseColumn(name).field}
                {parseColumn(name).argument && <b> {parseColumn(name).argument}</b>}
              </span>
              {field.computed && <span className={css.tag}>computed</span>}
              {field.instances && <span className={css.tag}>custom</span>}
            </button>
          </li>
        ))}
        {shown.length === 0 && <li className={css.nothing}>No column is called so.</li>}
        {shown.length > kMost && <li className={css.nothing}>Type to find the others.</li>}
      </ul>
    </>
  );
}

function Panel(props: Props) {
  const [said, setSaid] = useState('');
  return (
    <div className={css.panel}>
      <div className={css.head}>
        <b>Columns</b>
        <button
          type="button"
          className={css.reset}
          onClick={() => props.onChange([...kFirstColumns])}
        >
          As at first
        </button>
      </div>
      <Chosen {...props} onSaid={setSaid} />
      <Offered {...props} />
      <p className="sr" aria-live="polite">
        {said}
      </p>
    </div>
  );
}

/** Which columns, in which order; in the address, so that a link shows the same. */
export function ColumnMenu(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-end"
      shadow="md"
      width={320}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <button type="button" className={css.tool} onClick={() => setOpen(!open)}>
          <Icon name="table" size={14} />
          Columns
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns" className={css.pop}>
        <Panel {...props} />
      </Popover.Dropdown>
    </Popover>
  );
}
