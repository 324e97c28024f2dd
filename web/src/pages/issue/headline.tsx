import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Issue } from '../../api/client';
import { formatDuration, formatDurationBoth } from '../../lib/duration';
import { capitalise, formatDay, formatInstant } from '../../lib/format';
import { headlineOf, rankWords, similarScale } from './headline_words';
import css from './issue.module.css';
import { useWorkTime } from './use_work_calendar';

/** This issue among finished ones of its kind: p50 and p85 as ticks, itself as a dot. */
function SimilarBar({ issue, own }: { issue: Issue; own: number }) {
  const scale = similarScale(issue.similar, own);
  if (!scale) return null;
  const { p50, p85, at, words } = scale;
  return (
    <div className={css.similar}>
      <span className={css.track} role="img" aria-label={words}>
        <span className={css.upTo} style={{ width: `${p85}%` }} />
        <span className={css.mid} style={{ left: `${p50}%` }} />
        <span className={css.high} style={{ left: `${p85}%` }} />
        <span className={css.own} data-late={at > p85 || undefined} style={{ left: `${at}%` }} />
      </span>
      <span className={css.foot} aria-hidden="true">
        {words}
      </span>
    </div>
  );
}

function Main({ issue, now }: { issue: Issue; now: number }) {
  const work = useWorkTime();
  const { cycle, similar } = issue;
  const { name, seconds, none } = headlineOf(cycle);
  if (seconds === null || cycle.started === null) {
    return (
      <div className={css.main}>
        <dt>{name}</dt>
        <dd className={css.big}>{none}</dd>
        <dd className={css.foot}>{cycle.exclusion_text && capitalise(cycle.exclusion_text)}</dd>
      </div>
    );
  }
  const end = cycle.finished === null ? now : Date.parse(cycle.finished);
  const calendar = formatDuration(seconds);
  return (
    <div className={css.main}>
      <dt>{name}</dt>
      <dd className={css.big} title={formatDurationBoth(seconds)}>
        {work ? work.between(Date.parse(cycle.started), end) : calendar}
        {work && <span className={css.also}>{calendar}</span>}
      </dd>
      <dd>
        {rankWords(cycle, similar)}
        {cycle.exclusion_text && <p className={css.foot}>{capitalise(cycle.exclusion_text)}</p>}
        <SimilarBar issue={issue} own={seconds} />
      </dd>
    </div>
  );
}

function Fact({ name, children, foot }: { name: string; children: ReactNode; foot?: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={css.fact}>{children}</dd>
      {foot && <dd className={css.foot}>{foot}</dd>}
    </div>
  );
}

function When({ at, none }: { at: string | null; none: string }) {
  if (at === null) return <span className="muted">{none}</span>;
  return (
    <time dateTime={at} title={formatInstant(at)}>
      {formatDay(at)}
    </time>
  );
}

/** What one wants to know first: how long, who, and where it belongs. */
export function Headline({ issue, now }: { issue: Issue; now: number }) {
  const { row, cycle } = issue;
  const sprint = issue.sprints.at(-1)?.name ?? row.sprint;
  return (
    <dl className={css.figures}>
      <Main issue={issue} now={now} />
      <Fact name="Started" foot={cycle.started && formatInstant(cycle.started).split(', ')[1]}>
        <When at={cycle.started} none="Not started" />
      </Fact>
      <Fact name="Finished" foot={cycle.finished && formatInstant(cycle.finished).split(', ')[1]}>
        <When at={cycle.finished} none="Not finished" />
      </Fact>
      <Fact name="Assignee" foot={issue.reporter && `Reported by ${issue.reporter.name}`}>
        {row.assignee?.name ?? <span className="muted">Nobody</span>}
      </Fact>
      <Fact name="Epic" foot={row.epic?.summary}>
        {row.epic ? (
          <Link
            to="/issues/$key"
            params={{ key: row.epic.key }}
            search={{ connection: row.connection }}
          >
            <code>{row.epic.key}</code>
          </Link>
        ) : (
          <span className="muted">None</span>
        )}
      </Fact>
      <Fact name="Sprint" foot={row.points !== null && `${row.points} points`}>
        {sprint ?? <span className="muted">None</span>}
      </Fact>
      <Fact name="Logged">
        {issue.worklog_seconds > 0 ? (
          formatDuration(issue.worklog_seconds)
        ) : (
          <span className="muted">Nothing</span>
        )}
      </Fact>
    </dl>
  );
}
