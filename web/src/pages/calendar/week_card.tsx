import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import type { Hours } from '../../api/calendar';
import { Icon } from '../../ui/icon';
import { SettingCard } from '../../ui/setting';
import css from './calendar.module.css';
import {
  addHours,
  copyDay,
  dayProblem,
  kAllDay,
  kMostIntervals,
  kWeekdays,
  lengthWords,
  setDay,
  tidyTime,
  hoursWords,
} from './draft';
import type { Editor } from './use_draft';
import { daySeconds, minutesOf } from './work_time';

interface Props {
  editor: Editor;
  readOnly: boolean;
}

/** A day from midnight to midnight with its working hours filled. */
function DayBar({ hours }: { hours: readonly Hours[] }) {
  return (
    <span className={css.dayBar} aria-hidden="true">
      {hours.map(({ from, to }) => {
        const [begin, end] = [minutesOf(from) ?? 0, minutesOf(to) ?? 0];
        if (end <= begin) return null;
        return (
          <span
            key={`${from} ${to}`}
            style={{ left: `${begin / 14.4}%`, width: `${(end - begin) / 14.4}%` }}
          />
        );
      })}
    </span>
  );
}

interface TimeProps {
  label: string;
  value: string;
  bad: boolean;
  describedBy: string | undefined;
  onType: (value: string) => void;
}

function Time({ label, value, bad, describedBy, onType }: TimeProps) {
  return (
    <input
      className={css.time}
      aria-label={label}
      inputMode="numeric"
      maxLength={5}
      value={value}
      aria-invalid={bad || undefined}
      aria-describedby={describedBy}
      onChange={(event) => onType(event.currentTarget.value)}
      onBlur={() => tidyTime(value) !== value && onType(tidyTime(value))}
    />
  );
}

