import { describe, expect, it } from 'vitest';
import { rowAt } from './use_drag';

describe('the row under a pointer', () => {
  it('is the one whose middle is nearest', () => {
    expect(rowAt([20, 60, 100], 0)).toBe(0);
    expect(rowAt([20, 60, 100], 39)).toBe(0);
    expect(rowAt([20, 60, 100], 41)).toBe(1);
    expect(rowAt([20, 60, 100], 900)).toBe(2);
  });
});
