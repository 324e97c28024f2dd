import type { LaneId } from './lanes';

export type RowId = LaneId | 'worklog' | 'links' | 'changes';

export interface LaneLayout {
  id: RowId;
  title: string;
  y: number;
  height: number;
}

export const kAxisTop = 36;

const kHeights: Record<RowId, number> = {
  status: 46,
  blocked: 34,
  assignee: 38,
  sprint: 38,
  worklog: 46,
  links: 36,
  changes: 44,
};

/** Places the lanes below the axis. */
export function layOut(rows: readonly { id: RowId; title: string }[]): {
  rows: LaneLayout[];
  height: number;
} {
  let y = kAxisTop;
  const placed = rows.map((row) => {
    const height = kHeights[row.id];
    y += height;
    return { ...row, y: y - height, height };
  });
  return { rows: placed, height: y };
}
