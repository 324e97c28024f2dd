import { boxOf, type Box, type Layout } from './layout';
import type { ChartModel, Mark } from './model';

const kCell = 40;
const kReach = 9;

type Find = (px: number, py: number) => number | null;

function inside(box: Box, px: number, py: number): boolean {
  return (
    px >= box.left && px <= box.left + box.width && py >= box.top && py <= box.top + box.height
  );
}

/** The mark whose column holds `px`, anywhere within the plot. */
function byColumn(boxes: Box[], layout: Layout): Find {
  const { plot } = layout;
  return (px, py) => {
    if (!inside(plot, px, py) || boxes.length === 0) return null;
    let best = 0;
    let least = Infinity;
    boxes.forEach((box, i) => {
      const gap = Math.max(box.left - px, px - box.left - box.width, 0);
      if (gap < least) [best, least] = [i, gap];
    });
    return best;
  };
}

function distance(box: Box, px: number, py: number): number {
  return Math.hypot(px - box.left - box.width / 2, py - box.top - box.height / 2);
}

/** The nearest dot within reach, else the topmost box that holds the point. */
function best(marks: readonly Mark[], boxes: Box[], near: number[], px: number, py: number) {
  let found: number | null = null;
  let least = Infinity;
  for (const i of near) {
    const box = boxes[i];
    const mark = marks[i];
    if (!box || !mark) continue;
    if (mark.shape === 'dot') {
      const gap = distance(box, px, py);
      if (gap <= Math.max(box.width / 2, kReach) && gap < least) [found, least] = [i, gap];
    } else if (least === Infinity && inside(box, px, py)) found = i;
  }
  return found;
}

/** Finds the mark under a point; made once per layout, asked at every move of the pointer. */
export function makeHit(model: ChartModel, layout: Layout): Find {
  const boxes = model.marks.map((mark) => boxOf(mark, layout));
  if (model.hit === 'column') return byColumn(boxes, layout);
  const columns = Math.ceil(layout.width / kCell) + 1;
  const cells = new Map<number, number[]>();
  boxes.forEach((box, i) => {
    const x1 = Math.floor((box.left + box.width + kReach) / kCell);
    const y1 = Math.floor((box.top + box.height + kReach) / kCell);
    for (let cx = Math.floor((box.left - kReach) / kCell); cx <= x1; cx++) {
      for (let cy = Math.floor((box.top - kReach) / kCell); cy <= y1; cy++) {
        const id = cy * columns + cx;
        const list = cells.get(id);
        if (list) list.push(i);
        else cells.set(id, [i]);
      }
    }
  });
  return (px, py) => {
    const near = cells.get(Math.floor(py / kCell) * columns + Math.floor(px / kCell));
    return near ? best(model.marks, boxes, near, px, py) : null;
  };
}

/** Where an arrow key leads from a mark; null: it is no key of a chart. */
export function stepTo(marks: readonly Mark[], at: number | null, key: string): number | null {
  const last = marks.length - 1;
  if (last < 0) return null;
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key === 'ArrowRight') return at === null ? 0 : Math.min(last, at + 1);
  if (key === 'ArrowLeft') return at === null ? last : Math.max(0, at - 1);
  if (key === 'PageDown') return Math.min(last, (at ?? 0) + 10);
  if (key === 'PageUp') return Math.max(0, (at ?? 0) - 10);
  if (key === 'ArrowUp' || key === 'ArrowDown') return otherRow(marks, at, key === 'ArrowUp');
  return null;
}

/** The mark nearest in x in the next row up (higher row) or down. */
function otherRow(marks: readonly Mark[], at: number | null, up: boolean): number {
  const here = at === null ? undefined : marks[at];
  if (at === null || !here) return 0;
  if (here.row === undefined) return up ? Math.min(marks.length - 1, at + 1) : Math.max(0, at - 1);
  const from = here.row;
  const rows = marks.map((m) => m.row ?? 0).filter((r) => (up ? r > from : r < from));
  if (rows.length === 0) return at;
  const wanted = up ? Math.min(...rows) : Math.max(...rows);
  let found = at;
  let least = Infinity;
  marks.forEach((mark, i) => {
    const gap = Math.abs(mark.x0 + mark.x1 - here.x0 - here.x1);
    if (mark.row === wanted && gap < least) [found, least] = [i, gap];
  });
  return found;
}
