// scripts/faults: plays seeds, some at a time, and ends with "N passed, N failed".
import { parseArgs } from 'node:util';
import { runSeed } from './run.mjs';
import { makeScenario, describe } from './scenario.mjs';

const kUsage = 'usage: scripts/faults [--seeds N] [--start S] [--width W] [--show]';

function say(text) {
  process.stdout.write(`${text}\n`);
}

function readOptions() {
  const text = { type: 'string' };
  const { values } = parseArgs({
    options: { seeds: text, start: text, width: text, show: { type: 'boolean' } },
  });
  const number = (name, otherwise, most) => {
    const value = Number(values[name] ?? otherwise);
    if (Number.isInteger(value) && value >= 1 && value <= most) return value;
    throw new Error(`--${name} must be a number from 1 to ${most}`);
  };
  return {
    seeds: number('seeds', 10, 1_000_000),
    start: number('start', 1, 2 ** 31),
    width: number('width', 2, 16),
    show: Boolean(values.show),
  };
}

async function playAll({ seeds, start, width }) {
  const counts = { passed: 0, failed: 0 };
  let next = start;
  const worker = async () => {
    while (next < start + seeds) {
      const seed = next++;
      const { ok, seconds, line, report } = await runSeed(seed);
      counts[ok ? 'passed' : 'failed']++;
      const took = `${seconds.toFixed(1)} s`;
      if (ok) say(`ok      ${line} (${took})`);
      else
        say(
          `${report}\nFAILED  ${line} (${took})\n  again: scripts/faults --seeds 1 --start ${seed}`,
        );
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, seeds) }, worker));
  return counts;
}

let options;
try {
  options = readOptions();
} catch (error) {
  process.stderr.write(`scripts/faults: ${error.message}\n${kUsage}\n`);
  process.exit(2);
}
if (options.show) {
  for (let seed = options.start; seed < options.start + options.seeds; seed++)
    say(`seed ${seed}: ${describe(makeScenario(seed, { postgres: true }))}`);
  process.exit(0);
}
const { passed, failed } = await playAll(options);
say(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
