import { describe, expect, it } from 'vitest';
import { writeKind, writeState } from './write_words';

describe('writes', () => {
  it('have words, also those that are not known yet', () => {
    expect(writeKind('webhook.register')).toBe('Webhook registered');
    expect(writeKind('some_new.kind')).toBe('Some new kind');
  });
  it('tell a lost answer from a failure', () => {
    expect(writeState('unknown')).toEqual({ word: 'Perhaps done', tone: 'warn' });
    expect(writeState('failed').tone).toBe('error');
  });
});
