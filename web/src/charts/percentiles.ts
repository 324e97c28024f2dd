import type { Percentile } from '../api/client';
import type { Dash, Rule } from './model';
import { formatIn, toUnits, type TimeScale } from './unit';

export const kDashOf: Record<number, Dash> = {
  50: 'solid',
  70: 'dotted',
  85: 'dashed',
  95: 'dotted',
};

/** Rules of p50, p85 and p95; one without enough values is absent and its note is said instead. */
export function rulesOf(
  percentiles: readonly Percentile[],
  axis: 'x' | 'y',
  scale: TimeScale,
  strong: number,
): Rule[] {
  return percentiles.flatMap(({ p, seconds }) => {
    const wanted = p === 50 || p === 85 || p === 95 || p === strong;
    if (!wanted || seconds === null) return [];
    return [
      {
        axis,
        at: toUnits(seconds, scale),
        label: `p${p} ${formatIn(seconds, scale)}`,
        dash: kDashOf[p] ?? 'solid',
        strong: p === strong,
      },
    ];
  });
}

/** Why a rule is not drawn. */
export function missingRules(percentiles: readonly Percentile[], n: number): string[] {
  return percentiles
    .filter(({ p, seconds }) => seconds === null && p !== 70)
    .map(({ p, note }) => `p${p}: ${note || `too few (n ${n})`}`);
}

export function secondsOf(percentiles: readonly Percentile[], p: number): number | null {
  return percentiles.find((one) => one.p === p)?.seconds ?? null;
}
