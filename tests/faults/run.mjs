// One seed from its beginning to its end. See README.md.
import { checkAcknowledged } from '../lib/ledger.mjs';
import { kPostgres } from '../lib/harness.mjs';
import { Dice } from './dice.mjs';
import { describe, makeScenario } from './scenario.mjs';
import { Stage } from './stage.mjs';
import { kTroubles } from './troubles.mjs';

/** Real seconds that one seed may take. */
export const kMostSeconds = 30;

/** What World wants to know of a test, without a test. */
class Frame {
  #afters = [];
  passed = true;
  output = '';

  after(cleanup) {
    this.#afters.push(cleanup);
  }

  write(text) {
    this.output += text;
  }

  async end() {
    for (const cleanup of this.#afters.reverse()) await cleanup();
  }
}

async function readFirst(stage) {
  const { begin } = stage.scenario;
  const dice = new Dice(begin.seed);
  for (let cut = 0; cut < begin.kills; cut++) {
    await stage.work(Math.ceil(begin.steps / 2), false);
    await stage.cut(dice);
  }
  await stage.work(begin.steps, true);
  await stage.untilFilled();
}

async function play(stage, deadline) {
  await stage.begin();
  await readFirst(stage);
  for (const round of stage.scenario.rounds) {
    stage.at = round.trouble;
    const trouble = kTroubles.find(({ name }) => name === round.trouble);
    await trouble.run(stage, new Dice(round.seed), round);
  }
  stage.at = 'the end';
  await stage.calm();
  await stage.settle(deadline);
  const issues = await stage.compare();
  const deliveries = await checkAcknowledged(stage.sim, stage.server, stage.id);
  return { issues, deliveries };
}

function timeLimit(seconds) {
  let timer;
  const passed = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not over after ${seconds} s`)), seconds * 1000);
  });
  return { passed, cancel: () => clearTimeout(timer) };
}

/**
 * Plays `seed`. Resolves to {ok, seconds, line, report}: `line` for a person, `report` of a failure
 * with the ends of the logs. Never rejects.
 */
export async function runSeed(seed) {
  const scenario = makeScenario(seed, { postgres: Boolean(kPostgres) });
  const begun = Date.now();
  const frame = new Frame();
  const limit = timeLimit(kMostSeconds);
  let error;
  let counts = {};
  let stage;
  try {
    stage = new Stage(frame, scenario);
    counts = await Promise.race([play(stage, begun + (kMostSeconds - 3) * 1000), limit.passed]);
  } catch (thrown) {
    error = thrown;
    frame.passed = false;
  }
  limit.cancel();
  const seconds = (Date.now() - begun) / 1000;
  await frame.end().catch((thrown) => (error ??= thrown));
  const line = `seed ${seed} (${describe(scenario)})`;
  if (!error) {
    const { issues, deliveries } = counts;
    return { ok: true, seconds, line: `${line}: ${issues} issues, ${deliveries} deliveries` };
  }
  const where = stage?.at ? ` in ${stage.at}` : '';
  return { ok: false, seconds, line, report: `${frame.output}failed${where}: ${error.stack}` };
}
