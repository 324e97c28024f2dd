import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Dice } from './dice.mjs';
import { describe, makeScenario } from './scenario.mjs';
import { kTroubles } from './troubles.mjs';

const seeds = (from, count) => Array.from({ length: count }, (_, at) => from + at);
const kills = ({ begin, rounds }) =>
  begin.kills + rounds.reduce((sum, round) => sum + round.kills, 0);

test('a seed is one scenario, and another seed another one', () => {
  assert.deepEqual(makeScenario(7), makeScenario(7));
  const lines = new Set(seeds(1, 300).map((seed) => describe(makeScenario(seed))));
  assert.ok(lines.size > 290, `only ${lines.size} of 300 differ`);
});

test('the database changes nothing else of a scenario', () => {
  let postgres = 0;
  for (const seed of seeds(1, 100)) {
    const without = makeScenario(seed);
    const having = makeScenario(seed, { postgres: true });
    postgres += having.database === 'postgres' ? 1 : 0;
    assert.equal(without.database, 'sqlite');
    assert.deepEqual({ ...having, database: 'sqlite' }, without);
  }
  assert.ok(postgres > 5 && postgres < 50, String(postgres));
});

test('ten seeds in a row see every trouble, each has a kill, and all families of Jira come', () => {
  for (const from of [1, 1001]) {
    const scenarios = seeds(from, 10).map((seed) => makeScenario(seed));
    const seen = new Set(scenarios.flatMap(({ rounds }) => rounds.map(({ trouble }) => trouble)));
    const able = kTroubles.filter(({ fits }) => !fits).map(({ name }) => name);
    assert.deepEqual(
      able.filter((name) => !seen.has(name)),
      [],
    );
    for (const scenario of scenarios) assert.ok(kills(scenario) > 0, describe(scenario));
    const families = new Set(scenarios.map(({ flavour }) => flavour.is.flavour));
    assert.deepEqual([...families].sort(), ['cloud', 'data_center', 'server']);
  }
});

test('a trouble comes only to a Jira that can have it', () => {
  for (const scenario of seeds(1, 300).map((seed) => makeScenario(seed))) {
    for (const { trouble } of scenario.rounds) {
      const { fits } = kTroubles.find(({ name }) => name === trouble);
      assert.ok(!fits || fits(scenario.flavour), describe(scenario));
    }
  }
});

test('dice are the same for the same seed, and their ends belong to them', () => {
  const throws = (seed) => {
    const dice = new Dice(seed);
    return seeds(0, 2000).map(() => dice.between(3, 6));
  };
  assert.deepEqual(throws(5), throws(5));
  assert.deepEqual([...new Set(throws(5))].sort(), [3, 4, 5, 6]);
});
