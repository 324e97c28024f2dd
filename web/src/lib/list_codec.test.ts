import { describe, expect, it } from 'vitest';
import { decodeList, encodeList, formatQuery, parseQuery, toggle } from './list_codec';

describe('lists in the query', () => {
  it('round-trips commas and backslashes', () => {
    const values = ['Bug', 'Story, big', 'a\\b', 'ä ö'];
    expect(decodeList(encodeList(values))).toEqual(values);
    const query = formatQuery({ type: encodeList(values) });
    expect(decodeList(parseQuery(query).type)).toEqual(values);
  });
  it('drops empty and double values', () => {
    expect(decodeList('a,,b, a')).toEqual(['a', 'b']);
    expect(decodeList('')).toEqual([]);
    expect(decodeList(undefined)).toEqual([]);
  });
  it('keeps links readable', () => {
    expect(formatQuery({ v: '1', type: 'bug,story', none: '', not: undefined })).toBe(
      '?v=1&type=bug,story',
    );
    expect(formatQuery({})).toBe('');
  });
  it('toggles', () => {
    expect(toggle(['a'], 'b')).toEqual(['a', 'b']);
    expect(toggle(['a', 'b'], 'a')).toEqual(['b']);
  });
});
