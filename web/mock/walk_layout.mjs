// Pages at 200 % zoom, at 320 px, with wide text spacing, without motion and in forced colours:
// node mock/walk_layout.mjs [--full] [name]
import { axeSource, launch, scenes, visit } from './browser.mjs';
import { chosenScenes } from './core.mjs';
import { startMock } from './server.mjs';

const kPort = Number(process.env.TL_MOCK_PORT ?? 18634);
const browser = await launch();
const mock = startMock(kPort);
let passed = 0;
let failed = 0;

/** 1.4.12: everything must stay readable with these. A constructed sheet needs no exception from
 *  the content security policy. */
const kSpacing = `* {
  line-height: 1.5 !important;
  letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important;
}
p { margin-bottom: 2em !important; }`;

const rest = (page) => page.waitForTimeout(180);

/** What is wider than the window and not inside of something that scrolls by itself. */
function widest() {
  if (document.documentElement.scrollWidth <= window.innerWidth) return null;
  const scrolls = (element) => {
    for (let at = element.parentElement; at; at = at.parentElement) {
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  };
  const wide = [...document.querySelectorAll('body *')].find(
    (e) => e.getBoundingClientRect().right > window.innerWidth + 1 && !scrolls(e),
  );
  const name = wide ? `${wide.tagName.toLowerCase()}.${wide.className}` : 'something';
  return `scrolls sideways: ${String(name).slice(0, 80)}`;
}

async function atWidth(page, width, height) {
  await page.setViewportSize({ width, height });
  await rest(page);
  return page.evaluate(widest);
}

async function spaced(page) {
  await page.evaluate((css) => {
    const sheet = new window.CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
  }, kSpacing);
  await rest(page);
  const found = await page.evaluate(widest);
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll('button, h1, h2, h3, label, dt')]
      .filter((e) => {
        const style = getComputedStyle(e);
        if (!e.offsetParent || e.closest('.sr') || style.textOverflow === 'ellipsis') return false;
        return style.overflowY === 'hidden' && e.scrollHeight > e.clientHeight + 3;
      })
      .map((e) => `cut off: ${e.textContent.trim().slice(0, 40)}`),
  );
  await page.evaluate(() => (document.adoptedStyleSheets = []));
  return [found, ...cut.slice(0, 3)];
}

/** Animations that run though less motion was asked for. */
const moving = (page) =>
  page.evaluate(() =>
    document
      .getAnimations()
      .filter((a) => a.playState === 'running' && (a.effect?.getTiming().duration ?? 0) > 1)
      .map((a) => `moves: ${a.effect?.target?.className || a.effect?.target?.tagName}`),
  );

async function inForcedColours(page) {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await rest(page);
  await page.evaluate(axeSource);
  const result = await page.evaluate(() => axe.run({ runOnly: ['color-contrast'] }));
  await page.emulateMedia({ forcedColors: 'none', reducedMotion: 'reduce' });
  return result.violations.flatMap((v) => v.nodes.slice(0, 3).map((n) => `${v.id} ${n.target}`));
}

function report(name, found) {
  const faults = found.filter(Boolean);
  if (faults.length === 0) return (passed += 1);
  failed += 1;
  console.log(`FAILED ${name}`);
  for (const fault of faults.slice(0, 6)) console.log(`  ${fault}`);
}

const page = await browser.newPage({
  viewport: { width: 1280, height: 900 },
  reducedMotion: 'reduce',
});
page.setDefaultTimeout(8000);
const faults = [];
page.on('pageerror', (error) => faults.push(error.message));
for (const scene of chosenScenes(scenes)) {
  faults.length = 0;
  try {
    await page.setViewportSize({ width: 1280, height: 900 });
    await visit(page, `http://127.0.0.1:${kPort}`, scene, mock);
    report(`${scene.name} without motion`, await moving(page));
    report(`${scene.name} in forced colours`, await inForcedColours(page));
    report(`${scene.name} with text spacing`, await spaced(page));
    report(`${scene.name} at 200 % zoom`, [await atWidth(page, 640, 400)]);
    report(`${scene.name} at 320 px`, [await atWidth(page, 320, 640)]);
    report(`${scene.name} without a fault`, faults);
  } catch (error) {
    report(scene.name, [String(error).split('\n')[0]]);
  }
}
await browser.close();
mock.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
