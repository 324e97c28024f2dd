import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useHistory, type SyncEntry } from '../../api/care';
import type { Badge, Connection } from '../../api/client';
import { formatAgo, formatInstant } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { Icon, type IconName } from '../../ui/icon';
import { ErrorNote } from '../../ui/state_panel';
import { itemWords, kindWords, stateOf, summary } from './history_words';
import over from './overview.module.css';

const kShown = 10;

const kIcons: Record<Badge['tone'], IconName> = {
  ok: 'check',
  running: 'sync',
  warn: 'alert',
  error: 'cross',
  idle: 'minus',
};

function tickWords(entry: SyncEntry, now: number): string {
  const { word } = stateOf(entry.state);
  const what = entry.detail || itemWords(entry);
  return `${kindWords(entry.kind)} ${formatAgo(entry.started, now)}: ${word}. ${what}`;
}

function Tick({ entry, now }: { entry: SyncEntry; now: number }) {
  const { tone } = stateOf(entry.state);
  const words = tickWords(entry, now);
  return (
    <li>
      <Tooltip label={words} multiline maw={300}>
        <span
          className={over.tick}
          data-tone={tone}
          tabIndex={0}
          role="img"
          aria-label={`${words} (${formatInstant(entry.started)})`}
        >
          <Icon name={kIcons[tone]} size={12} />
        </span>
      </Tooltip>
    </li>
  );
}

/** The last ten runs and polls, oldest first as one reads time, and one sentence over them. */
export function SyncTicks({ connection }: { connection: Connection }) {
  const history = useHistory(connection);
  const now = useNow(10);
  const last = (history.data ?? []).slice(0, kShown);
  return (
    <div className={over.ticks}>
      <div className={over.ticksHead}>
        <h2 className={over.small}>Last {last.length > 1 ? `${last.length} ` : ''}syncs</h2>
        <Link
          to="/integrations/$id"
          params={{ id: connection.id }}
          search={{ tab: 'history' }}
          className={over.quietLink}
        >
          Sync history
        </Link>
      </div>
      {history.error && !history.data && <ErrorNote error={history.error} />}
      {last.length > 0 && (
        <ol className={over.tickRow} aria-label="Last syncs, oldest first">
          {[...last].reverse().map((entry) => (
            <Tick key={`${entry.kind} ${entry.id}`} entry={entry} now={now} />
          ))}
        </ol>
      )}
      {history.data && <p className="muted">{summary(last)}</p>}
    </div>
  );
}
