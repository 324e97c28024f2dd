// Scenes of the Flow page. Each walks down the page once, so that every chart has come near.
export async function scrollThrough(page) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let y = 0; y < height + 900; y += 600) {
    await page.evaluate((to) => window.scrollTo(0, to), y);
    await page.waitForTimeout(60);
  }
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll('[role=status]')].every(
        (e) => !/^(Loading|Still working)/.test(e.textContent ?? ''),
      ) && [...document.querySelectorAll('[role=slider]')].every((e) => e.dataset.ready === 'true'),
  );
  await page.evaluate(() => window.scrollTo(0, 0));
}

const whole = (name, state, path) => ({ name, state, path, run: scrollThrough });

async function atMark(page) {
  await page.getByRole('slider', { name: /^Aging work/ }).focus();
  await page.keyboard.press('ArrowRight');
}

export const numbersScenes = [
  whole('flow-whole', 'ready', '/flow'),
  whole('flow-working', 'ready', '/flow?v=1&range=12w&unit=working&split=category&compare=1'),
  whole('flow-lead-bars', 'ready', '/flow?v=1&range=26w&measure=lead&scale=log&status=bars'),
  whole(
    'flow-tables',
    'ready',
    '/flow?v=1&range=12w&tables=aging,wip,cycle-time,histogram,trend,throughput,cumulative,time-in-status,efficiency,blocked,mix,mix-weeks,reopen',
  ),
  whole('flow-huge', 'huge', '/flow?v=1&range=12w'),
  whole('flow-few-whole', 'few', '/flow'),
  whole('flow-partial', 'partial', '/flow'),
  whole('flow-nothing', 'empty', '/flow'),
  {
    name: 'flow-items',
    state: 'ready',
    path: '/flow?v=1&range=12w&mark=throughput',
  },
  { name: 'flow-items-none', state: 'ready', path: '/flow?v=1&mark=aging:band=9' },
  { name: 'flow-how-aging', state: 'ready', path: '/flow?v=1&range=12w&how=aging' },
  { name: 'flow-mark', state: 'ready', path: '/flow', run: atMark },
];

/** Too slow to be counted for every theme; for pictures by hand. */
export const numbersPictures = [whole('flow-busy', 'busy', '/flow?v=1&range=26w&compare=1')];
