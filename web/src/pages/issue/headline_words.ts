import type { Issue } from '../../api/client';
import { formatDuration } from '../../lib/duration';

type Cycle = Issue['cycle'];
type Similar = Issue['similar'];

/** The figure that stands for the issue: how long it took, how old it is, or why neither. */
export function headlineOf(cycle: Cycle): { name: string; seconds: number | null; none: string } {
  if (cycle.seconds !== null) return { name: 'Cycle time', seconds: cycle.seconds, none: '' };
  if (cycle.age_seconds !== null) return { name: 'Age', seconds: cycle.age_seconds, none: '' };
  const none = cycle.exclusion ? 'Not counted' : 'Not started';
  return { name: 'Cycle time', seconds: null, none };
}

/** `Older than 91 % of similar (n 212)`; what is finished took longer, not is older. */
export function rankWords(cycle: Cycle, similar: Similar): string {
  if (similar.rank_percent === null) {
    return similar.n > 0 ? `Too few similar to compare (n ${similar.n})` : '';
  }
  const verb = cycle.finished === null ? 'Older' : 'Longer';
  return `${verb} than ${Math.round(similar.rank_percent)} % of similar (n ${similar.n})`;
}

export interface Scale {
  /** Percent of the track's width. */
  p50: number;
  p85: number;
  at: number;
  words: string;
}

const kRoom = 1.35;

/** Places on a track that ends a third above p85, or at this issue if that is farther. */
export function similarScale(similar: Similar, own: number): Scale | null {
  const { p50_seconds: p50, p85_seconds: p85 } = similar;
  if (p50 === null || p85 === null || p85 <= 0) return null;
  const end = Math.max(p85 * kRoom, own * 1.02);
  const share = (seconds: number) => Math.round((seconds / end) * 1000) / 10;
  const words = `p50 ${formatDuration(p50)}, p85 ${formatDuration(p85)}: ${similar.basis}`;
  return { p50: share(p50), p85: share(p85), at: share(own), words };
}