function DayMenu({
  editor,
  day,
  onSaid,
}: {
  editor: Editor;
  day: number;
  onSaid: (w: string) => void;
}) {
  const { draft, edit } = editor;
  const name = kWeekdays[day] ?? '';
  const copy = (to: 'all' | 'week') => {
    edit(copyDay(draft, day, to));
    onSaid(`Hours of ${name} copied to ${to === 'all' ? 'all days' : 'Monday to Friday'}`);
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button type="button" className={css.icon} aria-label={`More for ${name}`}>
          <Icon name="dots" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => copy('week')}>Copy to Monday to Friday</Menu.Item>
        <Menu.Item onClick={() => copy('all')}>Copy to all days</Menu.Item>
        <Menu.Item onClick={() => edit(setDay(draft, day, [kAllDay]))}>24 hours</Menu.Item>
        <Menu.Item onClick={() => edit(setDay(draft, day, []))}>Free day</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Day({
  editor,
  day,
  onSaid,
}: {
  editor: Editor;
  day: number;
  onSaid: (w: string) => void;
}) {
  const { draft } = editor;
  const name = kWeekdays[day] ?? '';
  const hours = draft.weekdays[day] ?? [];
  const problem = dayProblem(hours);
  const id = `day-${day}-problem`;
  const replace = (at: number, change: Partial<Hours>) =>
    editor.type(
      setDay(
        draft,
        day,
        hours.map((each, i) => (i === at ? { ...each, ...change } : each)),
      ),
    );
  const field = (at: number, part: 'from' | 'to') => (
    <Time
      label={`${name}, hours ${at + 1}, ${part}`}
      value={hours[at]?.[part] ?? ''}
      bad={problem !== null}
      describedBy={problem === null ? undefined : id}
      onType={(value) => replace(at, { [part]: value })}
    />
  );
  return (
    <div className={css.day} role="group" aria-label={name}>
      <b>{name}</b>
      <div className={css.intervals}>
        {hours.length === 0 && <span className="muted">Free</span>}
        {hours.map((_, at) => (
          <span key={at} className={css.interval}>
            {field(at, 'from')}
            <span aria-hidden="true">–</span>
            {field(at, 'to')}
            <button
              type="button"
              className={css.icon}
              aria-label={`Remove hours ${at + 1} of ${name}`}
              onClick={() =>
                editor.edit(
                  setDay(
                    draft,
                    day,
                    hours.filter((__, i) => i !== at),
                  ),
                )
              }
            >
              <Icon name="cross" size={12} />
            </button>
          </span>
        ))}
        {hours.length < kMostIntervals && (
          <button
            type="button"
            className={css.add}
            onClick={() => editor.edit(setDay(draft, day, addHours(hours)))}
          >
            <Icon name="plus" size={12} /> {hours.length === 0 ? 'Working day' : 'Hours'}
            <span className="sr"> for {name}</span>
          </button>
        )}
        {problem && (
          <p className={css.problem} id={id} role="alert">
            {problem}
          </p>
        )}
      </div>
      <DayBar hours={hours} />
      <span className={css.sum}>{problem ? '–' : lengthWords(daySeconds(hours))}</span>
      <DayMenu editor={editor} day={day} onSaid={onSaid} />
    </div>
  );
}

/** The hours of every weekday. */
export function WeekCard({ editor, readOnly }: Props) {
  const [said, setSaid] = useState('');
  const { weekdays } = editor.draft;
  const total = weekdays.reduce((sum, hours) => sum + daySeconds(hours), 0);
  return (
    <SettingCard
      title="Working week"
      lead={`In the organisation's time zone, ${editor.base.time_zone}. Pauses are simply not in the hours.`}
      side={<span className="muted">{lengthWords(total)} a week</span>}
    >
      {readOnly
        ? weekdays.map((hours, day) => (
            <div key={kWeekdays[day]} className={css.day} data-quiet>
              <b>{kWeekdays[day]}</b>
              <span>
                {hours.length === 0 ? <span className="muted">Free</span> : hoursWords(hours)}
              </span>
              <DayBar hours={hours} />
              <span className={css.sum}>{lengthWords(daySeconds(hours))}</span>
            </div>
          ))
        : weekdays.map((_, day) => (
            <Day key={kWeekdays[day]} editor={editor} day={day} onSaid={setSaid} />
          ))}
      <p className="sr" aria-live="polite">
        {said}
      </p>
    </SettingCard>
  );
}

/** What `1 wd` means in every number of the product. */
export function WorkingDayCard({ editor, readOnly, longest }: Props & { longest: number }) {
  const { draft } = editor;
  const [text, setText] = useState<string | null>(null);
  const hours = draft.working_day_seconds / 3600;
  const shown = text ?? String(Math.round(hours * 100) / 100);
  const set = (seconds: number) => editor.edit({ ...draft, working_day_seconds: seconds });
  const commit = () => {
    const value = Number(shown.replace(',', '.'));
    const seconds = Math.round(value * 60) * 60;
    if (Number.isFinite(value) && seconds > 0 && seconds !== draft.working_day_seconds)
      set(seconds);
    setText(null);
  };
  const fits = longest === draft.working_day_seconds;
  return (
    <SettingCard
      title="One working day"
      lead="What 1 wd is in cycle times and ages: working time divided by this. Usually the longest weekday."
    >
      <div className={css.workingDay}>
        {readOnly ? (
          <b>{lengthWords(draft.working_day_seconds)}</b>
        ) : (
          <label>
            <span className="sr">Hours in one working day</span>
            <input
              className={css.time}
              inputMode="decimal"
              value={shown}
              onChange={(event) => setText(event.currentTarget.value)}
              onBlur={commit}
              onKeyDown={(event) => event.key === 'Enter' && commit()}
            />{' '}
            hours
          </label>
        )}
        {fits ? (
          <span className="muted">as the longest weekday</span>
        ) : (
          !readOnly &&
          longest > 0 && (
            <Button variant="default" size="compact-sm" onClick={() => set(longest)}>
              As the longest weekday: {lengthWords(longest)}
            </Button>
          )
        )}
      </div>
    </SettingCard>
  );
}
