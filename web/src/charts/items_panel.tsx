import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { itemsCsvUrl, useItems, type ItemsSort, type MetricQuery } from '../api/metrics';
import type { ItemsAnswer, ListItem } from '../api/flow_answers';
import { exact, formatInstant, formatUtc } from '../lib/format';
import { CategoryChip } from '../ui/category_chip';
import { Icon } from '../ui/icon';
import { Lozenge } from '../ui/lozenge';
import { NativeSelect } from '../ui/native_select';
import { SidePanel } from '../ui/side_panel';
import { ErrorPanel, Loading, StatePanel } from '../ui/state_panel';
import css from './items_panel.module.css';
import { formatMark, type MarkRef } from './mark_ref';
import { sortsOf } from './items_words';
import { formatBothIn, formatIn, kCalendar, workingScale, type TimeScale } from './unit';

function When({ word, at }: { word: string | null; at: string | null }) {
  if (!word || !at) return null;
  return (
    <span title={formatUtc(at)}>
      {word} {formatInstant(at)}
    </span>
  );
}

function Row({
  item,
  columns,
  scale,
}: {
  item: ListItem;
  columns: ItemsAnswer['columns'];
  scale: TimeScale;
}) {
  return (
    <li data-row data-key={item.key} data-connection={item.connection}>
      <Link
        to="/issues/$key"
        params={{ key: item.key }}
        search={{ connection: item.connection }}
        className={css.row}
      >
        <span className={css.head}>
          <code>{item.key}</code>
          <Lozenge status={item.status} />
          {item.seconds !== null && (
            <b className={css.seconds} title={formatBothIn(item.seconds, scale)}>
              <span className="sr">{columns.seconds} </span>
              {formatIn(item.seconds, scale)}
            </b>
          )}
        </span>
        <span className={css.summary}>{item.summary}</span>
        <span className={css.meta}>
          <CategoryChip type={item.type} category={item.category} />
          <span>{item.assignee ?? 'Nobody'}</span>
          <When word={columns.from} at={item.from} />
          <When word={columns.at} at={item.at} />
          {item.note && <span className={css.note}>{item.note}</span>}
        </span>
      </Link>
    </li>
  );
}

interface ListProps {
  mark: MarkRef;
  query: MetricQuery;
  scale: TimeScale;
}

function Tools({
  sort,
  onSort,
  first,
  mark,
  query,
}: {
  /** null: as the server orders, which is the first that is offered. */
  sort: ItemsSort | null;
  onSort: (sort: ItemsSort) => void;
  first: ItemsAnswer;
} & Omit<ListProps, 'scale'>) {
  return (
    <div className={css.tools}>
      <p className={css.total}>
        <b>{exact(first.total)}</b> {first.total === 1 ? 'issue' : 'issues'}
      </p>
      <NativeSelect
        label="Order"
        value={sort ?? sortsOf(first.columns)[0]?.value ?? 'key'}
        options={sortsOf(first.columns)}
        onChange={(value) => onSort(value as ItemsSort)}
      />
      <Button
        component="a"
        href={itemsCsvUrl(mark, query)}
        download
        variant="default"
        size="compact-md"
        leftSection={<Icon name="download" size={14} />}
      >
        CSV
      </Button>
    </div>
  );
}

function List({ mark, query, scale }: ListProps) {
  const [sort, setSort] = useState<ItemsSort | null>(null);
  const found = useItems(mark, query, sort);
  const first = found.data?.pages[0];
  if (found.isPending) return <Loading what="the issues" height={360} />;
  if (!first) return <ErrorPanel error={found.error} onRetry={() => void found.refetch()} />;
  const items = (found.data?.pages ?? []).flatMap((page) => page.items);
  return (
    <div className={css.panel} data-dim={found.isPlaceholderData || undefined}>
      <Tools {...{ sort, first, mark, query }} onSort={setSort} />
      {items.length === 0 && (
        <StatePanel compact icon="issues" title="No issue is behind this.">
          <p>It may have changed since the link was made.</p>
        </StatePanel>
      )}
      <ul className={css.list}>
        {items.map((item) => (
          <Row key={`${item.connection} ${item.id}`} {...{ item, scale }} columns={first.columns} />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button
          variant="default"
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          Show more ({exact(items.length)} of {exact(first.total)})
        </Button>
      )}
    </div>
  );
}

function Title({ mark, query }: { mark: MarkRef; query: MetricQuery }) {
  const found = useItems(mark, query, null);
  return <>{found.data?.pages[0]?.title ?? 'Issues'}</>;
}

interface Props {
  /** Null: closed. */
  mark: MarkRef | null;
  /** The page's question, as questionQuery() gives it. */
  query: MetricQuery;
  /** How seconds are read; by default as the question's unit. */
  scale?: TimeScale;
  onClose: () => void;
}

/** The list behind a number or a mark: sorted, as CSV, and from each row to its issue. */
export function ItemsPanel({ mark, query, scale, onClose }: Props) {
  // What closes keeps its words until it is gone.
  const [last, setLast] = useState(mark);
  if (mark && mark !== last) setLast(mark);
  const shown = mark ?? last;
  const read = scale ?? (query.unit === 'working' ? workingScale(null) : kCalendar);
  return (
    <SidePanel
      opened={mark !== null}
      onClose={onClose}
      title={shown && <Title mark={shown} query={query} />}
    >
      {shown && <List key={formatMark(shown)} mark={shown} {...{ query }} scale={read} />}
    </SidePanel>
  );
}
