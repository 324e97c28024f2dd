import { ActionIcon } from '@mantine/core';
import { exact, formatDate, plural } from '../../lib/format';
import { Icon } from '../../ui/icon';
import { SettingCard } from '../../ui/setting';
import css from './calendar.module.css';
import { lengthWords, type Draft } from './draft';
import { yearOf, yearTotals, type YearDay, type YearMonth } from './year_model';

const monthName = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' });

function dayWords(day: YearDay): string {
  const at = formatDate(new Date(`${day.date}T00:00:00Z`), 'UTC');
  if (day.kind === 'off') return `${at}: ${day.name || 'day off'}`;
  return day.seconds === 0 ? `${at}: free` : `${at}: ${lengthWords(day.seconds)}`;
}

function Month({ month, year, today }: { month: YearMonth; year: number; today: string }) {
  const name = monthName.format(new Date(Date.UTC(year, month.month, 1)));
  return (
    <li className={css.month}>
      <p>
        <b>{name}</b>{' '}
        <span className="muted" title={`${lengthWords(month.seconds)} of working time`}>
          {month.workDays}
          <span className="sr"> working days</span>
        </span>
      </p>
      <span className={css.grid} aria-hidden="true">
        {month.days.map((day, i) => (
          <span
            key={day.date}
            data-kind={day.kind}
            data-today={day.date === today || undefined}
            title={dayWords(day)}
            style={i === 0 ? { gridColumnStart: month.first + 1 } : undefined}
          />
        ))}
      </span>
    </li>
  );
}

interface Props {
  draft: Draft;
  year: number;
  today: string;
  onYear: (year: number) => void;
}

const kFirst = 1995;
const kLast = 2060;

/** A year as the calendar has it, with what it adds up to. */
export function YearCard({ draft, year, today, onYear }: Props) {
  const months = yearOf(draft, year);
  const { workDays, seconds, off, idle } = yearTotals(months);
  const step = (by: number, word: string, end: boolean) => (
    <ActionIcon
      variant="default"
      size={30}
      aria-label={word}
      aria-disabled={end || undefined}
      onClick={() => !end && onYear(year + by)}
    >
      <Icon name={by < 0 ? 'collapse' : 'expand'} />
    </ActionIcon>
  );
  return (
    <SettingCard
      title={`The year ${year}`}
      lead={
        <span role="status">
          {plural(workDays, 'working day')}, {exact(Math.round(seconds / 3600))} hours;{' '}
          {plural(off, 'day')} off{idle > 0 && `, ${exact(idle)} of them on a free weekday`}.
        </span>
      }
      side={
        <>
          {step(-1, 'Year before', year <= kFirst)}
          {step(1, 'Next year', year >= kLast)}
        </>
      }
    >
      <ul className={css.year}>
        {months.map((month) => (
          <Month key={month.month} month={month} year={year} today={today} />
        ))}
      </ul>
      <ul className={css.legend} aria-hidden="true">
        <li data-kind="work">Working day</li>
        <li data-kind="short">Shorter day</li>
        <li data-kind="free">Free weekday</li>
        <li data-kind="off">Day off</li>
      </ul>
    </SettingCard>
  );
}
