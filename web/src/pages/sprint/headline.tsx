import type { SprintReport } from '../../api/sprints';
import { formatPercent } from '../../lib/format';
import css from './sprint.module.css';
import { amountOf, otherWords, scopeOf } from './sprint_rules';
import type { Measure } from './sprint_state';

type Group = 'committed' | 'added' | 'removed' | 'completed' | 'not_completed';

const kCells: { group: Group; title: string }[] = [
  { group: 'committed', title: 'Committed' },
  { group: 'added', title: 'Added' },
  { group: 'removed', title: 'Removed' },
  { group: 'completed', title: 'Completed' },
  { group: 'not_completed', title: 'Not completed' },
];

const kSigns: Partial<Record<Group, string>> = { added: '+', removed: '−' };

interface Props {
  report: SprintReport;
  measure: Measure;
  onOpen: (group: Group) => void;
}

/** What was promised, what came, what went, what was done; each opens its issues. */
export function Headline({ report, measure, onOpen }: Props) {
  const scope = scopeOf(report, measure);
  const done = measure === 'issues' ? report.completed.issues : report.completed.points;
  return (
    <section className={css.headline} aria-label="Headline">
      {kCells.map(({ group, title }) => {
        const amount = report[group];
        const value = amountOf(amount, measure);
        return (
          <button
            key={group}
            type="button"
            className={css.cell}
            data-group={group}
            onClick={() => onOpen(group)}
          >
            <span className={css.cellTitle}>{title}</span>
            <span className={css.cellValue}>
              {value !== '0' && kSigns[group]}
              {value}
              {group === 'completed' && scope > 0 && (
                <span className={css.share}>{formatPercent(done, scope)}</span>
              )}
            </span>
            <span className={css.cellFoot}>{otherWords(amount, measure)}</span>
          </button>
        );
      })}
    </section>
  );
}
