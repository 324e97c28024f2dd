import { Button } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useWrites, type WriteEntry } from '../../api/care';
import type { Badge } from '../../api/client';
import { useConnections } from '../../api/connections';
import { formatAgo, formatInstant, formatUtc, plural } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import table from '../../ui/data_table.module.css';
import { Icon } from '../../ui/icon';
import { LinkButton } from '../../ui/link_button';
import { NativeSelect } from '../../ui/native_select';
import { Card, Page } from '../../ui/page';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { ToneBadge } from '../../ui/tone';
import { writeKind, writeState } from './write_words';
import css from './writes.module.css';

function StateBadge({ state }: { state: WriteEntry['state'] }) {
  const { word, tone } = writeState(state);
  const badge: Badge = { code: 'connected', tone, text: word, line: '' };
  return <ToneBadge badge={badge} />;
}

function Row({ entry, now }: { entry: WriteEntry; now: number }) {
  return (
    <tr>
      <td>
        <time
          dateTime={entry.created}
          title={`${formatInstant(entry.created)} (${formatUtc(entry.created)})`}
        >
          {formatAgo(entry.created, now)}
        </time>
      </td>
      <td>
        <Link to="/integrations/$id" params={{ id: entry.connection }} className={css.where}>
          {entry.connection_name}
        </Link>
      </td>
      <td data-wide className={css.what}>
        <b>{writeKind(entry.kind)}</b>
        <p>{entry.summary}</p>
      </td>
      <td>
        <StateBadge state={entry.state} />
        {entry.state === 'unknown' && (
          <p className={css.note}>The answer was lost. It is looked up before it is repeated.</p>
        )}
      </td>
      <td data-num data-label="Tries">
        {entry.attempts}
      </td>
    </tr>
  );
}

function Entries({ entries }: { entries: WriteEntry[] }) {
  const now = useNow(10);
  return (
    <div className={table.scroll} tabIndex={0} role="group" aria-label="Writes">
      <table className={table.table}>
        <caption className="sr">Writes to Jira, newest first</caption>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Where</th>
            <th scope="col">What</th>
            <th scope="col">Result</th>
            <th scope="col" data-num>
              Tries
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Row key={entry.key} entry={entry} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Never({ named }: { named: string }) {
  return (
    <StatePanel icon="pencil" title={`Nothing was ever written${named && ` to ${named}`}`}>
      <p>
        Throughline reads. What it may write is chosen per connection under Access; each write then
        stands here, with what became of it.
      </p>
    </StatePanel>
  );
}

/** Every write that was ever made or is to be made in a Jira. */
export default function WritesPage() {
  const search = useSearch({ from: '/app/writes' });
  const navigate = useNavigate();
  const connection = search.connection ?? '';
  const writes = useWrites(connection);
  const connections = useConnections();
  const entries = writes.data?.pages.flatMap((page) => page.items) ?? [];
  const sites = (connections.data ?? []).filter((c) => c.flavour !== 'import');
  const named = sites.find((c) => c.id === connection)?.name ?? '';
  const options = [
    { value: '', label: 'All connections' },
    ...sites.map((c) => ({ value: c.id, label: c.name })),
    ...(connection && !named ? [{ value: connection, label: 'A connection that is gone' }] : []),
  ];
  return (
    <Page
      title="Writes"
      heading="Writes"
      lead="Everything Throughline ever wrote to a Jira, or is about to. Newest first, never cleared."
      medium
      above={
        <Link to="/integrations">
          <Icon name="back" size={12} /> Integrations
        </Link>
      }
      actions={
        <NativeSelect
          label="Connection"
          value={connection}
          options={options}
          onChange={(id) => void navigate({ to: '/writes', search: id ? { connection: id } : {} })}
        />
      }
    >
      <Card flush>
        {writes.isPending && <Loading what="writes" height={320} />}
        {writes.error && !writes.data && (
          <ErrorPanel error={writes.error} onRetry={() => void writes.refetch()} />
        )}
        {writes.data && entries.length === 0 && <Never named={named} />}
        {entries.length > 0 && <Entries entries={entries} />}
        {entries.length > 0 && (
          <div className={css.foot}>
            <span role="status">
              {plural(entries.length, 'write')}
              {writes.hasNextPage ? ' shown' : ', that is all'}
            </span>
            {writes.hasNextPage && (
              <Button
                variant="default"
                size="compact-sm"
                loading={writes.isFetchingNextPage}
                onClick={() => void writes.fetchNextPage()}
              >
                Show older
              </Button>
            )}
          </div>
        )}
      </Card>
      {sites.length === 0 && connections.data && entries.length === 0 && (
        <p>
          <LinkButton to="/integrations" variant="default">
            See the connections
          </LinkButton>
        </p>
      )}
    </Page>
  );
}
