import type { MappingPreview } from '../../api/mapping';
import { exact, plural } from '../../lib/format';
import { categoryWords } from './words';

export interface EffectWords {
  kind: 'effect' | 'same' | 'few';
  /** Before the numbers. */
  lead: string;
  /** `11.2 → 9.4 working days`, or the one that stays. */
  numbers: string;
  /** `(n 214 → 231)`. */
  n: string;
  /** What moves where, for those who want to know why. */
  more: string[];
}

function days(seconds: number | null, preview: MappingPreview): string {
  if (seconds === null) return 'too few';
  const per = preview.unit === 'working' ? preview.seconds_per_working_day : 86_400;
  return (seconds / per).toFixed(1);
}

function movedWords({ moved, category_changes: changes }: MappingPreview): string[] {
  const words = [
    moved.started_earlier > 0 && `${plural(moved.started_earlier, 'issue')} would start earlier`,
    moved.started_later > 0 && `${exact(moved.started_later)} would start later`,
    moved.finished_gained > 0 && `${exact(moved.finished_gained)} more would count as finished`,
    moved.finished_lost > 0 && `${exact(moved.finished_lost)} no longer would`,
    ...changes.map(
      ({ from, to, issues }) =>
        `${plural(issues, 'issue')} from ${categoryWords[from]} to ${categoryWords[to]}`,
    ),
  ];
  return words.filter((each) => each !== false);
}

/** What a change of the mapping would do, in one sentence and a few reasons. */
export function effectWords(preview: MappingPreview): EffectWords {
  const { before, after } = preview;
  const unit = preview.unit === 'working' ? 'working days' : 'days';
  const lead = 'Cycle time p85 for the last 90 days:';
  const more = movedWords(preview);
  const sameN = before.n === after.n;
  const n = sameN ? `(n ${exact(after.n)})` : `(n ${exact(before.n)} → ${exact(after.n)})`;
  if (before.p85_seconds === null && after.p85_seconds === null) {
    return { kind: 'few', lead, numbers: after.note || 'too few finished issues', n, more };
  }
  const [from, to] = [days(before.p85_seconds, preview), days(after.p85_seconds, preview)];
  if (before.p85_seconds === after.p85_seconds && sameN) {
    return { kind: 'same', lead, numbers: `${to} ${unit}, as before`, n, more };
  }
  const numbers = from === to ? `${to} ${unit}` : `${from} → ${to} ${unit}`;
  return { kind: 'effect', lead, numbers, n, more };
}
