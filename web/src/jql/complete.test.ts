import { describe, expect, it } from 'vitest';
import type { JqlField, JqlLanguage } from '../api/jql';
import { localOffer } from './complete';

const field = (name: string, more: Partial<JqlField> = {}): JqlField => ({
  name,
  aliases: [],
  kind: 'name',
  about: '',
  operators: ['=', 'was'],
  sortable: true,
  history: false,
  computed: false,
  takes_argument: false,
  ...more,
});

const language: JqlLanguage = {
  fields: [
    field('status'),
    field('Story Points', { operators: ['>', '<='] }),
    field('text', { sortable: false }),
    field('update', { aliases: ['updated'] }),
  ],
  functions: [{ name: 'now', arguments: '()', about: 'this moment', for: ['instant'] }],
  keywords: ['AND'],
  reserved: ['update'],
};

const labels = (text: string) =>
  localOffer(language, text, text.length)?.items.map((item) => item.label);

describe('completion without the server', () => {
  it('offers fields, those that begin with the word first', () => {
    expect(labels('st')).toEqual(['status', 'Story Points']);
    expect(labels('t')).toEqual(['text', 'status', 'Story Points', 'update', 'NOT']);
  });

  it('quotes what needs quotes and keeps the place', () => {
    const offer = localOffer(language, 'a = b AND upd', 13);
    expect(offer).toMatchObject({ from: 10, to: 13, items: [{ insert: '"update" ' }] });
  });

  it('offers the operators of the field', () => {
    expect(labels('"Story Points" ')).toEqual(['>', '<=']);
    expect(labels('updated ')).toEqual(['=', 'WAS']);
    expect(labels('sum ')).toContain('NOT IN');
  });

  it('offers functions as values, joins after them, sortable fields in the order', () => {
    expect(labels('due > ')).toEqual(['now()', 'EMPTY']);
    expect(labels('due > now() ')).toEqual(['AND', 'OR', 'ORDER BY']);
    expect(labels('ORDER BY ')).not.toContain('text');
  });

  it('is silent when nothing fits', () => {
    expect(localOffer(language, 'zzzz', 4)).toBeNull();
  });
});
