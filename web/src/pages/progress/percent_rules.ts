import type { Phase, Progress } from '../../api/client';
import { formatDuration } from '../../lib/duration';
import { exact } from '../../lib/format';

/** What was shown last for a run; a newer answer may not show less (ux 2.4). */
export interface Peak {
  run: string;
  percent: number;
}

export function raisePeak(peak: Peak | null, run: string, percent: number): Peak {
  if (peak?.run === run && peak.percent >= percent) return peak;
  return { run, percent };
}

const kEnded: readonly Progress['state'][] = ['completed', 'completed_with_gaps'];

/** Whole percent: rounded down, and 100 only when the run has really ended. */
export function shownPercent(percent: number, state: Progress['state']): number {
  if (kEnded.includes(state)) return 100;
  return Math.max(0, Math.min(99, Math.floor(percent)));
}

export type Bar = { kind: 'counting' } | { kind: 'share'; percent: number };

/** A bar of a phase: indeterminate until the total is known. */
export function barOf(phase: Phase): Bar {
  if (kEnded.includes(phase.state)) return { kind: 'share', percent: 100 };
  if (phase.total === null) {
    return phase.state === 'queued' ? { kind: 'share', percent: 0 } : { kind: 'counting' };
  }
  if (phase.total === 0) return { kind: 'share', percent: 0 };
  return { kind: 'share', percent: Math.min(100, (phase.done / phase.total) * 100) };
}

export const kStateWords: Record<Progress['state'], string> = {
  queued: 'Queued',
  running: 'Running',
  waiting: 'Waiting',
  retrying: 'Retrying',
  completed: 'Completed',
  completed_with_gaps: 'Completed with gaps',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

export function isOver(state: Progress['state']): boolean {
  return kEnded.includes(state) || state === 'failed' || state === 'cancelled';
}

/** `18,400 of 42,900 issues`; counting says so. What is counted is always named. */
export function amountWords(phase: Pick<Phase, 'done' | 'total' | 'unit'>): string {
  const unit = phase.unit || 'items';
  if (phase.total === null) return phase.done > 0 ? `${exact(phase.done)} ${unit} · counting…` : '';
  if (phase.total === 0) return `no ${unit}`;
  return `${exact(phase.done)} of ${exact(phase.total)} ${unit}`;
}

/** Said after a minute without a sign of life. */
export function silenceWords(since: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(since)) / 1000));
  return `No answer from Jira for ${formatDuration(seconds)}; it is tried again by itself.`;
}
