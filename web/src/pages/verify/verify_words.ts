import type { VerifyReport, VerifyRow, VerifySample } from '../../api/connect';
import { plural } from '../../lib/format';
import type { IconName } from '../../ui/icon';

export const kRowWords: Record<VerifyRow['state'], { icon: IconName; word: string }> = {
  passed: { icon: 'check', word: 'Passed' },
  warning: { icon: 'alert', word: 'Look at this' },
  failed: { icon: 'cross', word: 'Differs' },
  pending: { icon: 'clock', word: 'Not yet' },
  not_connected: { icon: 'minus', word: 'Not connected' },
};

export interface Verdict {
  tone: 'good' | 'warn' | 'bad' | 'wait';
  title: string;
  text: string;
}

function sampleText(samples: readonly VerifySample[]): string {
  if (samples.length === 0) return 'There is no issue to compare yet.';
  const equal = samples.filter((sample) => sample.equal).length;
  return `${equal} of ${plural(samples.length, 'compared issue')} ${samples.length === 1 ? 'has' : 'have'} the status that Jira shows now.`;
}

/** The whole in a title and a sentence: the worst row decides. */
export function verdictOf({ rows, samples }: Pick<VerifyReport, 'rows' | 'samples'>): Verdict {
  const text = sampleText(samples);
  const has = (state: VerifyRow['state']) => rows.some((row) => row.state === state);
  if (has('failed')) return { tone: 'bad', title: 'Something differs from Jira', text };
  const pending = rows.filter((row) => row.state === 'pending');
  if (pending.some((row) => row.id !== 'webhooks'))
    return { tone: 'wait', title: 'Still filling: not everything can be said yet', text };
  if (pending.length > 0)
    return { tone: 'wait', title: 'It agrees with Jira; no webhook has come yet', text };
  if (has('warning')) return { tone: 'warn', title: 'It agrees with Jira, with a remark', text };
  return { tone: 'good', title: 'What is here agrees with Jira', text };
}

/** Not here or not there is no contradiction: it is only not seen. */
export type SampleState = 'equal' | 'unseen' | 'differs';

export function sampleState({ equal, here, there }: VerifySample): SampleState {
  if (equal) return 'equal';
  return here && there ? 'differs' : 'unseen';
}

/** What one compared issue says. */
export function sampleWords(sample: VerifySample): string {
  if (sample.equal) return 'Equal';
  if (!sample.here) return 'Not here yet';
  if (!sample.there) return 'Not visible in Jira';
  return 'Differs';
}

const kOrder: readonly SampleState[] = ['differs', 'unseen', 'equal'];

/** Differences first; the server's order within. */
export function differencesFirst(samples: readonly VerifySample[]): VerifySample[] {
  const rank = (sample: VerifySample) => kOrder.indexOf(sampleState(sample));
  return [...samples].sort((a, b) => rank(a) - rank(b));
}
