import { useFlowMetric } from '../../api/metrics';
import type { Flow } from './flow_context';

/** More than these the server counts in cells. */
export const kMostPoints = 20_000;

/** What the cycle-time charts ask; one answer serves all of them. */
export function cycleExtra(flow: Pick<Flow, 'page'>) {
  return { points: kMostPoints, measure: flow.page.measure };
}

export function useCycle(flow: Pick<Flow, 'page' | 'query'>) {
  return useFlowMetric('cycle-time', { ...flow.query, ...cycleExtra(flow) });
}

export type CycleQuery = ReturnType<typeof useCycle>;
