import { Link } from '@tanstack/react-router';
import type { Issue, IssueRow } from '../../api/client';
import { exact, formatPercent, plural } from '../../lib/format';
import table from '../../ui/data_table.module.css';
import { Lozenge } from '../../ui/lozenge';
import { Card } from '../../ui/page';
import { kStages, stageWords } from '../mapping/words';
import { rollUp } from './roll_up';
import css from './issue.module.css';

/** Stages of the children as one bar, the words of it below. */
function Bar({ items }: { items: readonly IssueRow[] }) {
  const counts = rollUp(items);
  const words = kStages
    .filter((stage) => counts[stage] > 0)
    .map((stage) => `${exact(counts[stage])} ${stageWords[stage].toLowerCase()}`);
  return (
    <div className={css.rollUp}>
      <span className={css.stages} role="img" aria-label={words.join(', ')}>
        {['done', 'review', 'active', 'blocked', 'queue', 'cancelled'].map((stage) => {
          const count = counts[stage as keyof typeof counts];
          return count > 0 && <span key={stage} data-tone={stage} style={{ flexGrow: count }} />;
        })}
      </span>
      <p className={css.foot} aria-hidden="true">
        {words.join(' · ')}
      </p>
    </div>
  );
}

function Row({ child }: { child: IssueRow }) {
  return (
    <tr data-quiet={child.stage === 'cancelled' || undefined}>
      <td>
        <Link
          to="/issues/$key"
          params={{ key: child.key }}
          search={{ connection: child.connection }}
          className={css.childKey}
        >
          <code>{child.key}</code>
        </Link>
      </td>
      <td data-wide className={css.childSummary}>
        {child.summary}
      </td>
      <td>{child.type.name}</td>
      <td>
        <Lozenge status={child.status} />
      </td>
      <td>{child.assignee?.name ?? <span className="muted">Nobody</span>}</td>
    </tr>
  );
}

/** The issues below this one, rolled up. */
export function Children({ issue }: { issue: Issue }) {
  const { children, children_total: total } = issue;
  if (total === 0) return null;
  const counts = rollUp(children);
  const open = children.length - counts.cancelled;
  return (
    <Card flush>
      <div className={css.childHead}>
        <h2>{plural(total, 'issue')} below it</h2>
        <p className="muted">
          {exact(counts.done)} of {exact(open)} done, {formatPercent(counts.done, open)}
          {counts.cancelled > 0 && `, ${exact(counts.cancelled)} cancelled not counted`}
        </p>
        <Bar items={children} />
      </div>
      <div
        className={`${table.scroll} ${css.childScroll}`}
        tabIndex={0}
        role="region"
        aria-label="Issues below it"
      >
        <table className={table.table}>
          <caption className="sr">Issues below {issue.row.key}</caption>
          <thead>
            <tr>
              <th scope="col">Key</th>
              <th scope="col">Summary</th>
              <th scope="col">Type</th>
              <th scope="col">Status</th>
              <th scope="col">Assignee</th>
            </tr>
          </thead>
          <tbody>
            {children.map((child) => (
              <Row key={`${child.connection} ${child.id}`} child={child} />
            ))}
          </tbody>
        </table>
      </div>
      {total > children.length && (
        <p className={css.childFoot}>
          The first {exact(children.length)} of {exact(total)} are shown and counted here.
        </p>
      )}
    </Card>
  );
}
