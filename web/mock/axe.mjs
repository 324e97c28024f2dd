// Pages x states x themes against axe-core: node mock/axe.mjs [--full] [name-part]. Without --full the
// scenes of core.mjs. Needs `npm run build`.
import { axeSource as source, axeTags as tags, launch, scenes, visit } from './browser.mjs';
import { chosenScenes } from './core.mjs';
import { startMock } from './server.mjs';

const chosen = chosenScenes(scenes);
const kPort = Number(process.env.TL_MOCK_PORT ?? 18602);
const browser = await launch();
let passed = 0;
let failed = 0;

async function walk(scheme, width, port) {
  const mock = startMock(port);
  const page = await browser.newPage({ colorScheme: scheme, viewport: { width, height: 900 } });
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on(
    'console',
    (m) => m.type() === 'error' && /Content Security/.test(m.text()) && faults.push(m.text()),
  );
  for (const scene of chosen) {
    faults.length = 0;
    try {
      await visit(page, `http://127.0.0.1:${port}`, scene, mock);
    } catch (error) {
      report(`${scene.name} ${scheme} ${width}`, [String(error).split('\n')[0]]);
      continue;
    }
    await page.evaluate(source);
    const result = await page.evaluate((only) => axe.run({ runOnly: only }), tags);
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth > window.innerWidth,
    );
    if (wide) faults.push(`scrolls sideways at ${width} px`);
    const found = result.violations.map(
      (v) =>
        `${v.id}: ${v.help} (${v.nodes
          .map((n) => n.target.join(' '))
          .slice(0, 3)
          .join(' | ')})`,
    );
    report(`${scene.name} ${scheme} ${width}`, [...found, ...faults]);
  }
  await page.close();
  mock.stop();
}

function report(name, problems) {
  if (problems.length === 0) return (passed += 1);
  failed++;
  console.log(`FAILED ${name}`);
  for (const problem of problems) console.log(`  ${problem}`);
}

try {
  await Promise.all([
    walk('light', 1280, kPort),
    walk('dark', 1280, kPort + 1),
    walk('light', 320, kPort + 2),
  ]);
} finally {
  await browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
