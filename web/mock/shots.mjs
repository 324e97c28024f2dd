// Pictures of every scene: node mock/shots.mjs OUT_DIR [name-part] [light|dark] [width]
import { mkdirSync } from 'node:fs';
import { launch, scenes, visit } from './browser.mjs';
import { startMock } from './server.mjs';

const [out = 'shots', part = '', scheme = 'light', width = '1440'] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const port = Number(process.env.TL_MOCK_PORT ?? 18601);
const mock = startMock(port);
const browser = await launch();
const page = await browser.newPage({
  viewport: { width: Number(width), height: Number(width) < 700 ? 844 : 900 },
  colorScheme: scheme === 'dark' ? 'dark' : 'light',
  timezoneId: 'Europe/Berlin',
});
page.on('console', (m) => m.type() === 'error' && console.log('console:', m.text()));
page.on('pageerror', (e) => console.log('pageerror:', e.message));
for (const scene of scenes.filter((s) => s.name.includes(part))) {
  try {
    await visit(page, `http://127.0.0.1:${port}`, scene, mock);
  } catch (error) {
    console.log(scene.name, String(error).split('\n')[0]);
  }
  await page.screenshot({
    path: `${out}/${scene.name}-${scheme}-${width}.png`,
    fullPage: Number(width) < 700 || process.env.FULL === '1',
  });
}
await browser.close();
mock.stop();
