import type { Badge } from '../../api/client';
import type { WebhookCheck, WebhookCheckRow } from '../../api/deliveries';
import { plural } from '../../lib/format';

type Tone = Badge['tone'];

const kRows: Record<WebhookCheckRow['state'], { word: string; tone: Tone }> = {
  pending: { word: 'Not yet', tone: 'idle' },
  running: { word: 'Running', tone: 'running' },
  passed: { word: 'Passed', tone: 'ok' },
  warning: { word: 'Look at this', tone: 'warn' },
  failed: { word: 'Failed', tone: 'error' },
  skipped: { word: 'Left out', tone: 'idle' },
};

export function checkRowState(state: WebhookCheckRow['state']): { word: string; tone: Tone } {
  return kRows[state];
}

export const isUnderWay = (check: Pick<WebhookCheck, 'state'> | undefined): boolean =>
  check?.state === 'running' || check?.state === 'waiting';

/** `1 min 32 s`; never below nothing. */
export function leftWords(until: string, now: number): string {
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - now) / 1000));
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** One sentence over the rows: where it broke, or that it did not. */
export function checkWords(check: Pick<WebhookCheck, 'state' | 'rows' | 'issue_key'>): string {
  const failed = check.rows.find((row) => row.state === 'failed');
  const warnings = check.rows.filter((row) => row.state === 'warning').length;
  switch (check.state) {
    case 'none':
      return '';
    case 'running':
      return 'The way is being walked step by step.';
    case 'waiting':
      return check.issue_key
        ? `${check.issue_key} is changed; its event must come now.`
        : 'All is ready. Change any issue in Jira now, for example its labels.';
    case 'passed':
      return 'Events come through, from Jira to the facts here.';
    case 'warning':
      return warnings > 0
        ? `Events can come, but ${plural(warnings, 'thing')} ${warnings === 1 ? 'needs' : 'need'} a look.`
        : 'Events can come, but not all was seen.';
    case 'failed':
      return failed ? `It breaks at “${failed.title}”.` : 'It breaks on the way.';
  }
}

const kKey = /^[A-Z][A-Z0-9_]*-\d+$/;

/** What is wrong with a key that was typed; empty: nothing. */
export function keyProblem(text: string): string {
  if (text.trim() === '') return 'Name an issue, like PAY-120.';
  return kKey.test(text.trim().toUpperCase())
    ? ''
    : 'This is no issue key. One looks like PAY-120.';
}
