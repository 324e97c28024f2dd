import { Link } from '@tanstack/react-router';
import type { Delivery } from '../../api/deliveries';
import type { Badge } from '../../api/client';
import { exact, formatAgo, formatClock, formatInstant, formatUtc } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { Icon } from '../../ui/icon';
import { ToneBadge } from '../../ui/tone';
import { VirtualTable, type VirtualColumn } from '../../ui/virtual_table';
import css from './deliveries.module.css';
import { formatLog, type LogState } from './delivery_state';
import { eventWords, resultOf, tookWords, tryWords } from './delivery_words';
import type { LiveLog } from './use_live_log';

export function ResultBadge({ delivery }: { delivery: Pick<Delivery, 'result'> }) {
  const { word, tone } = resultOf(delivery);
  const badge: Badge = { code: 'connected', tone, text: word, line: '' };
  return <ToneBadge badge={badge} />;
}

/** In the list what went well is quiet, so that the rest stands out. */
function Result({ delivery }: { delivery: Delivery }) {
  if (delivery.result !== 'accepted') return <ResultBadge delivery={delivery} />;
  return (
    <span className={css.well}>
      <Icon name="check" size={13} />
      {resultOf(delivery).word}
    </span>
  );
}

interface Props {
  connection: string;
  log: LiveLog;
  state: LogState;
  onHold: (held: boolean) => void;
}

function When({ at }: { at: string }) {
  const now = useNow(10);
  return (
    <time dateTime={at} title={`${formatInstant(at)} (${formatUtc(at)})`}>
      {formatAgo(at, now)}
      <span className={css.clock}> {formatClock(at)}</span>
    </time>
  );
}

function Repeats({ delivery }: { delivery: Delivery }) {
  const { repeats, replays } = delivery;
  if (repeats === 0 && replays === 0) return <span className={css.none}>–</span>;
  return (
    <>
      {repeats > 0 && `came ${exact(repeats + 1)}×`}
      {repeats > 0 && replays > 0 && ', '}
      {replays > 0 && `replayed ${exact(replays)}×`}
    </>
  );
}

function columnsOf({ connection, state }: Props): VirtualColumn<Delivery>[] {
  return [
    {
      id: 'time',
      head: 'Received',
      width: 'minmax(164px, 1.1fr)',
      cell: (row, stop) => (
        <Link
          to="/integrations/$id"
          params={{ id: connection }}
          search={formatLog({ ...state, delivery: row.id }) as never}
          resetScroll={false}
          tabIndex={stop}
          className={css.open}
        >
          <When at={row.received} />
        </Link>
      ),
    },
    {
      id: 'event',
      head: 'Event',
      width: 'minmax(124px, 1.2fr)',
      cell: (row) => <span title={row.event}>{eventWords(row.event)}</span>,
    },
    {
      id: 'issue',
      head: 'Issue',
      width: 'minmax(84px, 0.7fr)',
      cell: (row) =>
        row.issue_key ? <code>{row.issue_key}</code> : <span className={css.none}>–</span>,
    },
    {
      id: 'result',
      head: 'Result',
      width: '112px',
      cell: (row) => <Result delivery={row} />,
    },
    {
      id: 'detail',
      head: 'Repeats',
      width: 'minmax(92px, 0.8fr)',
      cell: (row) => <Repeats delivery={row} />,
    },
    {
      id: 'try',
      head: 'Try',
      width: '60px',
      right: true,
      cell: (row) => <span title="Which try of Jira brought it">{tryWords(row.attempt)}</span>,
    },
    {
      id: 'took',
      head: 'Took',
      width: '84px',
      right: true,
      cell: (row) => tookWords(row.took_ms),
    },
  ];
}

const kTones: Partial<Record<Delivery['result'], string>> = { failed: 'error', rejected: 'warn' };

/** The log itself: newest first, any length. */
export function DeliveryTable(props: Props) {
  const { log, state } = props;
  return (
    <div className={css.table} data-dim={log.dim || undefined}>
      <VirtualTable
        label="Deliveries, newest first"
        columns={columnsOf(props)}
        rows={log.items}
        keyOf={(row) => row.id}
        total={log.hasMore ? -1 : log.items.length}
        height={40}
        cardHeight={68}
        className={css.cards}
        current={state.delivery}
        toneOf={(row) => kTones[row.result]}
        hasMore={log.hasMore}
        loadingMore={log.loadingMore}
        onMore={log.more}
        onHold={props.onHold}
      />
    </div>
  );
}
