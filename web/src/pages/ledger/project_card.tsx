import { Button, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Badge } from '../../api/client';
import type { LedgerRow } from '../../api/ledger';
import { exact, plural } from '../../lib/format';
import { toggle } from '../../lib/list_codec';
import { Icon } from '../../ui/icon';
import { NativeSelect } from '../../ui/native_select';
import { SettingCard } from '../../ui/setting';
import { SortHead } from '../../ui/sort_head';
import { StatePanel } from '../../ui/state_panel';
import { ToneBadge } from '../../ui/tone';
import { VirtualTable, type VirtualColumn } from '../../ui/virtual_table';
import { Ago } from './claim_card';
import css from './ledger.module.css';
import {
  findRows,
  formatLedger,
  gapWords,
  nameOf,
  nextSort,
  sortRows,
  type LedgerState,
  type Sort,
  type SortBy,
} from './ledger_rows';
import { lookOf, rowState, rowStateChoices } from './ledger_words';

interface Props {
  rows: readonly LedgerRow[];
  state: LedgerState;
  connection: string;
  onChange: (part: Partial<LedgerState>, replace?: boolean) => void;
  /** Absent: nothing can be proven now, or not by this person. */
  onProve: ((keys: readonly string[]) => void) | undefined;
}

export function RowBadge({ row }: { row: Pick<LedgerRow, 'state' | 'proven'> }) {
  const { word, tone } = rowState(row);
  const badge: Badge = { code: 'connected', tone, text: word, line: '' };
  return <ToneBadge badge={badge} />;
}

interface Chosen {
  keys: readonly string[];
  onToggle: (key: string) => void;
}

type Column = VirtualColumn<LedgerRow>;

function headOf(id: SortBy, word: string, sort: Sort, onSort: (by: SortBy) => void) {
  const direction = sort.by !== id ? 0 : sort.down ? -1 : 1;
  return {
    id,
    head: <SortHead word={word} direction={direction} onPress={() => onSort(id)} />,
    sort: direction === 0 ? 'none' : direction > 0 ? 'ascending' : 'descending',
  } as const;
}

function KeyCell({ row, stop, props, chosen }: CellProps) {
  const { connection, state, onProve } = props;
  return (
    <span className={css.keyCell}>
      {onProve && (
        <input
          type="checkbox"
          className={css.box}
          aria-label={`Choose ${nameOf(row)}`}
          disabled={row.key === ''}
          checked={chosen.keys.includes(row.key)}
          tabIndex={stop}
          onChange={() => chosen.onToggle(row.key)}
        />
      )}
      <Link
        to="/integrations/$id"
        params={{ id: connection }}
        search={formatLedger({ ...state, project: row.account }) as never}
        resetScroll={false}
        tabIndex={stop}
        className={css.key}
      >
        {nameOf(row)}
      </Link>
    </span>
  );
}

interface CellProps {
  row: LedgerRow;
  stop: 0 | -1;
  props: Props;
  chosen: Chosen;
}

function Theirs({ row }: { row: LedgerRow }) {
  if (row.theirs === null) return <span className="muted">not said</span>;
  return <>{exact(row.theirs)}</>;
}

function Ours({ row }: { row: LedgerRow }) {
  const gap = gapWords(row);
  return (
    <span data-gap={gap ? true : undefined} className={css.ours} title={gap || undefined}>
      {exact(row.ours)}
      {gap && <span className="sr">, {gap}</span>}
    </span>
  );
}

function columnsOf(props: Props, chosen: Chosen): Column[] {
  const { sort } = props.state;
  const onSort = (by: SortBy) => props.onChange({ sort: nextSort(sort, by) }, true);
  const head = (id: SortBy, word: string) => headOf(id, word, sort, onSort);
  return [
    {
      ...head('key', 'Project'),
      width: 'minmax(132px, 1.2fr)',
      cell: (row, stop) => <KeyCell {...{ row, stop, props, chosen }} />,
    },
    { ...head('state', 'State'), width: '176px', cell: (row) => <RowBadge row={row} /> },
    {
      ...head('theirs', 'In Jira'),
      width: 'minmax(76px, 0.7fr)',
      right: true,
      cell: (row) => <Theirs row={row} />,
    },
    {
      ...head('ours', 'Here'),
      width: 'minmax(76px, 0.7fr)',
      right: true,
      cell: (row) => <Ours row={row} />,
    },
    {
      ...head('looked', 'Last look'),
      width: 'minmax(96px, 0.9fr)',
      cell: (row) => <Ago at={lookOf(row)} />,
    },
    {
      ...head('proven', 'Proven up to'),
      width: 'minmax(104px, 0.9fr)',
      cell: (row) => <Ago at={row.proven} />,
    },
    {
      ...head('open', 'Open'),
      width: '72px',
      right: true,
      cell: (row) => (row.open === 0 ? <span className="muted">–</span> : <b>{exact(row.open)}</b>),
    },
  ];
}

