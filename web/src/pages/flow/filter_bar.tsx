import { Button, Popover, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { formatDate } from '../../lib/format';
import { ProjectChip } from '../../shell/project_chip';
import { FilterChip } from '../../ui/filter_chip';
import css from './flow.module.css';
import { isCivilDate, kRollingWeeks, resolveRange, type FlowState } from './flow_state';

interface Props {
  state: FlowState;
  change: (part: Partial<FlowState>) => void;
  types: string[];
  today: string;
}

function CustomRange({
  state,
  change,
  today,
  onDone,
}: Omit<Props, 'types'> & { onDone: () => void }) {
  const now = resolveRange(state.range, today);
  const [from, setFrom] = useState(now.from);
  const [to, setTo] = useState(now.to);
  const [problem, setProblem] = useState('');
  const apply = () => {
    if (!isCivilDate(from) || !isCivilDate(to)) return setProblem('Both dates are needed.');
    if (from > to) return setProblem('The first day lies after the last one.');
    change({ range: { kind: 'fixed', from, to } });
    onDone();
  };
  return (
    <form
      className={css.custom}
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <TextInput
        type="date"
        label="First day"
        value={from}
        onChange={(e) => setFrom(e.target.value)}
      />
      <TextInput
        type="date"
        label="Last day"
        value={to}
        onChange={(e) => setTo(e.target.value)}
        error={problem}
      />
      <Button type="submit">Show</Button>
    </form>
  );
}

function RangeControl({ state, change, today }: Omit<Props, 'types'>) {
  const [open, setOpen] = useState(false);
  const fixed = state.range.kind === 'fixed' ? state.range : null;
  return (
    <div className={css.range}>
      <SegmentedControl
        aria-label="Range"
        value={state.range.kind === 'rolling' ? String(state.range.weeks) : ''}
        onChange={(value) => {
          const weeks = kRollingWeeks.find((w) => String(w) === value);
          if (weeks) change({ range: { kind: 'rolling', weeks } });
        }}
        data={kRollingWeeks.map((weeks) => ({ value: String(weeks), label: `${weeks} w` }))}
      />
      <Popover opened={open} onChange={setOpen} position="bottom-start" shadow="md" trapFocus>
        <Popover.Target>
          <Button variant={fixed ? 'light' : 'default'} onClick={() => setOpen(!open)}>
            {fixed ? `${formatDate(fixed.from)} – ${formatDate(fixed.to)}` : 'Dates…'}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label="Dates">
          <CustomRange {...{ state, change, today }} onDone={() => setOpen(false)} />
        </Popover.Dropdown>
      </Popover>
    </div>
  );
}

export function FilterBar({ state, change, types, today }: Props) {
  const filtered = state.projects.length + state.types.length > 0;
  return (
    <div className={css.filters}>
      <RangeControl {...{ state, change, today }} />
      <ProjectChip chosen={state.projects} onChange={(chosen) => change({ projects: chosen })} />
      <FilterChip
        label="Type"
        chosen={state.types}
        onChange={(chosen) => change({ types: chosen })}
        choices={types.map((type) => ({ value: type, label: type }))}
      />
      {filtered && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => change({ projects: [], types: [] })}
        >
          Clear all
        </Button>
      )}
    </div>
  );
}
