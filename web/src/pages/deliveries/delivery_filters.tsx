import { Button, Popover, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { formatInstant } from '../../lib/format';
import { Icon } from '../../ui/icon';
import { NativeSelect } from '../../ui/native_select';
import css from './deliveries.module.css';
import { filtersOf, instantOf, kNoFilter, kWithin, localOf, type LogState } from './delivery_state';
import { eventWords, resultChoices } from './delivery_words';

interface Props {
  state: LogState;
  events: readonly string[];
  onChange: (part: Partial<LogState>) => void;
}

function eventChoices(events: readonly string[], chosen: string) {
  const known = chosen === '' || events.includes(chosen) ? events : [...events, chosen];
  return [
    { value: '', label: 'Any event' },
    ...known.map((value) => ({ value, label: eventWords(value) })),
  ];
}

/** The key is asked for when it is complete: on Enter, or when the field is left. */
function IssueField({ state, onChange }: Props) {
  const [text, setText] = useState(state.issue);
  const [was, setWas] = useState(state.issue);
  if (was !== state.issue) {
    setWas(state.issue);
    setText(state.issue);
  }
  const take = (event?: SubmitEvent) => {
    event?.preventDefault();
    const issue = text.trim().toUpperCase();
    if (issue !== state.issue) onChange({ issue });
  };
  return (
    <form onSubmit={take} className={css.issueField} role="search" aria-label="By issue">
      <TextInput
        size="xs"
        aria-label="Issue key or id"
        placeholder="Issue, like PAY-120"
        value={text}
        leftSection={<Icon name="search" size={13} />}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => take()}
      />
    </form>
  );
}

function timeWords({ within, from, to }: LogState): string {
  const rolling = kWithin[within];
  if (rolling) return rolling.word;
  if (from && to) return `${formatInstant(from)} to ${formatInstant(to)}`;
  if (from) return `Since ${formatInstant(from)}`;
  return to ? `Before ${formatInstant(to)}` : 'Any time';
}

function OwnTimes({
  state,
  onPick,
}: {
  state: LogState;
  onPick: (part: Partial<LogState>) => void;
}) {
  const [from, setFrom] = useState(localOf(state.from));
  const [to, setTo] = useState(localOf(state.to));
  const [problem, setProblem] = useState('');
  const take = (event: SubmitEvent) => {
    event.preventDefault();
    if (from && to && from >= to) return setProblem('The end lies before the start.');
    onPick({ within: '', from: instantOf(from), to: instantOf(to) });
  };
  return (
    <form onSubmit={take} className={css.times}>
      <TextInput
        type="datetime-local"
        size="xs"
        label="From"
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        size="xs"
        label="Before"
        value={to}
        error={problem}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" variant="light">
        Show these times
      </Button>
    </form>
  );
}

function TimeField({ state, onChange }: Props) {
  const [open, setOpen] = useState(false);
  const pick = (part: Partial<LogState>) => {
    onChange(part);
    setOpen(false);
  };
  const set = state.within !== '' || state.from !== '' || state.to !== '';
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <button
          type="button"
          className={css.time}
          data-on={set || undefined}
          onClick={() => setOpen(!open)}
        >
          <Icon name="clock" size={13} />
          <span className="sr">Time: </span>
          {timeWords(state)}
          <Icon name="down" size={13} />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Time">
        <div className={css.presets} role="group" aria-label="Up to now">
          {[
            ['', 'Any time'] as const,
            ...Object.entries(kWithin).map(([id, { word }]) => [id, word] as const),
          ].map(([within, word]) => (
            <button
              key={within}
              type="button"
              aria-pressed={set ? state.within === within && within !== '' : within === ''}
              onClick={() => pick({ within, from: '', to: '' })}
            >
              {word}
            </button>
          ))}
        </div>
        <OwnTimes state={state} onPick={pick} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Result, event, issue and time; all of them in the address. */
export function LogFilters(props: Props) {
  const { state, events, onChange } = props;
  return (
    <div className={css.filters} role="group" aria-label="Filter of the deliveries">
      <NativeSelect
        label="Result"
        value={state.result}
        options={resultChoices}
        changed={state.result !== ''}
        onChange={(result) => onChange({ result })}
      />
      <NativeSelect
        label="Event"
        value={state.event}
        options={eventChoices(events, state.event)}
        changed={state.event !== ''}
        onChange={(event) => onChange({ event })}
      />
      <IssueField {...props} />
      <TimeField {...props} />
      {filtersOf(state).length > 0 && (
        <Button variant="subtle" size="compact-sm" onClick={() => onChange(kNoFilter)}>
          Clear
        </Button>
      )}
    </div>
  );
}
