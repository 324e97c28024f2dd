import { Popover } from '@mantine/core';
import { useState } from 'react';
import { Icon } from '../../ui/icon';
import { columns } from './columns';
import {
  kDensities,
  kFirstChoice,
  moveColumn,
  showColumn,
  type ColumnChoice,
  type Density,
} from './column_order';
import css from './issues.module.css';
import type { TablePrefs } from './prefs';

const kDensityWords: Record<Density, string> = {
  compact: 'Compact',
  normal: 'Normal',
  comfortable: 'Comfortable',
};

function DensityChoice({ prefs }: { prefs: TablePrefs }) {
  return (
    <fieldset className={css.density}>
      <legend>Row height</legend>
      {(Object.keys(kDensities) as Density[]).map((density) => (
        <label key={density} data-on={prefs.density === density || undefined}>
          <input
            type="radio"
            name="density"
            checked={prefs.density === density}
            onChange={() => prefs.setDensity(density)}
          />
          {kDensityWords[density]}
        </label>
      ))}
    </fieldset>
  );
}

interface RowProps {
  each: ColumnChoice;
  first: boolean;
  last: boolean;
  prefs: TablePrefs;
  onSaid: (words: string) => void;
}

function ColumnRow({ each, first, last, prefs, onSaid }: RowProps) {
  const { title } = columns[each.id];
  const move = (step: number, end: boolean) => {
    if (end) return onSaid(`${title} cannot go further`);
    const next = moveColumn(prefs.choice, each.id, step);
    prefs.setChoice(next);
    const at = next.findIndex((other) => other.id === each.id);
    onSaid(`${title} is now at place ${at + 1} of ${next.length}`);
  };
  return (
    <li>
      <label>
        <input
          type="checkbox"
          checked={each.shown}
          onChange={(event) =>
            prefs.setChoice(showColumn(prefs.choice, each.id, event.currentTarget.checked))
          }
        />
        {title}
      </label>
      <button
        type="button"
        aria-label={`Move ${title} up`}
        aria-disabled={first}
        onClick={() => move(-1, first)}
      >
        <Icon name="up" size={13} />
      </button>
      <button
        type="button"
        aria-label={`Move ${title} down`}
        aria-disabled={last}
        onClick={() => move(1, last)}
      >
        <Icon name="down" size={13} />
      </button>
    </li>
  );
}

function Columns({ prefs }: { prefs: TablePrefs }) {
  const [said, setSaid] = useState('');
  const { choice, setChoice } = prefs;
  return (
    <div className={css.columns}>
      <DensityChoice prefs={prefs} />
      <div className={css.columnsHead}>
        <b>Columns</b>
        <button
          type="button"
          className={css.textButton}
          onClick={() => {
            setChoice([...kFirstChoice]);
            setSaid('Columns are as at first');
          }}
        >
          As at first
        </button>
      </div>
      <ul>
        {choice.map((each, i) => (
          <ColumnRow
            key={each.id}
            each={each}
            first={i === 0}
            last={i === choice.length - 1}
            prefs={prefs}
            onSaid={setSaid}
          />
        ))}
      </ul>
      <p className="sr" aria-live="polite">
        {said}
      </p>
    </div>
  );
}

/** Which columns, in which order, and how high the rows are; remembered in this browser. */
export function ColumnMenu({ prefs }: { prefs: TablePrefs }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-end"
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <button type="button" className={css.tool} onClick={() => setOpen(!open)}>
          <Icon name="table" size={14} />
          Columns
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns and row height" className={css.pop}>
        <Columns prefs={prefs} />
      </Popover.Dropdown>
    </Popover>
  );
}
