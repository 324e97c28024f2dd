import { useShortcuts } from '../shell/shortcuts';
import { Icon } from '../ui/icon';
import { kPercents, type Question, type Unit } from './question';
import css from './scope.module.css';
import { Segments } from './segments';

interface Props {
  question: Question;
  onChange: (part: Partial<Question>) => void;
}

const kUnits = [
  { value: 'calendar', word: 'Calendar', hint: 'Durations in calendar days: nights count' },
  { value: 'working', word: 'Working', hint: 'Durations in working days of the calendar' },
] as const;

/** Calendar or working time. */
export function UnitSwitch({ question, onChange }: Props) {
  const set = (unit: Unit) => onChange({ unit });
  const other = question.unit === 'calendar' ? 'working' : 'calendar';
  useShortcuts([
    { keys: 'u', words: 'Calendar or working time', group: 'This page', run: () => set(other) },
  ]);
  return <Segments label="Time counted in" value={question.unit} options={kUnits} onChange={set} />;
}

/** The percentile of headlines. */
export function PercentSwitch({ question, onChange }: Props) {
  return (
    <Segments
      label="Percentile"
      value={question.pct}
      options={kPercents.map((p) => ({
        value: p,
        word: `p${p}`,
        hint: `${p} % are at or below it`,
      }))}
      onChange={(pct) => onChange({ pct })}
    />
  );
}

/** Beside the window of equal length before. */
export function CompareSwitch({ question, onChange }: Props) {
  return (
    <button
      type="button"
      className={css.toggle}
      aria-pressed={question.compare}
      title="Beside the window of equal length before"
      onClick={() => onChange({ compare: !question.compare })}
    >
      <Icon name="compare" size={14} />
      Compare
    </button>
  );
}
