import { toX, type Domain } from '../../lib/time_axis';
import type { Tick, Work } from './lanes';

/** Ticks that would lie over each other, drawn as one with its count. */
export interface Cluster {
  x: number;
  ticks: Tick[];
}

const kTickPx = 11;
const kEdgePx = 12;

/** Joins ticks that are nearer than a tick's width; a cluster stands in its middle. */
export function clusterTicks(ticks: readonly Tick[], domain: Domain, width: number): Cluster[] {
  const found: (Cluster & { first: number })[] = [];
  for (const tick of ticks) {
    const x = toX(tick.at, domain, width);
    if (x < -kEdgePx || x > width + kEdgePx) continue;
    const last = found.at(-1);
    if (last && x - last.first < kTickPx) {
      last.ticks.push(tick);
      last.x = (last.first + x) / 2;
    } else found.push({ x, first: x, ticks: [tick] });
  }
  return found.map(({ x, ticks: joined }) => ({ x, ticks: joined }));
}

/** A bar of logged time: where it stands and how high it is. */
export interface WorkBar {
  x: number;
  width: number;
  seconds: number;
  works: Work[];
}

const kBarPx = 5;

/** Worklogs as bars at least a few pixels wide; what falls into one bar is added up. */
export function workBars(works: readonly Work[], domain: Domain, width: number): WorkBar[] {
  const bars: WorkBar[] = [];
  for (const work of works) {
    const x = toX(work.at, domain, width);
    const size = Math.max(kBarPx, toX(work.to, domain, width) - x);
    if (x + size < 0 || x > width) continue;
    const last = bars.at(-1);
    if (last && x < last.x + kBarPx) {
      last.seconds += work.seconds;
      last.works.push(work);
      last.width = Math.max(last.width, x + size - last.x);
    } else bars.push({ x, width: size, seconds: work.seconds, works: [work] });
  }
  return bars;
}

/** The top of the lane: a round number of hours that the highest bar stays below. */
export function workScale(bars: readonly WorkBar[]): number {
  const most = bars.reduce((max, bar) => Math.max(max, bar.seconds), 0);
  const steps = [1, 2, 4, 8, 12, 16, 24, 40, 80, 160, 400, 1000];
  return (steps.find((hours) => hours * 3600 >= most) ?? Math.ceil(most / 3600)) * 3600;
}