const kOrders = [
  { value: 'state', label: 'Needs a look first' },
  { value: 'key', label: 'By project' },
  { value: '-open', label: 'Most differences' },
  { value: '-theirs', label: 'Largest' },
  { value: 'proven', label: 'Proven longest ago' },
];

function orderOf({ by, down }: Sort): string {
  return `${down ? '-' : ''}${by}`;
}

function Tools({ props, found }: { props: Props; found: number }) {
  const { rows, state, onChange } = props;
  return (
    <div className={css.tools} role="group" aria-label="Filter of the projects">
      <TextInput
        size="xs"
        className={css.find}
        aria-label="Find a project"
        placeholder="Find a project"
        value={state.find}
        leftSection={<Icon name="search" size={13} />}
        onChange={(event) => onChange({ find: event.currentTarget.value }, true)}
      />
      <NativeSelect
        label="State"
        value={state.state}
        options={rowStateChoices}
        changed={state.state !== ''}
        onChange={(value) => onChange({ state: value })}
      />
      <span className={css.order}>
        <NativeSelect
          label="Order"
          value={orderOf(state.sort)}
          options={kOrders}
          onChange={(value) =>
            onChange({
              sort: { by: value.replace('-', '') as SortBy, down: value.startsWith('-') },
            })
          }
        />
      </span>
      <span className="muted small" role="status">
        {found === rows.length
          ? plural(rows.length, 'project')
          : `${exact(found)} of ${plural(rows.length, 'project')}`}
      </span>
    </div>
  );
}

function ChosenBar({
  keys,
  onProve,
  onClear,
}: {
  keys: readonly string[];
  onProve: () => void;
  onClear: () => void;
}) {
  if (keys.length === 0) return null;
  return (
    <div className={css.chosen} role="group" aria-label="Chosen projects">
      <b role="status">{plural(keys.length, 'project')} chosen</b>
      <span className={css.chosenActions}>
        <Button size="compact-md" onClick={onProve}>
          Prove {keys.length === 1 ? keys[0] : 'these'} now
        </Button>
        <Button size="compact-md" variant="subtle" onClick={onClear}>
          Choose none
        </Button>
      </span>
    </div>
  );
}

/** Project by project: Jira's count against ours, when it was looked at and last proven. */
export function ProjectCard(props: Props) {
  const { rows, state, onChange, onProve } = props;
  const [keys, setKeys] = useState<string[]>([]);
  const found = sortRows(findRows(rows, state.find, state.state), state.sort);
  const chosen = { keys, onToggle: (key: string) => setKeys(toggle(keys, key)) };
  return (
    <SettingCard
      title="Projects"
      lead="What Jira counts against what is here. Deleted, moved and invisible issues are kept apart and not counted."
    >
      {rows.length === 0 ? (
        <StatePanel compact icon="table" title="No project is known yet">
          <p>They stand here as soon as the first reading has found them.</p>
        </StatePanel>
      ) : (
        <Tools props={props} found={found.length} />
      )}
      {rows.length > 0 && found.length === 0 && (
        <StatePanel
          compact
          title="No project matches"
          action={
            <Button variant="default" onClick={() => onChange({ find: '', state: '' })}>
              Show all projects
            </Button>
          }
        />
      )}
      {found.length > 0 && (
        <VirtualTable
          label="Projects"
          columns={columnsOf(props, chosen)}
          rows={found}
          keyOf={(row) => row.account}
          total={found.length}
          height={40}
          cardHeight={84}
          most={480}
          className={css.cards}
          current={state.project}
          toneOf={(row) => (row.state === 'differs' ? 'warn' : undefined)}
        />
      )}
      {onProve && (
        <ChosenBar
          keys={keys}
          onProve={() => {
            onProve(keys);
            setKeys([]);
          }}
          onClear={() => setKeys([])}
        />
      )}
    </SettingCard>
  );
}
