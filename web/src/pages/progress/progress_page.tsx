import { Button } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Connection, Progress } from '../../api/client';
import { useConnection, useConnectionAction } from '../../api/connections';
import { formatDuration, formatEta } from '../../lib/duration';
import { exact, formatClock, formatDate, formatInstant, plural } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { Icon } from '../../ui/icon';
import { Note } from '../../ui/note';
import { Card, Page } from '../../ui/page';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { isOver, kStateWords, raisePeak, shownPercent, type Peak } from './percent_rules';
import { WhyNothing } from '../integrations/why_nothing';
import { PhaseList } from './phase_list';
import css from './progress.module.css';
import { LinkButton } from '../../ui/link_button';

/** The greatest percent seen of this run. */
function usePeak(progress: Progress): number {
  const [peak, setPeak] = useState<Peak | null>(null);
  const next = raisePeak(peak, progress.run, progress.percent);
  if (next !== peak) setPeak(next);
  return next.percent;
}

function Headline({ progress }: { progress: Progress }) {
  const now = useNow(1);
  const percent = shownPercent(usePeak(progress), progress.state);
  const eta = formatEta(progress.eta_seconds_low, progress.eta_seconds_high);
  const end = progress.finished ? Date.parse(progress.finished) : now;
  const elapsed = Math.max(0, Math.round((end - Date.parse(progress.started)) / 1000));
  const over = isOver(progress.state);
  return (
    <div className={css.head}>
      <p className={css.percent}>
        {percent}
        <span> %</span>
      </p>
      <div className={css.headWords}>
        <p className={css.state}>{kStateWords[progress.state]}</p>
        <p className="muted">
          {!over && !progress.waiting?.reason && (eta ? `About ${eta} left · ` : 'Estimating… · ')}
          {over ? `Took ${formatDuration(elapsed)}` : `${formatDuration(elapsed)} so far`} ·{' '}
          {plural(progress.requests_made, 'request')} to Jira
        </p>
      </div>
      <div
        className={css.whole}
        role="progressbar"
        aria-label="Whole backfill"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        data-state={progress.state}
      >
        <span style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}

function Waiting({ waiting }: { waiting: NonNullable<Progress['waiting']> }) {
  const now = useNow(1);
  const left = waiting.until ? Math.max(0, Math.ceil((Date.parse(waiting.until) - now) / 1000)) : 0;
  return (
    <Note>
      {waiting.reason}
      {waiting.until && (
        <>
          {' '}
          Resuming {formatClock(waiting.until)}
          {left > 0 && ` (in ${left} s)`}.
        </>
      )}
    </Note>
  );
}

function Result({ connection, progress }: { connection: Connection; progress: Progress }) {
  const gaps = progress.state === 'completed_with_gaps';
  return (
    <div className={css.result} data-gaps={gaps || undefined}>
      <span className={css.resultIcon}>
        <Icon name={gaps ? 'alert' : 'check'} size={18} />
      </span>
      <div className={css.resultWords}>
        <p>
          <b>{plural(connection.issues, 'issue')} with their history are here.</b>
        </p>
        <p className="muted">
          {gaps
            ? `${plural(progress.refused, 'item')} could not be read and are kept aside; the rest is whole.`
            : 'Nothing was left out. Changes from now on arrive by themselves.'}
        </p>
      </div>
      <div className={css.resultActions}>
        <LinkButton to="/integrations/$id/verify" params={{ id: connection.id }} variant="default">
          Compare with Jira
        </LinkButton>
        <LinkButton to="/flow">See the flow</LinkButton>
      </div>
    </div>
  );
}

function UsableLine({ connection, progress }: { connection: Connection; progress: Progress }) {
  if (!progress.complete_back_to || connection.issues === 0) return null;
  return (
    <div className={css.usable}>
      <p>
        <b>You can use dashboards now.</b> Complete back to {formatDate(progress.complete_back_to)};
        older weeks are still arriving.
      </p>
      <LinkButton to="/flow" variant="light">
        Open Flow
      </LinkButton>
    </div>
  );
}

function Run({ connection, progress }: { connection: Connection; progress: Progress }) {
  const over = isOver(progress.state);
  const good = over && progress.state !== 'failed' && progress.state !== 'cancelled';
  return (
    <>
      <Card>
        <Headline progress={progress} />
        {!over && progress.waiting?.reason && <Waiting waiting={progress.waiting} />}
        {good && <Result connection={connection} progress={progress} />}
        {!over && <UsableLine connection={connection} progress={progress} />}
        {progress.state === 'failed' && (
          <Note>
            {connection.badge.line || connection.state_reason} What has arrived is kept; the run
            goes on from there.
          </Note>
        )}
      </Card>
      <Card>
        <PhaseList phases={progress.phases} />
      </Card>
      {over && progress.state !== 'completed' && <WhyNothing connection={connection} />}
      <p className="muted small">
        Started {formatInstant(progress.started)}
        {progress.refused > 0 && ` · ${exact(progress.refused)} set aside`} · You may close this
        page; the work goes on in the server.
      </p>
    </>
  );
}

function PauseButton({ connection }: { connection: Connection }) {
  const action = useConnectionAction(connection.id);
  const paused = connection.state === 'paused';
  return (
    <Button
      variant="default"
      loading={action.isPending}
      onClick={() => action.mutate(paused ? 'resume' : 'pause')}
    >
      {paused ? 'Resume' : 'Pause'}
    </Button>
  );
}

/** Says a change at most every ten seconds. */
function Announcer({ progress }: { progress: Progress }) {
  const slot = useNow(10);
  const [said, setSaid] = useState({ slot: 0, text: '' });
  const text = `${kStateWords[progress.state]}, ${shownPercent(progress.percent, progress.state)} percent`;
  if (said.slot !== slot) setSaid({ slot, text });
  return (
    <p className="sr" role="status">
      {said.text}
    </p>
  );
}

function headingOf({ name, progress }: Connection): string {
  const state = progress?.state;
  const filled = state === 'completed' || state === 'completed_with_gaps';
  return `${filled ? 'Filled' : 'Filling'} from ${name}`;
}

export default function ProgressPage() {
  const { id } = useParams({ from: '/app/integrations/$id/progress' });
  const connection = useConnection(id);
  const found = connection.data;
  const progress = found?.progress;
  return (
    <Page
      narrow
      title={found ? `Progress of ${found.name}` : 'Progress'}
      heading={found ? headingOf(found) : 'Progress'}
      above={
        <Link to="/integrations">
          <Icon name="back" size={12} /> Integrations
        </Link>
      }
      actions={
        found &&
        (found.state === 'paused' || (progress && !isOver(progress.state))) && (
          <PauseButton connection={found} />
        )
      }
    >
      {connection.isPending && <Loading what="the run" />}
      {connection.error && !found && (
        <ErrorPanel error={connection.error} onRetry={() => void connection.refetch()} />
      )}
      {found && !progress && (
        <Card>
          <StatePanel icon="clock" title="No backfill has run yet">
            <p>{found.badge.line}</p>
          </StatePanel>
        </Card>
      )}
      {found && progress && (
        <>
          <Run connection={found} progress={progress} />
          <Announcer progress={progress} />
        </>
      )}
    </Page>
  );
}
