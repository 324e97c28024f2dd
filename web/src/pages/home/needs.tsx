import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api/client';
import { formatEta } from '../../lib/duration';
import { completeOf, lineBeside } from '../../lib/complete';
import { capitalise, formatDate } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { Card } from '../../ui/page';
import { ToneBadge } from '../../ui/tone';
import css from './home.module.css';
import { backfillsOf } from './home_rules';

/** How far a backfill is. */
function Bar({ percent, name }: { percent: number; name: string }) {
  return (
    <span
      className={css.bar}
      role="progressbar"
      aria-label={`${name}, backfill`}
      aria-valuenow={Math.floor(percent)}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <span style={{ width: `${Math.max(1, percent)}%` }} />
    </span>
  );
}

/** While a backfill runs: what is on this page is right for what has arrived, and not yet whole. */
export function NumbersSoFar({ connections }: { connections: readonly Connection[] }) {
  const running = backfillsOf(connections);
  if (running.length === 0) return null;
  return (
    <section className={css.soFar} aria-label="Numbers so far">
      {running.map(({ connection, progress }) => {
        const eta = formatEta(progress.eta_seconds_low, progress.eta_seconds_high);
        const waiting = progress.waiting?.reason;
        return (
          <div key={connection.id} className={css.soFarRow}>
            <p>
              <b>Numbers so far.</b> {connection.name} is {Math.floor(progress.percent)} % read.{' '}
              {progress.complete_back_to
                ? `Complete back to ${formatDate(progress.complete_back_to)}; older weeks are still arriving.`
                : 'The newest issues come first; everything below grows as they arrive.'}
            </p>
            <Bar percent={progress.percent} name={connection.name} />
            <p className={css.soFarFoot}>
              <span>{waiting ?? (eta ? `about ${eta} left` : 'counting…')}</span>
              <Link to="/integrations/$id/progress" params={{ id: connection.id }}>
                View progress
              </Link>
            </p>
          </div>
        );
      })}
    </section>
  );
}

function CompleteLine({ connection, now }: { connection: Connection; now: number }) {
  const complete = completeOf(connection, now);
  if (!complete) return null;
  return (
    <Link
      to="/integrations/$id"
      params={{ id: connection.id }}
      search={{ tab: 'ledger' }}
      className={css.complete}
      data-tone={complete.tone}
    >
      {capitalise(complete.text)}
    </Link>
  );
}

/** Broken connections first, then what runs, then a line that the rest is well. */
export function Sources({ connections }: { connections: readonly Connection[] }) {
  const now = useNow(30);
  const active = connections.filter((each) => each.state !== 'disconnected');
  if (active.length === 0) return null;
  const well = active.filter((each) => each.badge.tone === 'ok');
  const others = active.filter((each) => each.badge.tone !== 'ok');
  const shown = [...others, ...well].slice(0, Math.max(4, others.length));
  return (
    <Card flush>
      <div className={css.cardHead}>
        <h2>Integrations</h2>
        <Link to="/integrations">Manage</Link>
      </div>
      <ul>
        {shown.map((connection) => (
          <li key={connection.id} className={css.source} data-row>
            <Link to="/integrations/$id" params={{ id: connection.id }}>
              {connection.name}
            </Link>
            <ToneBadge badge={connection.badge} />
            <p>{lineBeside(connection)}</p>
            <CompleteLine connection={connection} now={now} />
          </li>
        ))}
      </ul>
      {shown.length < active.length && (
        <p className={css.rest}>{active.length - shown.length} more are connected and current.</p>
      )}
    </Card>
  );
}
