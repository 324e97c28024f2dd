import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import {
  useDeliveries,
  useNewestDeliveries,
  type Delivery,
  type DeliveryAsk,
  type DeliveryPage,
} from '../../api/deliveries';
import { mergeNewest } from './merge';

export interface LiveLog {
  items: Delivery[];
  events: readonly string[];
  /** Came while the list was held still. */
  waiting: number;
  /** More than one page of them came. */
  manyMore: boolean;
  hasMore: boolean;
  loadingMore: boolean;
  pending: boolean;
  dim: boolean;
  error: Error | null;
  more: () => void;
  show: () => void;
  retry: () => void;
  /** While held, nothing moves under the reader; what is new is counted. */
  hold: (held: boolean) => void;
}

/** The newest page as it was when the reader last let the list move. */
function useShown(newest: DeliveryPage | undefined, held: boolean, asked: string) {
  const [shown, setShown] = useState({ page: newest, asked });
  if ((!held || shown.asked !== asked) && (shown.page !== newest || shown.asked !== asked)) {
    setShown({ page: newest, asked });
  }
  return {
    page: shown.asked === asked ? shown.page : newest,
    catchUp: () => setShown({ page: newest, asked }),
  };
}

/** A log that grows at its head while it is read further down. */
export function useLiveLog(id: string, ask: DeliveryAsk): LiveLog {
  const queries = useQueryClient();
  const [held, setHeld] = useState(false);
  const older = useDeliveries(id, ask);
  const newest = useNewestDeliveries(id, ask, !older.isPending && !older.isPlaceholderData);
  const asked = JSON.stringify(ask);
  const { page, catchUp } = useShown(newest.data, held, asked);
  const read = older.data?.pages.flatMap((each) => each.items) ?? [];
  const under = page ? mergeNewest(read, page.items, page.next_cursor === null) : null;
  const items = under ? under.items : read;
  const ahead =
    newest.data && newest.data !== page ? mergeNewest(items, newest.data.items, false) : null;
  // More than a page came at once: what lies between is read anew, from the top.
  const gap = !held && under?.gap === true;
  const resetting = useRef(false);
  useEffect(() => {
    if (!gap || resetting.current) return;
    resetting.current = true;
    void queries
      .resetQueries({ queryKey: ['deliveries', id, ask] })
      .finally(() => (resetting.current = false));
  });
  return {
    items,
    events: newest.data?.events ?? older.data?.pages[0]?.events ?? [],
    waiting: ahead?.fresh ?? 0,
    manyMore: ahead?.gap ?? false,
    // While the former answer stands in, the query does not know yet whether that is all.
    hasMore: older.isPlaceholderData || older.hasNextPage,
    loadingMore: older.isFetchingNextPage,
    pending: older.isPending,
    dim: older.isPlaceholderData,
    error: older.error,
    more: () => {
      if (older.hasNextPage) void older.fetchNextPage();
    },
    show: catchUp,
    retry: () => void older.refetch(),
    hold: setHeld,
  };
}
