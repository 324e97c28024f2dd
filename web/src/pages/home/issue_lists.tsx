import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { IssueRow } from '../../api/client';
import { useIssues, type IssueFilter } from '../../api/issues';
import { daysUntil, formatAgo, formatDate, plural } from '../../lib/format';
import type { RawSearch } from '../../lib/list_codec';
import { useNow } from '../../lib/use_now';
import { Lozenge } from '../../ui/lozenge';
import { Card } from '../../ui/page';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import css from './home.module.css';

interface Props {
  title: string;
  filter: IssueFilter;
  search: RawSearch;
  most: number;
  empty: string;
  when: (row: IssueRow) => ReactNode;
}

/** The first few issues of a filter, and the way to all of them. */
function IssueList({ title, filter, search, most, empty, when }: Props) {
  const issues = useIssues(filter);
  const rows = issues.data?.pages[0]?.items.slice(0, most) ?? [];
  return (
    <Card flush>
      <div className={css.cardHead}>
        <h2>{title}</h2>
        <Link to="/issues" search={search}>
          See all
        </Link>
      </div>
      {issues.isPending && <Loading what="issues" height={40 * most} />}
      {issues.error && !issues.data && (
        <ErrorPanel error={issues.error} onRetry={() => void issues.refetch()} />
      )}
      {issues.data && rows.length === 0 && <StatePanel compact title={empty} />}
      <ul>
        {rows.map((row) => (
          <li key={`${row.connection} ${row.id}`} className={css.issue}>
            <Link to="/issues/$key" params={{ key: row.key }} className={css.issueLink}>
              <code>{row.key}</code>
              <span className={css.summary}>{row.summary}</span>
            </Link>
            <Lozenge status={row.status} />
            <span className={css.when}>{when(row)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const kNewest = { q: '', projects: [], categories: [], types: [], sort: '-updated' };
const kOldest = { ...kNewest, categories: ['indeterminate'], sort: 'created' };

export function LatestChanges() {
  const now = useNow(5);
  return (
    <IssueList
      title="Latest changes"
      filter={kNewest}
      search={{}}
      most={8}
      empty="No issue has arrived yet"
      when={(row) => row.updated && formatAgo(row.updated, now)}
    />
  );
}

/** Open work by the day it was created, oldest first. */
export function OldestOpen() {
  const now = useNow(60);
  return (
    <IssueList
      title="Oldest in progress"
      filter={kOldest}
      search={{ category: 'indeterminate', sort: 'created' }}
      most={5}
      empty="Nothing is in progress"
      when={(row) =>
        row.created && (
          <span title={`Created ${formatDate(row.created)}`}>
            {plural(-daysUntil(row.created.slice(0, 10), now), 'day')}
          </span>
        )
      }
    />
  );
}
