import { useIssue } from '../../api/issues';
import { formatBothIn, type TimeScale } from '../../charts/unit';
import { formatDuration } from '../../lib/duration';
import { formatInstant } from '../../lib/format';
import { Lozenge } from '../../ui/lozenge';
import { ErrorPanel, Loading } from '../../ui/state_panel';
import { SidePanel } from '../../ui/side_panel';
import css from './flow.module.css';
import type { Point } from './models/scatter';
import { LinkButton } from '../../ui/link_button';

function Stays({ issueKey, connection }: { issueKey: string; connection: string | null }) {
  const issue = useIssue(issueKey, connection ?? undefined);
  if (issue.isPending) return <Loading what={issueKey} height={200} />;
  if (!issue.data) return <ErrorPanel error={issue.error} onRetry={() => void issue.refetch()} />;
  const longest = Math.max(1, ...issue.data.stays.map((s) => s.seconds));
  return (
    <div className={css.where}>
      <p className={css.itemState}>
        <Lozenge status={issue.data.row.status} />
        <span className="muted">{issue.data.row.assignee?.name ?? 'Nobody'}</span>
      </p>
      <h3>Where the time went</h3>
      <ul className={css.stays}>
        {issue.data.stays.map((stay) => (
          <li key={`${stay.from} ${stay.status.id}`}>
            <span>{stay.status.name}</span>
            <span className={css.stayBar} data-stage={stay.stage}>
              <span style={{ width: `${(stay.seconds / longest) * 100}%` }} />
            </span>
            <span className={css.stayTime}>
              {stay.stage === 'done' ? '–' : formatDuration(stay.seconds)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface Props {
  issueKey: string | null;
  /** Where keys repeat. */
  connection: string | null;
  point: Point | undefined;
  lead: boolean;
  scale: TimeScale;
  onClose: () => void;
}

/** From a mark to its issue; Escape returns to the chart with everything as it was. */
export function ItemDrawer({ issueKey, connection, point, lead, scale, onClose }: Props) {
  return (
    <SidePanel opened={issueKey !== null} onClose={onClose} title={<code>{issueKey}</code>}>
      {issueKey && (
        <div className={css.item}>
          {point && (
            <>
              <h2>{point.summary}</h2>
              <dl className={css.facts}>
                <div>
                  <dt>{lead ? 'Lead time' : 'Cycle time'}</dt>
                  <dd>
                    <b>{formatBothIn(point.seconds, scale)}</b>
                    <p className="muted">
                      longer than {Math.round(point.rank_percent)} % of these issues
                    </p>
                  </dd>
                </div>
                <div>
                  <dt>Started</dt>
                  <dd>{formatInstant(point.started)}</dd>
                </div>
                <div>
                  <dt>Finished</dt>
                  <dd>{formatInstant(point.finished)}</dd>
                </div>
              </dl>
            </>
          )}
          <Stays issueKey={issueKey} connection={connection} />
          <LinkButton
            to="/issues/$key"
            params={{ key: issueKey }}
            search={connection ? { connection } : {}}
          >
            Open the throughline
          </LinkButton>
        </div>
      )}
    </SidePanel>
  );
}
