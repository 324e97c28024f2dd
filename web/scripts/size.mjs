// The budget of the first load: what the browser needs to draw Home, compressed with brotli.
import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

const kLimit = 200 * 1024;
const kFirstPages = ['index.html', 'src/pages/home/home_page.tsx'];
const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
const files = new Set(['index.html']);

function add(name) {
  const chunk = manifest[name];
  if (!chunk || files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const next of chunk.imports ?? []) add(next);
}

function brotli(file) {
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  return brotliCompressSync(readFileSync(`dist/${file}`), options).length;
}

kFirstPages.forEach(add);
const sizes = [...files].map((file) => [brotli(file), file]).sort((a, b) => b[0] - a[0]);
const total = sizes.reduce((sum, [size]) => sum + size, 0);
for (const [size, file] of sizes.slice(0, 8)) {
  console.log(`${(size / 1024).toFixed(1).padStart(7)} KB  ${file}`);
}
const charts = sizes.some(([, file]) => /scatter|echarts/.test(file));
const good = total <= kLimit && !charts;
console.log(
  `first load: ${(total / 1024).toFixed(1)} KB brotli in ${files.size} files, limit ${kLimit / 1024} KB`,
);
if (charts) console.log('the chart library is in the first load');
process.exitCode = good ? 0 : 1;
