// Which steps run: pure functions over the table of steps.

export class UsageError extends Error {}

/** Throws UsageError with a sentence that names the remedy. */
export function parseArguments(args, steps) {
  const options = { full: false, list: false, only: null };
  const rest = [...args];
  while (rest.length) {
    const arg = rest.shift();
    if (arg === '--full') options.full = true;
    else if (arg === '--list') options.list = true;
    else if (arg === '--only') options.only = namesOf(rest.shift(), steps);
    else if (arg.startsWith('--only=')) options.only = namesOf(arg.slice('--only='.length), steps);
    else throw new UsageError(`scripts/test: unknown argument ${arg}; see scripts/test --help`);
  }
  return options;
}

function namesOf(text, steps) {
  const known = steps.map((step) => step.name);
  const names = (text ?? '').split(',').filter(Boolean);
  if (!names.length)
    throw new UsageError('scripts/test: --only needs the names of steps; see --list');
  for (const name of names) {
    if (!known.includes(name)) {
      throw new UsageError(`scripts/test: no step ${name}; there are ${known.join(', ')}`);
    }
  }
  return names;
}

/** The steps to run, in the order of the table; --only brings what the named ones need. */
export function chooseSteps(steps, { full, only }) {
  if (!only) return steps.filter((step) => full || !step.full);
  const wanted = new Set();
  const want = (name) => {
    if (wanted.has(name)) return;
    wanted.add(name);
    steps.find((step) => step.name === name).needs.forEach(want);
  };
  only.forEach(want);
  return steps.filter((step) => wanted.has(step.name));
}
