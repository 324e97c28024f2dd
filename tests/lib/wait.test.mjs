import assert from 'node:assert/strict';
import { test } from 'node:test';
import { final, until } from './wait.mjs';

test('until: the first truthy value, errors on the way are "not yet"', async () => {
  let looks = 0;
  const value = await until('it is there', () => {
    looks++;
    if (looks === 1) throw new Error('early');
    return looks > 2 && 'here';
  });
  assert.equal(value, 'here');
});

test('until: says what it waited for and what it saw last', async () => {
  await assert.rejects(
    until('pigs fly', () => 0, 0.01),
    /pigs fly; last seen: 0/,
  );
});

test('until: a final error ends it', async () => {
  await assert.rejects(
    until(
      'x',
      () => {
        throw final('over');
      },
      60,
    ),
    /over/,
  );
});
