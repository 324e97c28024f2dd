import { Link } from '@tanstack/react-router';
import { useConnections } from '../../api/connections';
import { useCycleTime } from '../../api/metrics';
import { useMe } from '../../api/session';
import { formatDuration } from '../../lib/duration';
import { exact, formatDate } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { Card, Page } from '../../ui/page';
import { ErrorPanel, Loading } from '../../ui/state_panel';
import { ToneBadge } from '../../ui/tone';
import { resolveRange, todayIn } from '../flow/flow_state';
import { Checklist } from './checklist';
import { decideSteps, isFinished } from './first_steps';
import css from './home.module.css';
import { LatestChanges, OldestOpen } from './issue_lists';
import { Tile } from './tile';

function useTwelveWeeks() {
  const me = useMe();
  const zone = me.data?.tenant.time_zone ?? 'UTC';
  const today = todayIn(zone, useNow(60));
  const range = resolveRange({ kind: 'rolling', weeks: 12 }, today);
  return useCycleTime({ ...range, projects: [], types: [], start: 'first', points: 1 });
}

function Tiles({ flow }: { flow: ReturnType<typeof useTwelveWeeks> }) {
  const data = flow.data;
  const p85 = data?.percentiles.find((p) => p.p === 85);
  const p50 = data?.percentiles.find((p) => p.p === 50);
  return (
    <div className={css.tiles} data-dim={flow.isPlaceholderData || undefined}>
      <Tile
        label="Cycle time p85"
        to="/flow"
        value={p85?.seconds == null ? null : formatDuration(p85.seconds)}
        absent={p85?.note ?? ''}
        foot={p50?.seconds == null ? '12 weeks' : `p50 ${formatDuration(p50.seconds)} · 12 weeks`}
        loading={flow.isPending}
      />
      <Tile
        label="Finished"
        to="/flow"
        value={data ? exact(data.finished) : null}
        foot={data ? `in 12 weeks · n ${exact(data.n)} with a start` : ''}
        loading={flow.isPending}
      />
      <Tile
        label="In progress"
        to="/issues"
        search={{ category: 'indeterminate' }}
        value={data ? exact(data.in_progress) : null}
        foot="issues between start and finish"
        loading={flow.isPending}
      />
      <Tile
        label="Complete back to"
        to="/integrations"
        value={data?.complete_back_to ? formatDate(data.complete_back_to) : null}
        absent="still filling"
        foot="every issue changed since then is here"
        loading={flow.isPending}
      />
    </div>
  );
}

function Sources() {
  const connections = useConnections();
  const active = connections.data?.filter((c) => c.state !== 'disconnected') ?? [];
  if (active.length === 0) return null;
  return (
    <Card flush>
      <div className={css.cardHead}>
        <h2>Connections</h2>
        <Link to="/integrations">Manage</Link>
      </div>
      <ul>
        {active.map((connection) => (
          <li key={connection.id} className={css.source}>
            <Link to="/integrations/$id" params={{ id: connection.id }}>
              {connection.name}
            </Link>
            <ToneBadge badge={connection.badge} />
            <p>{connection.badge.line}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
}

export default function HomePage() {
  const connections = useConnections();
  const flow = useTwelveWeeks();
  const steps = decideSteps(connections.data ?? [], flow.data?.n ?? 0);
  const ready = connections.data !== undefined;
  const anyData = (connections.data ?? []).some((c) => c.issues > 0);
  return (
    <Page title="Home" heading="What needs me today?">
      {connections.isPending && <Loading what="your workspace" />}
      {connections.error && !ready && (
        <Card>
          <ErrorPanel error={connections.error} onRetry={() => void connections.refetch()} />
        </Card>
      )}
      {ready && !isFinished(steps) && <Checklist steps={steps} connections={connections.data} />}
      {ready && anyData && (
        <>
          <Tiles flow={flow} />
          <div className={css.columns}>
            <div className={css.stack}>
              <LatestChanges />
            </div>
            <div className={css.stack}>
              <OldestOpen />
              <Sources />
            </div>
          </div>
        </>
      )}
    </Page>
  );
}
