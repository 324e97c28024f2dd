import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';

const kAhead = 30;
const kOverscan = 8;

interface Options {
  scroller: RefObject<HTMLElement | null>;
  count: number;
  height: number;
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
}

export interface Place {
  index: number;
  /** Empty height before it. */
  before: number;
}

/** The rows to draw, the one that the keys are at, and loading as the end comes near. */
export function useRows(options: Options) {
  const { scroller, count, height, hasMore, loadingMore, onMore } = options;
  const [active, setActive] = useState(0);
  const wanted = useRef(false);
  const [, setMoves] = useState(0);
  const at = Math.min(active, Math.max(0, count - 1));
  // The row with the focus stays in the page however far one scrolls.
  const rangeExtractor = useCallback(
    (range: Range) => {
      const found = defaultRangeExtractor(range);
      return found.includes(at) || count === 0 ? found : [...found, at].sort((a, b) => a - b);
    },
    [at, count],
  );
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is compiled
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: kOverscan,
    rangeExtractor,
  });
  useEffect(() => virtual.measure(), [height, virtual]);
  const items = virtual.getVirtualItems();
  let end = 0;
  const places: Place[] = items.map((item) => {
    const before = item.start - end;
    end = item.end;
    return { index: item.index, before };
  });
  const last = virtual.range?.endIndex ?? 0;
  const nearEnd = last >= count - kAhead;
  useEffect(() => {
    if (nearEnd && hasMore && !loadingMore) onMore();
  }, [nearEnd, hasMore, loadingMore, onMore]);
  useEffect(() => {
    if (!wanted.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${at}"] a`);
    if (!row) return;
    wanted.current = false;
    row.focus({ preventScroll: true });
  });
  const go = (index: number) => {
    const next = Math.min(count - 1, Math.max(0, index));
    wanted.current = true;
    setActive(next);
    // Also when it is the same row: the focus may be elsewhere.
    setMoves((moves) => moves + 1);
    virtual.scrollToIndex(next);
  };
  return { places, after: virtual.getTotalSize() - end, active: at, setActive, go };
}
