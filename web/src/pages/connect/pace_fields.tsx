import { TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import type { QuietHours } from '../../api/connect';
import { exact } from '../../lib/format';
import { Switch } from '../../ui/switch';
import css from './connect.module.css';
import { capOf, clockOf, kMostRequests, minuteOf } from './pace';

export interface Pace {
  requests_per_minute: number;
  quiet_hours: QuietHours | null;
}

interface Props {
  value: Pace;
  onChange: (change: Partial<Pace>) => void;
  /** Of the organisation, said beside the hours. */
  timeZone: string;
}

const kNight: QuietHours = { from: 8 * 60, to: 18 * 60 };

function CapField({ value, onChange }: Omit<Props, 'timeZone'>) {
  const cap = value.requests_per_minute;
  const [text, setText] = useState(cap > 0 ? String(cap) : '');
  const read = capOf(text);
  return (
    <TextInput
      name="requests_per_minute"
      label="Requests a minute, at most"
      description="Empty: as fast as Jira allows. Its own limits are always kept."
      inputMode="numeric"
      className={css.short}
      placeholder="no cap"
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        const next = capOf(event.target.value);
        if (next !== null) onChange({ requests_per_minute: next });
      }}
      error={read === null && `A whole number up to ${exact(kMostRequests)}.`}
    />
  );
}

function Clock(props: { label: string; minute: number; onChange: (minute: number) => void }) {
  return (
    <TextInput
      type="time"
      label={props.label}
      value={clockOf(props.minute)}
      onChange={(event) => {
        const minute = minuteOf(event.target.value);
        if (minute !== null) props.onChange(minute);
      }}
    />
  );
}

function QuietField({ value, onChange, timeZone }: Props) {
  const id = useId();
  const quiet = value.quiet_hours;
  const change = (part: Partial<QuietHours>) => {
    const next = { ...(quiet ?? kNight), ...part };
    onChange({ quiet_hours: next });
  };
  return (
    <div className={css.field}>
      <div className={css.switchRow}>
        <div>
          <label htmlFor={id} className={css.label}>
            Quiet hours
          </label>
          <p className={css.hint} id={`${id}-text`}>
            No request is made in these hours; what changes meanwhile comes afterwards.
          </p>
        </div>
        <Switch
          id={id}
          checked={quiet !== null}
          describedBy={`${id}-text`}
          onChange={(on) => onChange({ quiet_hours: on ? kNight : null })}
        />
      </div>
      {quiet && (
        <div className={css.inline}>
          <Clock label="From" minute={quiet.from} onChange={(from) => change({ from })} />
          <Clock label="To" minute={quiet.to} onChange={(to) => change({ to })} />
          <p className={css.hint}>Time of {timeZone}</p>
        </div>
      )}
      {quiet && quiet.from === quiet.to && (
        <p className={css.error} role="alert">
          From and to are the same: nothing would ever be read.
        </p>
      )}
    </div>
  );
}

/** How hard Jira may be asked. */
export function PaceFields(props: Props) {
  return (
    <>
      <CapField value={props.value} onChange={props.onChange} />
      <QuietField {...props} />
    </>
  );
}
