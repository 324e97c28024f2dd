// From a seed to what happens: which Jira, which database, and one trouble after another. Pure.
import { kFlavours } from '../lib/flavours.mjs';
import { Dice } from './dice.mjs';
import { kTroubles } from './troubles.mjs';

const kFewest = 50;
const kMost = 160;
const kSkews = [-170, -45, 60, 200]; // seconds that our clock is off Jira's
const kPostgresShare = 0.2;

/** Kinds of Jira, the frequent ones more often. */
const kKinds = [0, 0, 0, 2, 2, 3, 4, 5].map((at) => kFlavours[at]);

/** `wanted`: position of the trouble, where this Jira can have it; -1: any. */
function makeRound(dice, flavour, wanted) {
  const able = kTroubles.filter(({ fits }) => !fits || fits(flavour));
  const any = dice.pick(able);
  const chosen = able.find((trouble) => trouble === kTroubles[wanted]);
  return {
    trouble: (chosen ?? any).name,
    seed: dice.seed(),
    bursts: dice.between(2, 4),
    steps: dice.between(4, 14),
    rough: dice.chance(0.6),
    kills: dice.chance(0.35) ? dice.between(1, 2) : 0,
  };
}

/** `postgres`: whether there is one to use. Everything else depends on the seed alone. */
export function makeScenario(seed, { postgres = false } = {}) {
  const dice = new Dice(seed);
  const flavour = dice.pick(kKinds);
  const onPostgres = dice.chance(kPostgresShare);
  const scenario = {
    seed,
    flavour,
    database: postgres && onPostgres ? 'postgres' : 'sqlite',
    issues: dice.between(kFewest, kMost),
    lagSeconds: dice.chance(0.3) ? 120 : 0,
    pageCap: dice.chance(0.35) ? dice.between(6, 40) : 0,
    skewSeconds: dice.chance(0.25) ? dice.pick(kSkews) : 0,
    dropPercent: dice.chance(0.4) ? 10 : 0,
    duplicatePercent: dice.chance(0.4) ? 10 : 0,
    shuffle: dice.chance(0.4),
    // What happens while the first reading runs.
    begin: { steps: dice.between(0, 30), kills: dice.between(0, 2), seed: dice.seed() },
    rounds: [],
  };
  const rounds = dice.between(2, 4);
  for (let i = 0; i < rounds; i++) {
    // The first two go through the list, so that ten seeds in a row see all of it.
    const wanted = i < 2 ? (2 * seed + i) % kTroubles.length : -1;
    scenario.rounds.push(makeRound(dice, flavour, wanted));
  }
  if (!scenario.begin.kills && !scenario.rounds.some(({ kills }) => kills)) {
    scenario.begin.kills = 1;
  }
  return scenario;
}

/** One line for a person. */
export function describe(scenario) {
  const { flavour, database, issues, rounds, begin } = scenario;
  const parts = [`${flavour.name}, ${database}, ${issues} issues`];
  if (scenario.lagSeconds) parts.push(`search ${scenario.lagSeconds} s late`);
  if (scenario.pageCap) parts.push(`pages of ${scenario.pageCap}`);
  if (scenario.skewSeconds) parts.push(`clock off by ${scenario.skewSeconds} s`);
  if (scenario.dropPercent) parts.push(`${scenario.dropPercent} % lost`);
  if (scenario.duplicatePercent) parts.push(`${scenario.duplicatePercent} % twice`);
  if (scenario.shuffle) parts.push('shuffled');
  if (begin.kills) parts.push(`${begin.kills} kills while reading`);
  const names = rounds.map(({ trouble, kills }) => (kills ? `${trouble}+kill` : trouble));
  return `${parts.join(', ')}: ${names.join(', ')}`;
}
