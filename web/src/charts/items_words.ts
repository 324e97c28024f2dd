import type { ItemsSort } from '../api/metrics';

interface Columns {
  from: string | null;
  at: string | null;
  seconds: string | null;
}

/** The orders that a list offers: those of the columns it has. */
export function sortsOf(columns: Columns): { value: ItemsSort; label: string }[] {
  return [
    ...(columns.seconds
      ? ([
          { value: '-seconds', label: 'Longest first' },
          { value: 'seconds', label: 'Shortest first' },
        ] as const)
      : []),
    ...(columns.at
      ? ([
          { value: '-at', label: 'Newest first' },
          { value: 'at', label: 'Oldest first' },
        ] as const)
      : []),
    { value: 'key', label: 'By key' },
  ];
}
