import { Link } from '@tanstack/react-router';
import { useIssues } from '../../api/issues';
import { formatAgo, formatInstant } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { Lozenge } from '../../ui/lozenge';
import { Card } from '../../ui/page';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import css from './home.module.css';

const kNewest = { q: '', projects: [], categories: [], types: [], sort: '-updated' };
const kMost = 6;

/** What happened last in Jira, as it happens. */
export function LatestChanges() {
  const now = useNow(5);
  const issues = useIssues(kNewest);
  const rows = issues.data?.pages[0]?.items.slice(0, kMost) ?? [];
  return (
    <Card flush>
      <div className={css.cardHead}>
        <h2>Latest changes</h2>
        <Link to="/issues">See all</Link>
      </div>
      {issues.isPending && <Loading what="issues" height={40 * kMost} />}
      {issues.error && !issues.data && (
        <ErrorPanel error={issues.error} onRetry={() => void issues.refetch()} />
      )}
      {issues.data && rows.length === 0 && <StatePanel compact title="No issue has arrived yet" />}
      <ul>
        {rows.map((row) => (
          <li
            key={`${row.connection} ${row.id}`}
            className={css.issue}
            data-row
            data-connection={row.connection}
            data-key={row.key}
          >
            <Link
              to="/issues/$key"
              params={{ key: row.key }}
              search={{ connection: row.connection }}
              className={css.issueLink}
            >
              <code>{row.key}</code>
              <span className={css.summary}>{row.summary}</span>
            </Link>
            <Lozenge status={row.status} />
            <span className={css.when} title={row.updated ? formatInstant(row.updated) : undefined}>
              {row.updated && formatAgo(row.updated, now)}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
