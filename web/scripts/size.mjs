// Size budgets, compressed with brotli: the first load (what the browser needs to draw Home), each
// lazy chunk alone, and what a page loads beyond the first load. Usage: node scripts/size.mjs [dist]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const kDist = process.argv[2] ?? 'dist';
const kKilo = 1024;
const kFirstLoad = 200 * kKilo;
const kFirstPages = ['index.html', 'src/pages/home/home_page.tsx'];
/** A lazy chunk with its style; the chart library and the code editor may be larger. */
const kChunk = 32 * kKilo;
const kNamed = {
  'src/charts/painter.ts': 130 * kKilo,
  // Comes when an editor is on the page; a plain field stands there until then.
  'src/jql/code_editor.ts': 92 * kKilo,
};
/** A page beyond the first load, charts not counted: they come when a chart is near. */
const kPage = 80 * kKilo;

const manifest = JSON.parse(readFileSync(join(kDist, '.vite/manifest.json'), 'utf8'));
const sizes = new Map();

function brotli(file) {
  if (!sizes.has(file)) {
    const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
    sizes.set(file, brotliCompressSync(readFileSync(join(kDist, file)), options).length);
  }
  return sizes.get(file);
}

const sum = (files) => [...files].reduce((all, file) => all + brotli(file), 0);
const kilo = (bytes) => `${(bytes / kKilo).toFixed(1)} KB`;

/** The files that importing an entry loads, styles too. */
function filesOf(names, known = new Set()) {
  const files = new Set();
  const add = (name) => {
    const chunk = manifest[name];
    if (!chunk || files.has(chunk.file) || known.has(chunk.file)) return;
    files.add(chunk.file);
    for (const css of chunk.css ?? []) if (!known.has(css)) files.add(css);
    for (const next of chunk.imports ?? []) add(next);
  };
  names.forEach(add);
  return files;
}

const faults = [];
const check = (what, bytes, limit) => {
  if (bytes > limit) faults.push(`${what}: ${kilo(bytes)}, limit ${kilo(limit)}`);
};

const first = new Set(['index.html', ...filesOf(kFirstPages)]);
const largest = [...first].sort((a, b) => brotli(b) - brotli(a));
for (const file of largest.slice(0, 6)) console.log(`${kilo(brotli(file)).padStart(9)}  ${file}`);
console.log(
  `first load: ${kilo(sum(first))} brotli in ${first.size} files, limit ${kilo(kFirstLoad)}`,
);
check('first load', sum(first), kFirstLoad);
for (const name of Object.keys(kNamed)) {
  if (!manifest[name])
    faults.push(`${name} is no chunk of its own any more; name the new one here`);
  else if (first.has(manifest[name].file)) faults.push(`${name} is in the first load`);
}

const lazy = Object.entries(manifest)
  .filter(([, chunk]) => !first.has(chunk.file) && chunk.file.endsWith('.js'))
  .map(([name, chunk]) => ({ name, bytes: sum([chunk.file, ...(chunk.css ?? [])]) }))
  .sort((a, b) => b.bytes - a.bytes);
for (const { name, bytes } of lazy) check(name, bytes, kNamed[name] ?? kChunk);
for (const { name, bytes } of lazy.slice(0, 4)) console.log(`${kilo(bytes).padStart(9)}  ${name}`);
const [most] = lazy;
if (most) console.log(`largest lazy chunk: ${most.name}, ${kilo(most.bytes)}`);

const pages = Object.entries(manifest)
  .filter(([name, chunk]) => chunk.isDynamicEntry && name.startsWith('src/pages/'))
  .map(([name]) => ({ name, bytes: sum(filesOf([name], first)) }))
  .sort((a, b) => b.bytes - a.bytes);
for (const { name, bytes } of pages) check(`${name} with what it needs`, bytes, kPage);
const [heavy] = pages;
if (heavy) console.log(`heaviest page beyond the first load: ${heavy.name}, ${kilo(heavy.bytes)}`);

for (const fault of faults) console.log(`FAILED ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;
