import { expect, it } from 'vitest';
import { csvCell, csvOf } from './csv';

it.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  ['-x', "'-x"],
  [-5, '-5'],
  [null, ''],
])('cell %j', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

it('ends every line as the format wants it', () => {
  expect(
    csvOf([
      ['a', 1],
      ['b', null],
    ]),
  ).toBe('a,1\r\nb,\r\n');
});
