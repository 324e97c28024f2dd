// Every page by keys: after each Tab the focus is visible, not covered, and follows the order of the
// page; Escape closes what was opened and gives the focus back. node mock/walk_keys.mjs [--full] [name]
import { strict as assert } from 'node:assert';
import { launch, scenes, visit } from './browser.mjs';
import { chosenScenes } from './core.mjs';
import { startMock } from './server.mjs';

const kPort = Number(process.env.TL_MOCK_PORT ?? 18630);
const kMostStops = 70;
const part = process.argv.slice(2).find((arg) => !arg.startsWith('-')) ?? '';
const browser = await launch();
const mock = startMock(kPort);
const base = `http://127.0.0.1:${kPort}`;
let passed = 0;
let failed = 0;

/** What has the focus, and what is wrong with it. Runs in the page. */
function lookAtFocus() {
  const it = document.activeElement;
  if (!it || it === document.body || it === document.documentElement) return { end: true };
  const name = (it.getAttribute('aria-label') ?? it.textContent ?? '').trim().slice(0, 50);
  const words = `${it.tagName.toLowerCase()} "${name || it.getAttribute('name') || it.id}"`;
  const faults = [];
  const isVisible = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  };
  const shown = [it, it.parentElement, it.nextElementSibling, it.closest('label')];
  if (!shown.some((each) => each && isVisible(each)) && getComputedStyle(it).boxShadow === 'none')
    faults.push('no focus ring');
  const label = it.labels?.[0];
  const own = it.getBoundingClientRect();
  const box = own.width < 2 && label ? label.getBoundingClientRect() : own;
  const left = Math.max(0, box.left);
  const right = Math.min(window.innerWidth, box.right);
  const top = Math.max(0, box.top);
  const bottom = Math.min(window.innerHeight, box.bottom);
  if (right <= left || bottom <= top) faults.push('outside of the window');
  else {
    // Some part of it must be in sight: its middle, or a point near an edge.
    const points = [
      [(left + right) / 2, (top + bottom) / 2],
      [left + 3, top + 3],
      [right - 3, bottom - 3],
    ];
    const free = points.some(([x, y]) => {
      const over = document.elementFromPoint(x, y);
      return over && (it.contains(over) || over.contains(it) || label?.contains(over));
    });
    if (!free) faults.push('covered');
  }
  const walk = window.__walk;
  const follows = !walk.before?.isConnected || walk.before.compareDocumentPosition(it) & 4;
  // From the end of the page, or of a dialog, one comes to its beginning: once.
  if (!follows && walk.wrapped) faults.push('before what came before it');
  if (!follows) walk.wrapped = true;
  const again = walk.seen.has(it);
  walk.seen.add(it);
  walk.before = it;
  return { words, faults: again ? [] : faults, end: again };
}

async function tabThrough(page) {
  const faults = [];
  await page.evaluate(() => {
    window.__walk = { before: null, seen: new Set([document.activeElement]), wrapped: false };
  });
  for (let i = 0; i < kMostStops; i++) {
    await page.keyboard.press('Tab');
    // A focus that scrolls has arrived after the next frame.
    await page.evaluate(() => new Promise((done) => window.requestAnimationFrame(() => done())));
    const { words, faults: found = [], end } = await page.evaluate(lookAtFocus);
    if (end) return faults;
    for (const fault of found) faults.push(`${words}: ${fault}`);
  }
  return faults;
}

function report(name, faults) {
  if (faults.length === 0) return (passed += 1);
  failed += 1;
  console.log(`FAILED ${name}`);
  for (const fault of [...new Set(faults)].slice(0, 8)) console.log(`  ${fault}`);
}

async function newPage() {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(8000);
  return page;
}

const page = await newPage();
for (const scene of chosenScenes(scenes)) {
  try {
    await visit(page, base, scene, mock);
    report(`Tab through ${scene.name}`, await tabThrough(page));
  } catch (error) {
    report(`Tab through ${scene.name}`, [String(error).split('\n')[0]]);
  }
}

const kDialog = '[role=dialog], [role=menu], [role=listbox]';
const mapping = '/integrations/c7k2mnorthwind?tab=mapping';
/** Page, and the button that opens something. */
const kOpeners = [
  ['/', /^Theme/],
  ['/', /account of/],
  ['/issues', /^Columns$/],
  ['/issues', /^Filter$/],
  ['/issues', /^Stage$/],
  ['/issues', /^Assignee$/],
  ['/issues', /^Views/],
  ['/admin/calendar', /^Versions$/],
  ['/admin/calendar', /^More for Monday$/],
  [mapping, /^Versions$/],
  ['/flow', /^How was this counted\?/],
  ['/flow', /^Filter$/],
];

for (const [path, name] of kOpeners.filter(([p, n]) => `${p} ${n}`.includes(part))) {
  const what = `Escape gives the focus back: ${path} ${name.source}`;
  mock.reset('ready');
  const other = await newPage();
  try {
    await other.goto(base + path);
    const opener = other.getByRole('button', { name }).first();
    await opener.waitFor();
    await opener.focus();
    await other.keyboard.press('Enter');
    await other.locator(kDialog).first().waitFor();
    await other.waitForTimeout(250);
    await other.keyboard.press('Escape');
    await other.locator(kDialog).first().waitFor({ state: 'hidden' });
    await other.waitForTimeout(60);
    assert.ok(await opener.evaluate((it) => it === document.activeElement), 'focus is elsewhere');
    report(what, []);
  } catch (error) {
    report(what, [String(error.message ?? error).split('\n')[0]]);
  }
  await other.close();
}

await browser.close();
mock.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
