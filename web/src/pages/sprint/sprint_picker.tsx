import { Popover, TextInput } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { useSprints, type SprintRow, type SprintState } from '../../api/sprints';
import { exact, plural } from '../../lib/format';
import { useIdle } from '../../lib/use_idle';
import { Segments } from '../../scope/segments';
import { Icon } from '../../ui/icon';
import { ErrorNote } from '../../ui/state_panel';
import css from './sprint.module.css';
import { refOf, sprintDates } from './sprint_rules';
import { SprintState as StateChip } from './sprint_chip';

const kStates = [
  { value: 'all', word: 'All' },
  { value: 'active', word: 'Active' },
  { value: 'closed', word: 'Closed' },
  { value: 'future', word: 'Future' },
] as const;

const kIdleMs = 200;

function moveByArrow(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, [data-sprint]')];
  stops[stops.indexOf(document.activeElement as HTMLElement) + step]?.focus();
}

interface ListProps {
  current: SprintRow | undefined;
  onPick: (ref: string) => void;
}

function List({ current, onPick }: ListProps) {
  const [text, setText] = useState('');
  const [state, setState] = useState<SprintState | 'all'>('all');
  const [q] = useIdle(text.trim(), kIdleMs);
  const found = useSprints({ q, states: state === 'all' ? [] : [state] });
  const rows = found.data?.pages.flatMap((page) => page.items) ?? [];
  const total = found.data?.pages[0]?.total ?? 0;
  return (
    <div className={css.picker} onKeyDown={moveByArrow}>
      <TextInput
        data-autofocus
        aria-label="Search sprints by name"
        placeholder="Search sprints"
        leftSection={<Icon name="search" size={14} />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Segments label="State" value={state} options={kStates} onChange={setState} />
      <ul className={css.pickList} data-dim={found.isPlaceholderData || undefined}>
        {rows.map((row) => (
          <li key={refOf(row)}>
            <button
              type="button"
              data-sprint
              className={css.pick}
              aria-current={current && refOf(row) === refOf(current) ? true : undefined}
              onClick={() => onPick(refOf(row))}
            >
              <span className={css.pickWords}>
                <span className={css.pickName}>{row.name}</span>
                <span className={css.pickNote}>
                  {[row.board?.name, row.connection_name, sprintDates(row)]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </span>
              <StateChip state={row.state} />
            </button>
          </li>
        ))}
        {found.hasNextPage && (
          <li>
            <button
              type="button"
              data-sprint
              className={css.pickMore}
              onClick={() => void found.fetchNextPage()}
            >
              Show more of {exact(total)}
            </button>
          </li>
        )}
      </ul>
      {found.error && !found.data && <ErrorNote error={found.error} />}
      <p className={css.pickFoot} role="status">
        {found.data
          ? rows.length === 0
            ? 'No sprint is called that.'
            : plural(total, 'sprint')
          : 'Looking…'}
      </p>
    </div>
  );
}

/** Which sprint: by name, state and board, over all instances. */
export function SprintPicker({ current, onPick }: ListProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      shadow="md"
      width={400}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <button type="button" className={css.current} onClick={() => setOpen(!open)}>
          <Icon name="sprint" size={15} />
          <span className={css.currentName}>{current?.name ?? 'Choose a sprint'}</span>
          {current && <StateChip state={current.state} />}
          <Icon name="down" size={13} />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Choose a sprint" className={css.pickPop}>
        <List
          current={current}
          onPick={(ref) => {
            setOpen(false);
            onPick(ref);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
