import { describe, expect, it } from 'vitest';
import type { MappingPreview } from '../../api/mapping';
import { effectWords } from './effect_words';

const day = 28_800;
const side = (p85: number | null, n: number) => ({
  n,
  considered: n,
  finished: n,
  p50_seconds: null,
  p85_seconds: p85,
  note: p85 === null ? `too few (n ${n})` : '',
});

function preview(change: Partial<MappingPreview>): MappingPreview {
  return {
    window: { from: '2026-08-24', to: '2026-11-21' },
    unit: 'working',
    seconds_per_working_day: day,
    before: side(11.2 * day, 214),
    after: side(9.4 * day, 231),
    moved: { started_earlier: 0, started_later: 0, finished_gained: 0, finished_lost: 0 },
    category_changes: [],
    type_queries: [],
    ...change,
  };
}

const sentence = (change: Partial<MappingPreview>) => {
  const words = effectWords(preview(change));
  return `${words.lead} ${words.numbers} ${words.n}`;
};

describe('the effect of a mapping', () => {
  it('is one sentence', () => {
    expect(sentence({})).toBe(
      'Cycle time p85 for the last 90 days: 11.2 → 9.4 working days (n 214 → 231)',
    );
    expect(sentence({ unit: 'calendar', before: side(3 * 86_400, 214) })).toContain(
      '3.0 → 3.1 days',
    );
  });
  it('says that nothing changes', () => {
    const words = effectWords(preview({ after: side(11.2 * day, 214) }));
    expect(words.kind).toBe('same');
    expect(words.numbers).toBe('11.2 working days, as before');
  });
  it('shows a change of n behind equal days', () => {
    const words = effectWords(preview({ after: side(11.2 * day, 231) }));
    expect(words).toMatchObject({ kind: 'effect', numbers: '11.2 working days' });
    expect(words.n).toBe('(n 214 → 231)');
  });
  it('says when there are too few, on one side or both', () => {
    expect(sentence({ before: side(null, 12) })).toContain('too few → 9.4 working days');
    expect(effectWords(preview({ before: side(null, 3), after: side(null, 5) }))).toMatchObject({
      kind: 'few',
      numbers: 'too few (n 5)',
    });
  });
  it('names what moves', () => {
    const { more } = effectWords(
      preview({
        moved: { started_earlier: 1, started_later: 2, finished_gained: 17, finished_lost: 4 },
        category_changes: [{ from: 'other', to: 'chore', issues: 22 }],
      }),
    );
    expect(more).toEqual([
      '1 issue would start earlier',
      '2 would start later',
      '17 more would count as finished',
      '4 no longer would',
      '22 issues from Other to Chore',
    ]);
  });
});
