import { formatEta } from '../../lib/duration';
import { exact } from '../../lib/format';

/** Issues a minute with their history: what a site gives on a bad and on a good day. */
const kSlowest = 700;
const kFastest = 4000;
/** Requests for a thousand issues with their history. */
const kRequestsPerThousand = 40;

/** Seconds that a first sync takes, from and to. */
export function estimateSeconds(issues: number, requestsPerMinute: number): [number, number] {
  const fast = (issues / kFastest) * 60;
  const slow = (issues / kSlowest) * 60;
  if (requestsPerMinute <= 0) return [Math.ceil(fast), Math.ceil(slow)];
  const capped = ((issues / 1000) * kRequestsPerThousand * 60) / requestsPerMinute;
  return [Math.ceil(Math.max(fast, capped)), Math.ceil(Math.max(slow, capped * 1.5))];
}

/** Rounded as a guess should be: 18,234 is about 18,000. */
export function roundGuess(n: number): number {
  if (n < 100) return n;
  const step = 10 ** Math.max(1, Math.floor(Math.log10(n)) - 1);
  return Math.round(n / step) * step;
}

/** `≈ 18,000 issues, 4–26 min`. */
export function estimateWords(issues: number, requestsPerMinute = 0): string {
  if (issues === 0) return 'No issue to read yet';
  const [low, high] = estimateSeconds(issues, requestsPerMinute);
  const count =
    issues === 1 ? '1 issue' : `${issues < 100 ? '' : '≈ '}${exact(roundGuess(issues))} issues`;
  if (high < 60) return `${count}, less than a minute`;
  return `${count}, ${formatEta(low, high) ?? ''}`;
}
