// What goes wrong, by name. Each runs against a stage (stage.mjs) with dice of its own, makes its
// load meanwhile, and leaves the world as it found it but for what time would heal by itself.

const kHour = 3_600_000;
const kAll = '* /';
const isCloud = ({ is }) => is.flavour === 'cloud';

/** Faults on Jira's answers while there is load and the server is told to read. */
async function underFault(stage, dice, round, fault) {
  await stage.fault({ match: kAll, count: -1, ...fault });
  await stage.sync();
  await stage.load(dice, round);
  stage.advance({ minutes: dice.between(5, 30) });
  await stage.breathe(dice);
  await stage.clearFaults();
}

async function down(stage, dice, round, fault) {
  await stage.webhooks({ paused: true });
  await stage.fault({ match: kAll, count: -1, ...fault });
  for (let quarter = 0; quarter < 4; quarter++) {
    stage.advance({ minutes: 30 });
    await stage.sync();
    await stage.breathe(dice);
    if (quarter < round.kills) await stage.cut(dice);
  }
  await stage.clearFaults();
  await stage.webhooks({ paused: false });
  await stage.load(dice, { ...round, kills: 0 });
}

const limits = {
  name: 'limits',
  fits: ({ is }) => is.flavour !== 'server',
  async run(stage, dice, round) {
    const kinds = ['burst', 'quota-global', 'quota-tenant', 'per-issue'];
    const limit = isCloud(stage.scenario.flavour) ? dice.pick(kinds) : 'dc';
    const retry = dice.chance(0.7) ? { retry_after: dice.between(1, 90) } : {};
    const percent = dice.pick([30, 60, 100]);
    await stage.fault({ match: '* /rest', limit, percent, count: dice.between(3, 40), ...retry });
    await stage.sync();
    await stage.load(dice, round);
    stage.advance({ minutes: dice.between(1, 40) });
    await stage.breathe(dice);
    await stage.clearFaults();
  },
};

const hidden = {
  name: 'hidden',
  async run(stage, dice, round) {
    const project = dice.pick(['PAY', 'OPS', 'DOCS']);
    await stage.see(project, false);
    await stage.load(dice, { ...round, rough: true });
    stage.advance({ minutes: 20 });
    await stage.sync();
    await stage.breathe(dice);
    if (dice.chance(0.6)) await stage.see(project, true);
  },
};

const token = {
  name: 'token',
  async run(stage, dice, round) {
    await stage.revokeToken();
    await stage.load(dice, round);
    stage.advance({ hours: dice.between(0, 3), minutes: 1 });
    await stage.renewToken();
  },
};

const shifting = {
  name: 'shifting',
  async run(stage, dice, round) {
    const size = dice.between(5, 25);
    await stage.search({ cap: size, page: size });
    await stage.sync();
    await stage.prove();
    for (let burst = 0; burst < 8; burst++) {
      await stage.work(dice.between(1, 5), round.rough);
      await stage.breathe(dice, 60);
    }
    await stage.restoreSearch();
  },
};

const serverDown = {
  name: 'server_down',
  async run(stage, dice, round) {
    await stage.server.kill();
    for (let quarter = 0; quarter < 4; quarter++) {
      await stage.work(round.steps, round.rough);
      stage.advance({ minutes: 30 });
      await stage.breathe(dice);
    }
    await stage.startServer();
  },
};

const late = {
  name: 'late',
  async run(stage, dice, round) {
    const hours = dice.between(1, 5);
    await stage.webhooks({ delay_ms: hours * kHour });
    await stage.load(dice, round);
    await stage.webhooks({ delay_ms: 0 });
    await stage.load(dice, round);
    for (let part = 0; part < hours; part++) {
      stage.advance({ hours: 1 });
      await stage.breathe(dice);
    }
  },
};

const clockJump = {
  name: 'clock_jump',
  async run(stage, dice, round) {
    await stage.work(round.steps, round.rough);
    stage.advance(dice.pick([{ days: 1 }, { hours: 3 }, { minutes: -7 }, { seconds: -90 }]));
    await stage.load(dice, round);
  },
};

const lossy = {
  name: 'lossy',
  async run(stage, dice, round) {
    await stage.webhooks({ drop_percent: 10, duplicate_percent: 10, shuffle: true });
    await stage.load(dice, { ...round, bursts: round.bursts + 2 });
    await stage.restoreWebhooks();
  },
};

const hooksGone = {
  name: 'hooks_gone',
  async run(stage, dice, round) {
    await stage.removeHooks();
    await stage.load(dice, round);
    stage.advance({ minutes: 20 });
    await stage.sync();
    await stage.load(dice, round);
  },
};

const bulk = {
  name: 'bulk',
  async run(stage, dice, round) {
    await stage.bulkEdit(dice.between(50, 200));
    await stage.load(dice, round);
  },
};

const simple = (name, fault) => ({
  name,
  run: (stage, dice, round) => underFault(stage, dice, round, fault(dice)),
});

export const kTroubles = [
  { name: 'calm', run: (stage, dice, round) => stage.load(dice, round) },
  { name: 'kills', run: (stage, dice, round) => stage.load(dice, { ...round, kills: 3 }) },
  lossy,
  late,
  {
    name: 'jira_down',
    run: (stage, dice, round) => down(stage, dice, round, { reset: true }),
  },
  {
    name: 'maintenance',
    run: (stage, dice, round) => down(stage, dice, round, { status: 503, non_json: true }),
  },
  serverDown,
  clockJump,
  limits,
  simple('errors', (dice) => ({
    status: dice.pick([500, 502, 503, 504]),
    percent: dice.pick([20, 50]),
  })),
  simple('truncated', (dice) => ({ truncate: true, percent: dice.pick([20, 40]) })),
  simple('html', (dice) => ({ non_json: true, percent: dice.pick([20, 40]) })),
  simple('slow', (dice) => ({
    slow_bytes: 4000,
    slow_interval_ms: 10,
    percent: dice.pick([30, 60]),
  })),
  simple('resets', (dice) => ({ reset: true, percent: dice.pick([20, 40]) })),
  shifting,
  hidden,
  hooksGone,
  token,
  bulk,
];
