import { Button, Popover, TextInput } from '@mantine/core';
import { useState } from 'react';
import { isCivilDate } from '../lib/civil_date';
import { useShortcuts } from '../shell/shortcuts';
import { Icon } from '../ui/icon';
import { resolveRange, stepQuestion, type Question, type Range } from './question';
import { presets, rangeDates, rangeName, sameRange, type Preset } from './range_presets';
import css from './scope.module.css';

interface Props {
  question: Question;
  today: string;
  onChange: (part: Partial<Question>) => void;
}

interface PickProps {
  range: Range;
  today: string;
  onPick: (range: Range) => void;
}

function Presets({ title, list, range, onPick }: PickProps & { title: string; list: Preset[] }) {
  return (
    <div className={css.presets} role="group" aria-label={title}>
      {list.map((each) => (
        <button
          key={each.words}
          type="button"
          className={css.field}
          aria-pressed={sameRange(each.range, range)}
          onClick={() => onPick(each.range)}
        >
          {each.words}
          {sameRange(each.range, range) && <Icon name="check" size={13} />}
        </button>
      ))}
    </div>
  );
}

function OwnDates({ range, today, onPick }: PickProps) {
  const now = resolveRange(range, today);
  const [from, setFrom] = useState(now.from);
  const [to, setTo] = useState(now.to);
  const [problem, setProblem] = useState('');
  const show = () => {
    if (!isCivilDate(from) || !isCivilDate(to)) return setProblem('Both dates are needed.');
    if (from > to) return setProblem('The first day lies after the last one.');
    onPick({ kind: 'fixed', from, to });
  };
  return (
    <form
      className={css.dates}
      onSubmit={(event) => {
        event.preventDefault();
        show();
      }}
    >
      <TextInput
        type="date"
        label="First day"
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label="Last day"
        value={to}
        error={problem}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" variant="light">
        Show these dates
      </Button>
    </form>
  );
}

function Choice({ question, today, onChange }: Props) {
  const [open, setOpen] = useState(false);
  const { range } = question;
  const { rolling, calendar } = presets(today);
  const name = rangeName(range, today);
  const pick = (picked: Range) => {
    onChange({ range: picked });
    setOpen(false);
  };
  const common = { range, today, onPick: pick };
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      shadow="md"
      width="max-content"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <button type="button" className={css.rangeNow} onClick={() => setOpen(!open)}>
          <span className="sr">Dates: </span>
          {name && <b>{name}</b>}
          <span className={name ? css.rangeDates : undefined}>{rangeDates(range, today)}</span>
          <Icon name="down" size={13} />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Dates" className={css.datePop}>
        <Presets title="Up to today" list={rolling} {...common} />
        <Presets title="By the calendar" list={calendar} {...common} />
        <OwnDates {...common} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** The dates of the question, with a step of one window to either side. */
export function RangeControl({ question, today, onChange }: Props) {
  const step = (windows: number) => {
    const next = stepQuestion(question, windows, today);
    if (next !== question) onChange({ range: next.range });
  };
  const atEnd = resolveRange(question.range, today).to >= today;
  useShortcuts([
    { keys: '[', words: 'Previous period', group: 'This page', run: () => step(-1) },
    { keys: ']', words: 'Next period', group: 'This page', run: () => step(1) },
  ]);
  return (
    <div className={css.range} role="group" aria-label="Dates">
      <button
        type="button"
        className={css.step}
        aria-label="Previous period"
        onClick={() => step(-1)}
      >
        <Icon name="collapse" size={14} />
      </button>
      <Choice {...{ question, today, onChange }} />
      <button
        type="button"
        className={css.step}
        aria-label="Next period"
        aria-disabled={atEnd}
        title={atEnd ? 'This window ends today' : undefined}
        onClick={() => step(1)}
      >
        <Icon name="expand" size={14} />
      </button>
    </div>
  );
}
