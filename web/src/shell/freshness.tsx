import { Link } from '@tanstack/react-router';
import { useConnections } from '../api/connections';
import { useLiveState } from '../api/live_state';
import { formatDate, formatUtc } from '../lib/format';
import { completeTogether, type CompleteTogether } from '../lib/complete';
import { useNow } from '../lib/use_now';
import { ToneDot } from '../ui/tone';
import css from './freshness.module.css';
import { dataWords, instanceWords, limiting, newestSync } from './freshness_words';

interface Props {
  dataTo?: string | null | undefined;
  completeBackTo?: string | null | undefined;
}

/** `complete as of 12:04`, and what stands against it; leads to the ledger. */
function CompletePart({ tone, text, id }: CompleteTogether) {
  const words = (
    <>
      {tone !== 'ok' && <ToneDot tone={tone} />}
      {text}
    </>
  );
  return id === null ? (
    <Link to="/integrations" className={css.part} data-tone={tone}>
      {words}
    </Link>
  ) : (
    <Link
      to="/integrations/$id"
      params={{ id }}
      search={{ tab: 'ledger' }}
      className={css.part}
      data-tone={tone}
    >
      {words}
    </Link>
  );
}

/** `Data to 14:02 · Jira acme live · complete back to 2 Sep 2026`; each part leads to its cause. */
export function Freshness({ dataTo, completeBackTo }: Props) {
  const connections = useConnections();
  const live = useLiveState();
  const now = useNow(5);
  const active = connections.data?.filter((c) => c.state !== 'disconnected') ?? [];
  const newest = dataTo ?? newestSync(active);
  const edge = limiting(active);
  const complete = completeTogether(active, now);
  return (
    <div className={css.clip}>
      <p className={css.strip}>
        {newest && (
          <Link to="/integrations" title={formatUtc(newest)} className={css.part}>
            {dataWords(newest, now)}
          </Link>
        )}
        {active.map((connection) => (
          <Link
            key={connection.id}
            to="/integrations/$id"
            params={{ id: connection.id }}
            title={connection.badge.line}
            className={css.part}
          >
            <ToneDot tone={connection.badge.tone} />
            {instanceWords(connection, now)}
          </Link>
        ))}
        {complete && <CompletePart {...complete} />}
        {completeBackTo &&
          (edge ? (
            <Link to="/integrations/$id/progress" params={{ id: edge.id }} className={css.part}>
              complete back to {formatDate(completeBackTo)}
            </Link>
          ) : (
            <Link to="/integrations" className={css.part}>
              complete back to {formatDate(completeBackTo)}
            </Link>
          ))}
        {live === 'polling' && (
          <span className={css.part}>live updates interrupted, asking every 5 s</span>
        )}
      </p>
    </div>
  );
}
