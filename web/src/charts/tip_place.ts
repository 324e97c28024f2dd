import type { Box } from './layout';

interface Asked {
  /** Of the mark. */
  box: Box;
  /** Of the plot. */
  width: number;
  height: number;
  /** The mark is a column from top to bottom. */
  column: boolean;
}

/** Pixels, as inline style. */
export interface TipPlace {
  top?: number;
  bottom?: number;
  left?: number;
  right?: number;
  width?: 'auto';
  maxWidth?: number | 'none';
}

const kGap = 6;
const kWidest = 300;
/** Beside a mark it needs at least this much to be read. */
const kNarrowest = 210;

/**
 * Where the words about a mark stand, never outside of the plot: beside it where there is room,
 * else (on a phone) over the whole width, above or below it.
 */
export function tipPlace({ box, width, height, column }: Asked): TipPlace {
  const left = box.left + box.width / 2 > width / 2;
  const middle = column ? 24 : box.top + box.height / 2;
  const low = middle > height / 2;
  const room = (left ? box.left : width - box.left - box.width) - kGap;
  if (room < kNarrowest) {
    const across = { left: 0, right: 0, width: 'auto', maxWidth: 'none' } as const;
    if (column) return { ...across, top: 8 };
    return low
      ? { ...across, bottom: height - box.top + kGap }
      : { ...across, top: box.top + box.height + kGap };
  }
  return {
    ...(low ? { bottom: Math.max(0, height - middle - 16) } : { top: Math.max(0, middle - 16) }),
    ...(left ? { right: width - box.left + kGap } : { left: box.left + box.width + kGap }),
    maxWidth: Math.min(kWidest, room),
  };
}
