// What the walks share: a mock and a browser, a step with its own page, axe in a state that only a
// walk reaches, and moving by keys with a look at where the focus is.
import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import { axeSource as source, axeTags as tags, launch } from './browser.mjs';
import { startMock } from './server.mjs';

/** Starts what a walk needs on `port`; pictures go to the directory named on the command line. */
export async function startWalk(port) {
  const shots = process.argv[2];
  if (shots) mkdirSync(shots, { recursive: true });
  const base = `http://127.0.0.1:${port}`;
  const mock = startMock(port);
  const browser = await launch();
  let passed = 0;
  let failed = 0;

  async function step(name, state, run) {
    mock.reset(state);
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(8000);
    try {
      await run(page);
      passed++;
    } catch (error) {
      failed++;
      console.log(`FAILED ${name}\n  ${String(error.stack).split('\n').slice(0, 6).join('\n  ')}`);
      const file = `${shots}/failed-${name.replace(/\W+/g, '-')}.png`;
      if (shots) await page.screenshot({ path: file });
    }
    await page.close();
  }

  /** No violation in a state that only a walk reaches; a picture if asked for. */
  async function look(page, name) {
    await settled(page);
    if (shots) await page.screenshot({ path: `${shots}/walk-${name}.png` });
    await page.evaluate(source);
    const result = await page.evaluate((only) => axe.run({ runOnly: only }), tags);
    const found = result.violations.map((v) => `${v.id} ${v.nodes[0].target.join(' ')}`);
    assert.deepEqual(found, [], name);
  }

  async function end() {
    await browser.close();
    mock.stop();
    console.log(`${passed} passed, ${failed} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
  }
  return { base, mock, shots, step, look, end };
}

/** Until nothing moves any more: half-shown words have no contrast. */
function settled(page) {
  return page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((one) => one.effect?.getComputedTiming().iterations !== Infinity)
        .map((one) => one.finished.catch(() => {})),
    ).then(() => {}),
  );
}

export const text = (page) => page.locator('body').innerText();

/** What has the focus: its words, and whether something lies over it. */
function focused(page) {
  return page.evaluate(() => {
    const it = document.activeElement;
    if (!it || it === document.body) return { words: '', covered: false };
    const labels = [...(it.labels ?? [])].map((label) => label.textContent).join(' ');
    const box = it.getBoundingClientRect();
    const x = Math.min(window.innerWidth - 1, Math.max(0, box.left + box.width / 2));
    const y = Math.min(window.innerHeight - 1, Math.max(0, box.top + Math.min(box.height, 40) / 2));
    const top = document.elementFromPoint(x, y);
    const same =
      top && (it.contains(top) || top.contains(it) || [...(it.labels ?? [])].includes(top));
    const label = it.getAttribute('aria-label') ?? it.textContent;
    const name = it.getAttribute('name') ?? it.dataset.field;
    const words = [labels, label, name].filter(Boolean).join(' | ');
    return { words, covered: !same };
  });
}

const kMostTabs = 80;

/** Presses Tab until the focus is on what matches; nothing may lie over the focus on the way. */
export async function tabTo(page, pattern) {
  for (let i = 0; i < kMostTabs; i++) {
    await page.keyboard.press('Tab');
    const { words, covered } = await focused(page);
    assert.ok(!covered, `something lies over the focus: ${words}`);
    if (pattern.test(words)) return;
  }
  assert.fail(`no Tab led to ${pattern}`);
}

export async function focusedName(page) {
  return page.evaluate(
    () =>
      document.activeElement?.getAttribute('name') ?? document.activeElement?.dataset.field ?? '',
  );
}
