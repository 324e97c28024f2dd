import type { ReactNode } from 'react';
import type { ViewPage } from '../api/views';
import { Note } from '../ui/note';
import { AddFilter, Chip, FilterChips } from './filter_chips';
import { kFieldOrder } from './fields';
import { filterCount, withoutFilters, type FilterMember, type Question } from './question';
import { RangeControl } from './range_control';
import css from './scope.module.css';
import { CompareSwitch, PercentSwitch, UnitSwitch } from './switches';
import { useToday } from './use_question';
import { ViewMenu } from './view_menu';

export type BarSwitch = 'range' | 'unit' | 'pct' | 'compare' | 'start';

interface Props {
  question: Question;
  onChange: (part: Partial<Question>) => void;
  /** Whose saved views are offered; absent: none. */
  page?: ViewPage;
  /** Filters that make sense on the page; absent: all. */
  fields?: readonly FilterMember[];
  /** What else can be set; absent: everything. */
  switches?: readonly BarSwitch[];
  /** What the address held and nobody understood; said below the bar. */
  ignored?: readonly string[];
  /** The page's own controls, before the chips. */
  children?: ReactNode;
  /** The same at the right end, before the switches. */
  right?: ReactNode;
  /** True while the numbers of the last question are still shown. */
  updating?: boolean;
}

const kAllSwitches: readonly BarSwitch[] = ['range', 'unit', 'pct', 'compare', 'start'];

/** What is asked: views, dates, filters as removable chips, clock, percentile, comparison. */
export function QuestionBar(props: Props) {
  const { question, onChange, page, children, right, updating, ignored = [] } = props;
  const { fields = kFieldOrder, switches = kAllSwitches } = props;
  const today = useToday();
  const has = (name: BarSwitch) => switches.includes(name);
  const common = { question, onChange };
  const last = has('start') && question.start === 'last';
  const filtered = filterCount(question, fields) > 0 || last;
  return (
    <div className={css.whole}>
      <div className={css.bar} role="group" aria-label="What is asked">
        {page && <ViewMenu page={page} />}
        {has('range') && <RangeControl {...common} today={today} />}
        {children}
        {fields.length > 0 && <AddFilter {...common} fields={fields} />}
        <FilterChips {...common} fields={fields} />
        {last && (
          <Chip
            label="Start"
            words="Start: last crossing"
            onRemove={() => onChange({ start: 'first' })}
          />
        )}
        {filtered && (
          <button
            type="button"
            className={css.textButton}
            onClick={() =>
              onChange({ ...withoutFilters(question, fields), ...(last && { start: 'first' }) })
            }
          >
            Clear filters
          </button>
        )}
        {updating && (
          <span className={css.updating} role="status">
            Updating…
          </span>
        )}
        <div className={css.right}>
          {right}
          {has('compare') && <CompareSwitch {...common} />}
          {has('pct') && <PercentSwitch {...common} />}
          {has('unit') && <UnitSwitch {...common} />}
        </div>
      </div>
      {ignored.length > 0 && <Note>{ignored.join(' ')}</Note>}
    </div>
  );
}
