import { Button } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useHistory, type SyncEntry } from '../../api/care';
import type { Badge, Connection } from '../../api/client';
import { exact, formatAgo, formatInstant, formatUtc } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import table from '../../ui/data_table.module.css';
import { FilterChip } from '../../ui/filter_chip';
import { SettingCard } from '../../ui/setting';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { ToneBadge } from '../../ui/tone';
import {
  formatHistory,
  itemWords,
  kindChoices,
  kindWords,
  lasted,
  lastedWords,
  matches,
  parseHistory,
  stateChoices,
  stateOf,
} from './history_words';
import css from './integrations.module.css';

const kFirst = 50;

function StateBadge({ state }: { state: string }) {
  const { word, tone } = stateOf(state);
  const badge: Badge = { code: 'connected', tone, text: word, line: '' };
  return <ToneBadge badge={badge} />;
}

function EntryRow({ entry, now }: { entry: SyncEntry; now: number }) {
  const quiet = entry.state === 'completed' && entry.items === 0;
  return (
    <tr data-quiet={quiet || undefined}>
      <td>
        <time
          dateTime={entry.started}
          title={`${formatInstant(entry.started)} (${formatUtc(entry.started)})`}
        >
          {formatAgo(entry.started, now)}
        </time>
      </td>
      <td>{kindWords(entry.kind)}</td>
      <td>
        <StateBadge state={entry.state} />
      </td>
      <td data-wide className={css.came}>
        {itemWords(entry)}
        {entry.detail && <p data-bad={entry.state === 'failed' || undefined}>{entry.detail}</p>}
      </td>
      <td data-num data-label="Requests">
        {exact(entry.requests)}
      </td>
      <td data-num data-label="Took">
        {lastedWords(lasted(entry))}
      </td>
    </tr>
  );
}

function Entries({ entries }: { entries: SyncEntry[] }) {
  const now = useNow(10);
  const [shown, setShown] = useState(kFirst);
  return (
    <>
      <div className={table.scroll} tabIndex={0} role="group" aria-label="Sync history">
        <table className={table.table}>
          <caption className="sr">Runs and polls, newest first</caption>
          <thead>
            <tr>
              <th scope="col">Started</th>
              <th scope="col">What</th>
              <th scope="col">Result</th>
              <th scope="col">Came</th>
              <th scope="col" data-num>
                Requests
              </th>
              <th scope="col" data-num>
                Took
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.slice(0, shown).map((entry) => (
              <EntryRow key={`${entry.kind} ${entry.id}`} entry={entry} now={now} />
            ))}
          </tbody>
        </table>
      </div>
      {entries.length > shown && (
        <div className={css.more}>
          <Button variant="subtle" onClick={() => setShown(shown + kFirst)}>
            Show more ({shown} of {entries.length})
          </Button>
        </div>
      )}
    </>
  );
}

/** Backfills, polls and imports, newest first, failures with their cause. */
export function HistoryTab({ connection }: { connection: Connection }) {
  const history = useHistory(connection);
  const search = useSearch({ from: '/app/integrations/$id' });
  const navigate = useNavigate();
  const filter = parseHistory(search);
  const change = (part: Partial<typeof filter>) =>
    void navigate({
      to: '/integrations/$id',
      params: { id: connection.id },
      search: formatHistory({ ...filter, ...part }),
      resetScroll: false,
    });
  const all = history.data ?? [];
  const found = all.filter((entry) => matches(entry, filter));
  return (
    <SettingCard
      title="Sync history"
      lead="Every backfill, poll and import, newest first. What a failed one missed is brought by the next."
    >
      <div className={css.filters}>
        <FilterChip
          label="What"
          choices={kindChoices}
          chosen={filter.kinds}
          onChange={(kinds) => change({ kinds })}
        />
        <FilterChip
          label="Result"
          choices={stateChoices}
          chosen={filter.states}
          onChange={(states) => change({ states })}
        />
        {history.data && (
          <span className="muted small" role="status">
            {exact(found.length)} of {exact(all.length)}
          </span>
        )}
      </div>
      {history.isPending && <Loading what="the history" height={320} />}
      {history.error && !history.data && (
        <ErrorPanel error={history.error} onRetry={() => void history.refetch()} />
      )}
      {history.data && all.length === 0 && (
        <StatePanel icon="clock" title="Nothing has been synced yet">
          <p>The first run stands here as soon as it has begun.</p>
        </StatePanel>
      )}
      {all.length > 0 && found.length === 0 && (
        <StatePanel
          compact
          title="Nothing of this kind"
          action={
            <Button variant="default" onClick={() => change({ kinds: [], states: [] })}>
              Show all
            </Button>
          }
        />
      )}
      {found.length > 0 && <Entries entries={found} />}
    </SettingCard>
  );
}
