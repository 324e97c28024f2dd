import { Link } from '@tanstack/react-router';
import type { SprintReport } from '../../api/sprints';
import { plural } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { Icon } from '../../ui/icon';
import { Note } from '../../ui/note';
import { Card } from '../../ui/page';
import css from './sprint.module.css';
import { SprintState } from './sprint_chip';
import { leftWords, refOf, sprintDates } from './sprint_rules';

/** A sprint that has not begun: nothing is committed yet. */
function NotStarted({ report }: { report: SprintReport }) {
  const { sprint } = report;
  return (
    <Note tone="info">
      This sprint has not started. What is in it at its start is the commitment; now it holds{' '}
      <Link to="/issues" search={{ v: '1', sprint: refOf(sprint) } as never}>
        {plural(sprint.issues, 'issue')}
      </Link>
      .
    </Note>
  );
}

/** Name, state, board, dates and goal of the sprint, and what makes its numbers provisional. */
export function SprintHead({ report }: { report: SprintReport }) {
  const { sprint, provisional } = report;
  const left = leftWords(sprint, useNow(60));
  return (
    <>
      <Card className={css.about}>
        <div className={css.aboutHead}>
          <h2>{sprint.name}</h2>
          <SprintState state={sprint.state} />
          {left !== null && (
            <span className={css.left} data-late={left.includes('past') || undefined}>
              <Icon name="clock" size={13} />
              {left}
            </span>
          )}
          <span className={css.facts}>
            {[sprint.board?.name, sprint.connection_name, sprintDates(sprint)]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </div>
        {sprint.goal === '' ? (
          <p className={css.noGoal}>No goal was written.</p>
        ) : (
          <p className={css.goal}>
            <span className="sr">Goal: </span>
            {sprint.goal}
          </p>
        )}
      </Card>
      {sprint.start === null ? (
        <NotStarted report={report} />
      ) : (
        provisional && (
          <Note tone="info">
            The sprint still runs: these numbers are as of now, and are settled when it is closed.
          </Note>
        )
      )}
      {sprint.start !== null && report.items.length === 0 && (
        <Note tone="info">
          No issue was ever in this sprint
          {report.filters.length > 0 ? ' with these filters' : ''}.
        </Note>
      )}
    </>
  );
}
