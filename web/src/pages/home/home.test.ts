import { describe, expect, it } from 'vitest';
import type { Connection } from '../../api/client';
import { kDefaultQuestion } from '../../scope/question';
import { backfillsOf, bandWords, paceWords } from './home_rules';
import { tileAddress } from './tile_address';

describe('where a tile leads', () => {
  it('is the part that the server names, asked the question of Home', () => {
    const question = { ...kDefaultQuestion, projects: ['PAY'], view: 'v1' };
    expect(tileAddress('/flow?v=1&range=4w&show=aging', question)).toEqual({
      to: '/flow',
      search: { v: '1', range: '12w', project: 'PAY', show: 'aging' },
    });
  });
  it('needs no query', () => {
    expect(tileAddress('/flow', kDefaultQuestion).to).toBe('/flow');
  });
});

describe('backfills', () => {
  const make = (state: string, progress: string | null) =>
    ({ state, progress: progress === null ? null : { state: progress } }) as Connection;
  it('are told while they run, wait or retry', () => {
    const found = backfillsOf([
      make('active', 'running'),
      make('active', 'waiting'),
      make('active', 'completed'),
      make('active', 'failed'),
      make('active', null),
      make('disconnected', 'running'),
    ]);
    expect(found.map((each) => each.progress.state)).toEqual(['running', 'waiting']);
  });
});

it('says where an age stands', () => {
  expect(paceWords(91.9)).toBe('older than 91 % in its stage');
  expect(paceWords(100)).toBe('older than all before in its stage');
  expect(paceWords(null)).toMatch(/too few/);
  expect([bandWords(0), bandWords(4), bandWords(null)]).toEqual(['up to p50', 'above p95', '']);
});
