import type { Paint } from '../../../charts/model';
import { capitalise } from '../../../lib/format';

const kPaint: Record<string, Paint> = {
  done: 'band-done',
  review: 'band-review',
  blocked: 'band-blocked',
  active: 'band-active',
  queue: 'band-queue',
  cancelled: 'band-cancelled',
};

/** The same colour for a stage here and on the time line of an issue. */
export function stagePaint(stage: string): Paint {
  return kPaint[stage] ?? 'band-queue';
}

export function stageName(stage: string): string {
  return stage === 'active' ? 'Active work' : capitalise(stage);
}
