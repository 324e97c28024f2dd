import { Button } from '@mantine/core';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { Issue } from '../../api/client';
import { useConnections } from '../../api/connections';
import { useIssue } from '../../api/issues';
import { ApiProblem } from '../../api/problem';
import { formatDate } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { CategoryChip } from '../../ui/category_chip';
import { CopyButton } from '../../ui/copy_button';
import { Icon } from '../../ui/icon';
import { Lozenge } from '../../ui/lozenge';
import { Note } from '../../ui/note';
import { Card, Page } from '../../ui/page';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { Children } from './children';
import { Description } from './description';
import { Details } from './details';
import { EventTable } from './event_table';
import { Headline } from './headline';
import css from './issue.module.css';
import { missingReasons } from './missing_reasons';
import { Throughline } from './throughline';
import { LinkButton } from '../../ui/link_button';

/** Why it may be missing, by what each connection follows. */
function Reasons({ issueKey }: { issueKey: string }) {
  const connections = useConnections();
  const reasons = missingReasons(issueKey, connections.data ?? []);
  if (reasons.length === 0) return null;
  return (
    <ul className={css.reasons}>
      {reasons.map((reason) => (
        <li key={reason.connection}>
          <Link
            to="/integrations/$id"
            params={{ id: reason.connection }}
            search={reason.tab && reason.tab !== 'overview' ? { tab: reason.tab } : {}}
          >
            {reason.name}
          </Link>{' '}
          {reason.text}
        </li>
      ))}
    </ul>
  );
}

function Missing({ issueKey, error }: { issueKey: string; error: ApiProblem }) {
  return (
    <Card>
      <StatePanel
        icon="question"
        title={`${issueKey} is not here`}
        action={
          <>
            <LinkButton to="/issues">All issues</LinkButton>
            <LinkButton to="/integrations" variant="default">
              See what is synced
            </LinkButton>
          </>
        }
      >
        <p>{error.problem.remedy}</p>
        <Reasons issueKey={issueKey} />
      </StatePanel>
    </Card>
  );
}

/** What happened to the issue itself: moved, deleted, out of sight. */
function Fate({ issue }: { issue: Issue }) {
  const { row, moved_from: former, timeline } = issue;
  const gone = timeline.findLast((entry) => entry.kind === 'deleted');
  return (
    <>
      {former && (
        <Note tone="info">
          {former} was moved to{' '}
          <Link to="/issues/$key" params={{ key: row.key }}>
            {row.key}
          </Link>
          . Its history came along, and old links still lead here.
        </Note>
      )}
      {row.deleted && (
        <Note>
          {row.key} was deleted in Jira{gone && ` on ${formatDate(gone.at)}`}. What was known of it
          is kept, and it is out of all open work.
        </Note>
      )}
      {row.invisible && !row.deleted && (
        <Note>
          {row.key} is no longer visible to the account in Jira: a permission or a security level
          changed, or its project was closed to it. It is shown as it last was.
        </Note>
      )}
    </>
  );
}

function Body({ issue }: { issue: Issue }) {
  const now = useNow(60);
  const [cursor, setCursor] = useState<number | null>(null);
  const figure = useRef<HTMLDivElement>(null);
  const place = (at: number) => {
    setCursor(at);
    figure.current?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <>
      <Fate issue={issue} />
      {!issue.complete && (
        <Note tone="info">Its older history is still arriving; what is shown is right so far.</Note>
      )}
      <Card>
        <Headline issue={issue} now={now} />
      </Card>
      <div ref={figure} className={css.figureCard}>
        <Card>
          <Throughline issue={issue} now={now} cursor={cursor} onCursor={setCursor} />
        </Card>
      </div>
      <Children issue={issue} />
      <div className={css.columns}>
        <EventTable
          name={issue.row.key}
          timeline={issue.timeline}
          cursor={cursor}
          onPlace={place}
        />
        <div className={css.side}>
          {issue.description && <Description text={issue.description} />}
          <Details issue={issue} />
        </div>
      </div>
    </>
  );
}

export default function IssuePage() {
  const { key } = useParams({ from: '/app/issues/$key' });
  const search = useSearch({ from: '/app/issues/$key' });
  const found = useIssue(key, search.connection);
  const issue = found.data;
  const missing = found.error instanceof ApiProblem && found.error.status === 404;
  return (
    <Page
      title={issue ? `${issue.row.key} ${issue.row.summary}` : key}
      heading={
        <span className={css.heading}>
          <code>{issue?.row.key ?? key}</code>
          {issue && <span>{issue.row.summary}</span>}
        </span>
      }
      lead={
        issue && (
          <span className={css.under}>
            <Lozenge status={issue.row.status} />
            <CategoryChip type={issue.row.type.name} category={issue.row.category} />
            {issue.row.priority && <span>{issue.row.priority.name} priority</span>}
            {issue.row.flagged && (
              <span className={css.fate}>
                <Icon name="flag" size={12} /> Flagged
              </span>
            )}
            {issue.row.deleted && <span className={css.fate}>Deleted in Jira</span>}
            {issue.row.invisible && !issue.row.deleted && (
              <span className={css.fate}>No longer visible</span>
            )}
            {issue.row.created && <span>created {formatDate(issue.row.created)}</span>}
          </span>
        )
      }
      above={
        <Link to="/issues">
          <Icon name="back" size={13} /> Issues
        </Link>
      }
      actions={
        issue && (
          <>
            <CopyButton text={issue.url} label="Copy link to Jira" size="sm" />
            <Button
              component="a"
              href={issue.url}
              target="_blank"
              rel="noreferrer"
              variant="default"
              rightSection={<Icon name="external" />}
            >
              Open in Jira
            </Button>
          </>
        )
      }
    >
      {found.isPending && <Loading what={key} height={420} />}
      {missing && found.error instanceof ApiProblem && (
        <Missing issueKey={key} error={found.error} />
      )}
      {found.error && !missing && !issue && (
        <ErrorPanel error={found.error} onRetry={() => void found.refetch()} />
      )}
      {issue && !missing && <Body issue={issue} />}
    </Page>
  );
}
