import { describe, expect, it } from 'vitest';
import {
  formatChoice,
  kColumnIds,
  kFirstChoice,
  moveColumn,
  parseChoice,
  parseDensity,
  showColumn,
  shownColumns,
} from './column_order';

describe('the columns that are remembered', () => {
  it('are the first ones where nothing is', () => {
    expect(parseChoice(null)).toEqual(kFirstChoice);
    expect(parseChoice('')).toEqual(kFirstChoice);
    expect(shownColumns(kFirstChoice)[0]).toBe('summary');
  });
  it('round-trip with their order', () => {
    let choice = showColumn(kFirstChoice, 'epic', true);
    choice = moveColumn(choice, 'epic', -3);
    expect(parseChoice(formatChoice(choice))).toEqual(choice);
    expect(shownColumns(choice)).toContain('epic');
  });
  it('forget what is unknown or double, and take what is new at the end', () => {
    const choice = parseChoice('status,!age,colour,status');
    expect(choice.slice(0, 2)).toEqual([
      { id: 'status', shown: true },
      { id: 'age', shown: false },
    ]);
    expect(choice).toHaveLength(kColumnIds.length);
    expect(shownColumns(choice)).toEqual(['status']);
  });
  it('do not move over an end', () => {
    expect(moveColumn(kFirstChoice, 'summary', -1)).toEqual(kFirstChoice);
    expect(moveColumn(kFirstChoice, 'updated', 1)).toEqual(kFirstChoice);
    expect(moveColumn(kFirstChoice, 'summary', 1)[1]?.id).toBe('summary');
  });
});

it.each([
  ['compact', 'compact'],
  ['huge', 'normal'],
  [null, 'normal'],
])('a density of %s is %s', (text, density) => {
  expect(parseDensity(text)).toBe(density);
});
