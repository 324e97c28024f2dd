import { Button } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Connection } from '../../api/client';
import { useMe } from '../../api/session';
import { exact } from '../../lib/format';
import { Icon } from '../../ui/icon';
import { NoRights } from '../../ui/no_rights';
import { SettingCard } from '../../ui/setting';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { Answers, CurlLine } from './answers';
import css from './deliveries.module.css';
import { DeliveryDrawer } from './delivery_drawer';
import { LogFilters } from './delivery_filters';
import { askOf, filtersOf, formatLog, kNoFilter, parseLog, type LogState } from './delivery_state';
import { DeliveryTable } from './delivery_table';
import { ReplayDialog } from './replay_dialog';
import { useLiveLog, type LiveLog } from './use_live_log';

function useLogState(id: string) {
  const search = useSearch({ from: '/app/integrations/$id' });
  const navigate = useNavigate();
  const state = parseLog(search);
  const change = (part: Partial<LogState>) =>
    void navigate({
      to: '/integrations/$id',
      params: { id },
      search: formatLog({ ...state, ...part }),
      resetScroll: false,
    });
  return { state, change };
}

/** What stands under the filters: how many, and whether the list follows. */
function Foot({ log }: { log: LiveLog }) {
  const { items, hasMore, waiting } = log;
  return (
    <div className={css.foot}>
      <span role="status">
        {exact(items.length)}{' '}
        {hasMore ? 'shown, older ones come as you scroll' : 'shown, that is all'}
      </span>
      {waiting > 0 ? (
        <Button variant="light" size="compact-sm" onClick={log.show}>
          Show{' '}
          {waiting === 1
            ? 'a new delivery'
            : `${log.manyMore ? 'over ' : ''}${exact(waiting)} new ones`}
        </Button>
      ) : (
        <span className={css.live}>
          <span className={css.pulse} aria-hidden="true" />
          New ones appear by themselves
        </span>
      )}
    </div>
  );
}

function Nothing({ state, change, curl }: { state: LogState; change: Change; curl: string }) {
  if (filtersOf(state).length > 0) {
    return (
      <StatePanel
        compact
        icon="filter"
        title="No delivery matches"
        action={
          <Button variant="default" onClick={() => change(kNoFilter)}>
            Show all deliveries
          </Button>
        }
      >
        <p>Set aside the filter by {filtersOf(state).join(', ')} to see the others.</p>
      </StatePanel>
    );
  }
  return (
    <div className={css.empty}>
      <StatePanel compact icon="link" title="No delivery yet">
        <p>
          The first one stands here within a second of its arrival.
          {curl && ' Send a test above, or run this from the Jira host:'}
        </p>
      </StatePanel>
      {curl && (
        <>
          <CurlLine curl={curl} />
          <Answers />
        </>
      )}
    </div>
  );
}

type Change = (part: Partial<LogState>) => void;

function Log({ connection, curl }: { connection: Connection; curl: string }) {
  const { state, change } = useLogState(connection.id);
  const log = useLiveLog(connection.id, askOf(state));
  const [replaying, setReplaying] = useState(false);
  const any = log.items.length > 0;
  return (
    <SettingCard
      title="Recent deliveries"
      lead="Everything that came to this server’s address for this Jira, with what became of it."
      side={
        <Button
          variant="default"
          leftSection={<Icon name="undo" />}
          onClick={() => setReplaying(true)}
        >
          Replay…
        </Button>
      }
    >
      <LogFilters state={state} events={log.events} onChange={change} />
      {log.pending && <Loading what="the deliveries" height={320} />}
      {log.error !== null && !any && <ErrorPanel error={log.error} onRetry={log.retry} />}
      {any && (
        <DeliveryTable connection={connection.id} log={log} state={state} onHold={log.hold} />
      )}
      {!log.pending && log.error === null && !any && <Nothing {...{ state, change, curl }} />}
      {any && <Foot log={log} />}
      <DeliveryDrawer
        delivery={state.delivery || null}
        connection={connection}
        onClose={() => change({ delivery: '' })}
      />
      <ReplayDialog
        connection={connection}
        state={state}
        opened={replaying}
        onClose={() => setReplaying(false)}
      />
    </SettingCard>
  );
}

/** The delivery log of a connection. Bodies hold contents of issues: not for everybody. */
export function DeliveryLog(props: { connection: Connection; curl: string }) {
  const me = useMe().data;
  if (!me) return null;
  if (me.user.role !== 'viewer') return <Log {...props} />;
  return (
    <SettingCard title="Recent deliveries">
      <NoRights title="Deliveries are not shown to viewers" who="a lead or an admin">
        They hold contents of issues as Jira sent them.
      </NoRights>
    </SettingCard>
  );
}
