import { Link } from '@tanstack/react-router';
import { useConnections } from '../api/connections';
import { useLiveState } from '../api/live_state';
import { formatAgo, formatDate, formatInstant, formatTime, formatUtc } from '../lib/format';
import { useNow } from '../lib/use_now';
import { ToneDot } from '../ui/tone';
import css from './freshness.module.css';

interface Props {
  dataTo?: string | null | undefined;
  completeBackTo?: string | null | undefined;
}

function dataWords(at: string, now: number): string {
  const today = new Date(now).toDateString() === new Date(at).toDateString();
  return today ? `Data to ${formatTime(at)}` : `Data to ${formatInstant(at)}`;
}

/** `Data to 14:02 · Jira acme live · complete back to 2 Sep 2026`; each part leads to its cause. */
export function Freshness({ dataTo, completeBackTo }: Props) {
  const connections = useConnections();
  const live = useLiveState();
  const now = useNow(5);
  const active = connections.data?.filter((c) => c.state !== 'disconnected') ?? [];
  const newest =
    dataTo ??
    active
      .map((c) => c.last_sync ?? '')
      .sort()
      .at(-1);
  return (
    <div className={css.clip}>
      <p className={css.strip}>
        {newest && (
          <span title={formatUtc(newest)} className={css.part}>
            {dataWords(newest, now)}
          </span>
        )}
        {active.map((c) => (
          <Link key={c.id} to="/integrations/$id" params={{ id: c.id }} className={css.part}>
            <ToneDot tone={c.badge.tone} />
            Jira {c.name}{' '}
            {c.badge.tone === 'ok'
              ? c.webhook.state === 'live'
                ? 'live'
                : c.last_sync
                  ? `synced ${formatAgo(c.last_sync, now)}`
                  : 'not synced yet'
              : c.badge.text}
          </Link>
        ))}
        {completeBackTo && (
          <span className={css.part}>complete back to {formatDate(completeBackTo)}</span>
        )}
        {live === 'polling' && (
          <span className={css.part}>live updates interrupted, asking every 5 s</span>
        )}
      </p>
    </div>
  );
}
