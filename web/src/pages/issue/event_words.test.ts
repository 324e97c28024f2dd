import { expect, it } from 'vitest';
import { fieldWords, valueWords } from './event_words';

it.each([
  ['status', 'Status'],
  ['timespent', 'Time spent'],
  ['Fix Version', 'Fix version'],
  ['Story Points', 'Story Points'],
  ['', ''],
])('field %s is %s', (name, words) => {
  expect(fieldWords(name)).toBe(words);
});

it.each([
  ['timespent', '900', '15 min'],
  ['timespent', '', ''],
  ['timespent', 'x', 'x'],
  ['Story Points', '900', '900'],
])('%s %s reads %s', (field, value, words) => {
  expect(valueWords(field, value)).toBe(words);
});
