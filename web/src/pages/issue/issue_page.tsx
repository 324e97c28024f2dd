import { Button } from '@mantine/core';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { Issue } from '../../api/client';
import { useConnections } from '../../api/connections';
import { useIssue } from '../../api/issues';
import { ApiProblem } from '../../api/problem';
import { formatDuration, formatDurationBoth } from '../../lib/duration';
import { capitalise, formatDate, formatInstant } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { CategoryChip, categoryNames } from '../../ui/category_chip';
import { Icon } from '../../ui/icon';
import { Lozenge } from '../../ui/lozenge';
import { Note } from '../../ui/note';
import { Card, Page } from '../../ui/page';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { EventTable } from './event_table';
import css from './issue.module.css';
import { missingReasons } from './missing_reasons';
import { Throughline } from './throughline';
import { LinkButton } from '../../ui/link_button';

/** An instant as the API writes it. */
const kInstant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** `12.4 d, longer than 91 % of similar`. */
function rankWords(rank: number | null): string {
  return rank === null ? '' : `longer than ${Math.round(rank)} % of what finished`;
}

/** The figure that stands for the issue: how long it took, how old it is, or why neither. */
function headline(cycle: Issue['cycle']): { name: string; seconds: number | null; none: string } {
  if (cycle.seconds !== null) return { name: 'Cycle time', seconds: cycle.seconds, none: '' };
  if (cycle.age_seconds !== null) return { name: 'Age', seconds: cycle.age_seconds, none: '' };
  return {
    name: 'Cycle time',
    seconds: null,
    none: cycle.exclusion ? 'Not counted' : 'Not started',
  };
}

function Figures({ issue }: { issue: Issue }) {
  const { cycle } = issue;
  const { name, seconds, none } = headline(cycle);
  return (
    <dl className={css.figures}>
      <div>
        <dt>{name}</dt>
        {seconds === null ? (
          <dd className={css.big}>{none}</dd>
        ) : (
          <dd className={css.big} title={formatDurationBoth(seconds)}>
            {formatDuration(seconds)}
          </dd>
        )}
        <dd className={css.foot}>
          {cycle.exclusion_text ? capitalise(cycle.exclusion_text) : rankWords(cycle.rank_percent)}
        </dd>
      </div>
      <div>
        <dt>Started</dt>
        <dd>{cycle.started ? formatInstant(cycle.started) : '–'}</dd>
      </div>
      <div>
        <dt>Finished</dt>
        <dd>{cycle.finished ? formatInstant(cycle.finished) : '–'}</dd>
      </div>
      <div>
        <dt>Logged</dt>
        <dd>{issue.worklog_seconds > 0 ? formatDuration(issue.worklog_seconds) : 'Nothing'}</dd>
      </div>
      <div>
        <dt>Assignee</dt>
        <dd>{issue.row.assignee?.name ?? 'Nobody'}</dd>
      </div>
    </dl>
  );
}

function names(values: { name: string }[]): string {
  return values.map((value) => value.name).join(', ');
}

function Details({ issue }: { issue: Issue }) {
  const rows: [string, string | null | undefined][] = [
    ['Type', `${issue.row.type.name}, counts as ${categoryNames[issue.row.category]}`],
    ['Project', `${issue.row.project.name} (${issue.row.project.key})`],
    ['Priority', issue.row.priority?.name],
    ['Reporter', issue.reporter?.name],
    ['Parent', issue.parent?.name],
    ['Resolution', issue.resolution?.name],
    ['Due', issue.due && formatDate(issue.due)],
    ['Story points', issue.story_points?.toString()],
    ['Sprints', names(issue.sprints)],
    ['Labels', issue.labels.join(', ')],
    ['Components', names(issue.components)],
    ['Fix versions', names(issue.fix_versions)],
    ['Comments', issue.comments > 0 ? String(issue.comments) : null],
    ...issue.custom_fields.map((f): [string, string] => [
      f.name,
      kInstant.test(f.text) ? formatInstant(f.text) : f.text,
    ]),
  ];
  return (
    <Card>
      <h2>Fields</h2>
      <dl className={css.fields}>
        {rows
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </Card>
  );
}

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
  return (
    <>
      <Fate issue={issue} />
      {!issue.complete && (
        <Note tone="info">Its older history is still arriving; what is shown is right so far.</Note>
      )}
      <Card>
        <Figures issue={issue} />
      </Card>
      <Card>
        <Throughline issue={issue} now={now} />
      </Card>
      <div className={css.columns}>
        <EventTable timeline={issue.timeline} />
        <Details issue={issue} />
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
            {issue.row.deleted && <span className={css.fate}>Deleted in Jira</span>}
            {issue.row.invisible && !issue.row.deleted && (
              <span className={css.fate}>No longer visible</span>
            )}
            {issue.row.created && <span>created {formatDate(issue.row.created)}</span>}
          </span>
        )
      }
      actions={
        issue && (
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
