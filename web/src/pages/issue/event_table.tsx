import { useState } from 'react';
import type { TimelineEntry } from '../../api/client';
import { formatDuration } from '../../lib/duration';
import { formatInstant, formatUtc, plural } from '../../lib/format';
import { Card } from '../../ui/page';
import { StatePanel } from '../../ui/state_panel';
import { fieldWords, valueWords } from './event_words';
import css from './issue.module.css';

type Kind = TimelineEntry['kind'];

const kWords: Record<Kind, string> = {
  created: 'Created',
  change: 'Changes',
  worklog: 'Worklogs',
  comment: 'Comments',
  deleted: 'Deleted',
};

const kOne: Record<Kind, string> = {
  created: 'Created',
  change: 'Change',
  worklog: 'Worklog',
  comment: 'Comment',
  deleted: 'Deleted',
};

function shown(field: string, value: string | null): string | null {
  return value === null ? null : valueWords(field, value);
}

function What({ entry }: { entry: TimelineEntry }) {
  if (entry.kind === 'worklog') {
    return (
      <>
        {formatDuration(entry.seconds ?? 0)}
        {entry.started && <span className="muted"> from {formatInstant(entry.started)}</span>}
      </>
    );
  }
  if (entry.items.length === 0) return <span className="muted">–</span>;
  return (
    <ul>
      {entry.items.map((item, i) => (
        <li key={`${item.field} ${i}`}>
          <b>{fieldWords(item.name)}</b>{' '}
          {shown(item.field, item.from) ?? <span className="muted">none</span>}
          <span aria-label="became"> → </span>
          {shown(item.field, item.to) ?? <span className="muted">none</span>}
        </li>
      ))}
    </ul>
  );
}

/** The same events as rows: the accessible twin of the picture. */
export function EventTable({ timeline }: { timeline: TimelineEntry[] }) {
  const [hidden, setHidden] = useState<Kind[]>([]);
  const [newest, setNewest] = useState(true);
  const kinds = (Object.keys(kWords) as Kind[]).filter((k) => timeline.some((e) => e.kind === k));
  const rows = timeline.filter((e) => !hidden.includes(e.kind));
  const ordered = newest ? rows.toReversed() : rows;
  const flip = (kind: Kind) =>
    setHidden(hidden.includes(kind) ? hidden.filter((k) => k !== kind) : [...hidden, kind]);
  return (
    <Card flush>
      <div className={css.tableHead}>
        <h2>Events</h2>
        <div className={css.kinds} role="group" aria-label="Kinds shown">
          {kinds.map((kind) => (
            <button
              key={kind}
              type="button"
              aria-pressed={!hidden.includes(kind)}
              onClick={() => flip(kind)}
            >
              {kWords[kind]} <span>{timeline.filter((e) => e.kind === kind).length}</span>
            </button>
          ))}
        </div>
      </div>
      {rows.length === 0 ? (
        <StatePanel compact title="No event of these kinds" />
      ) : (
        <div className={css.tableScroll} tabIndex={0} role="region" aria-label="Events">
          <table className={css.table}>
            <caption className="sr">{plural(rows.length, 'event')}</caption>
            <thead>
              <tr>
                <th scope="col" aria-sort={newest ? 'descending' : 'ascending'}>
                  <button type="button" onClick={() => setNewest(!newest)}>
                    When <span aria-hidden="true">{newest ? '↓' : '↑'}</span>
                  </button>
                </th>
                <th scope="col">Kind</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
              </tr>
            </thead>
            <tbody>
              {ordered.map((entry) => (
                <tr key={`${entry.kind} ${entry.id} ${entry.at}`}>
                  <td>
                    <time dateTime={entry.at} title={formatUtc(entry.at)}>
                      {formatInstant(entry.at)}
                    </time>
                  </td>
                  <td>{kOne[entry.kind]}</td>
                  <td>{entry.actor?.name ?? <span className="muted">Unknown</span>}</td>
                  <td>
                    <What entry={entry} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
