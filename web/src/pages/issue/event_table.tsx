import { Button, TextInput } from '@mantine/core';
import { useRef, useState, type KeyboardEvent } from 'react';
import type { TimelineEntry } from '../../api/client';
import { formatDuration } from '../../lib/duration';
import { exact, formatInstant, formatUtc, plural } from '../../lib/format';
import { toggle } from '../../lib/list_codec';
import { Icon } from '../../ui/icon';
import { Card } from '../../ui/page';
import { StatePanel } from '../../ui/state_panel';
import { download } from '../issues/csv';
import { fieldWords, valueWords } from './event_words';
import { eventsCsv, findEvents, kindNames, type Kind } from './events';
import css from './issue.module.css';

const kPage = 200;

function Value({ field, value }: { field: string; value: string | null }) {
  if (value === null) return <span className="muted">none</span>;
  return <>{valueWords(field, value)}</>;
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
          <b>{fieldWords(item.name)}</b> <Value field={item.field} value={item.from} />
          <span aria-label="became"> → </span>
          <Value field={item.field} value={item.to} />
        </li>
      ))}
    </ul>
  );
}

interface RowProps {
  entry: TimelineEntry;
  current: boolean;
  onPlace: (at: number) => void;
}

function Row({ entry, current, onPlace }: RowProps) {
  const at = Date.parse(entry.started ?? entry.at);
  return (
    <tr data-current={current || undefined}>
      <td>
        <button
          type="button"
          className={css.place}
          title={`${formatUtc(entry.at)}. Show on the time axis`}
          onClick={() => onPlace(at)}
        >
          <time dateTime={entry.at}>{formatInstant(entry.at)}</time>
          <span className="sr">, show on the time axis</span>
        </button>
      </td>
      <td>
        <span className={css.kind} data-kind={entry.kind}>
          {kindNames[entry.kind].one}
        </span>
      </td>
      <td>{entry.actor?.name ?? <span className="muted">Unknown</span>}</td>
      <td>
        <What entry={entry} />
      </td>
    </tr>
  );
}

/** j, k and the arrows go from row to row. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('tbody button')];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  const next = stops[at < 0 ? 0 : at + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

interface HeadProps {
  timeline: readonly TimelineEntry[];
  hidden: Kind[];
  onHide: (hidden: Kind[]) => void;
  text: string;
  onText: (text: string) => void;
  onCsv: () => void;
}

function Head({ timeline, hidden, onHide, text, onText, onCsv }: HeadProps) {
  const kinds = (Object.keys(kindNames) as Kind[]).filter((k) =>
    timeline.some((e) => e.kind === k),
  );
  return (
    <div className={css.tableHead}>
      <h2>Events</h2>
      <div className={css.kinds} role="group" aria-label="Kinds shown">
        {kinds.map((kind) => (
          <button
            key={kind}
            type="button"
            aria-pressed={!hidden.includes(kind)}
            onClick={() => onHide(toggle(hidden, kind) as Kind[])}
          >
            {kindNames[kind].many}{' '}
            <span>{exact(timeline.filter((e) => e.kind === kind).length)}</span>
          </button>
        ))}
      </div>
      <span className={css.spring} />
      <TextInput
        className={css.find}
        type="search"
        size="xs"
        aria-label="Find in events"
        placeholder="Find in events"
        leftSection={<Icon name="search" size={13} />}
        value={text}
        onChange={(event) => onText(event.target.value)}
      />
      <Button
        variant="default"
        size="compact-md"
        leftSection={<Icon name="download" size={14} />}
        onClick={onCsv}
      >
        CSV
      </Button>
    </div>
  );
}

interface Props {
  name: string;
  timeline: TimelineEntry[];
  cursor: number | null;
  onPlace: (at: number) => void;
}

/** The same events as rows: the accessible twin of the picture. */
export function EventTable({ name, timeline, cursor, onPlace }: Props) {
  const [hidden, setHidden] = useState<Kind[]>([]);
  const [text, setText] = useState('');
  const [newest, setNewest] = useState(true);
  const [most, setMost] = useState(kPage);
  const region = useRef<HTMLDivElement>(null);
  const rows = findEvents(timeline, hidden, text);
  const ordered = newest ? rows.toReversed() : rows;
  return (
    <Card flush>
      <Head
        {...{ timeline, hidden, text }}
        onHide={setHidden}
        onText={setText}
        onCsv={() => download(`${name}-events.csv`, eventsCsv(ordered))}
      />
      {rows.length === 0 ? (
        <StatePanel compact title={text ? 'No event has these words' : 'No event of these kinds'} />
      ) : (
        <div
          ref={region}
          className={css.tableScroll}
          tabIndex={0}
          role="region"
          aria-label="Events"
          onKeyDown={moveFocus}
        >
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
              {ordered.slice(0, most).map((entry) => (
                <Row
                  key={`${entry.kind} ${entry.id} ${entry.at}`}
                  entry={entry}
                  current={cursor === Date.parse(entry.started ?? entry.at)}
                  onPlace={onPlace}
                />
              ))}
            </tbody>
          </table>
          {ordered.length > most && (
            <button type="button" className={css.moreRows} onClick={() => setMost(most + kPage)}>
              Show {exact(Math.min(kPage, ordered.length - most))} more of{' '}
              {exact(ordered.length - most)}
            </button>
          )}
        </div>
      )}
    </Card>
  );
}
