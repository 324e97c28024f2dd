import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrast, deltaE, seen, toLab, type Vision } from './contrast';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** The tokens of one theme, read from the style sheet itself. */
function tokens(theme: 'light' | 'dark'): (name: string) => string {
  const start = css.indexOf(`[data-mantine-color-scheme='${theme}']`);
  const block = css.slice(start, css.indexOf('}', start));
  const found = new Map(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1] ?? '', m[2] ?? '']),
  );
  return (name) => found.get(name) ?? expect.fail(`no token ${name} in ${theme}`);
}

/** text, ground, least contrast. */
const pairs: [string, string, number][] = [
  ['text', 'surface', 7],
  ['text', 'bg', 7],
  ['text-2', 'surface', 4.5],
  ['text-2', 'bg', 4.5],
  ['text-2', 'surface-2', 4.5],
  ['text-2', 'surface-3', 4.5],
  ['accent-ink', 'surface', 4.5],
  ['accent-ink', 'bg', 4.5],
  ['accent-ink', 'accent-soft', 4.5],
  ['accent-text', 'accent', 4.5],
  ['accent-text', 'accent-hover', 4.5],
  ['error-text', 'surface', 4.5],
  ['todo-text', 'todo-bg', 4.5],
  ['progress-text', 'progress-bg', 4.5],
  ['done-text', 'done-bg', 4.5],
  ['warn-text', 'warn-bg', 4.5],
  ['error-text', 'error-bg', 4.5],
  ['focus', 'surface', 3],
  ['focus', 'bg', 3],
  ['field-line', 'surface', 3],
  ['text', 'band-queue', 4.5],
  ['text', 'band-active', 4.5],
  ['text', 'band-review', 4.5],
  ['text', 'band-blocked', 4.5],
  ['text', 'band-done', 4.5],
  ['text', 'band-cancelled', 4.5],
];

describe.each(['light', 'dark'] as const)('%s theme', (theme) => {
  const token = tokens(theme);
  it.each(pairs)('%s on %s has at least %f:1', (ink, ground, least) => {
    expect(contrast(token(ink), token(ground))).toBeGreaterThanOrEqual(least);
  });

  const series = [1, 2, 3, 4, 5, 6].map((i) => token(`series-${i}`));
  it.each(series)('series %s stands out from the surface', (colour) => {
    expect(contrast(colour, token('surface'))).toBeGreaterThanOrEqual(3);
  });

  it.each<Vision>(['normal', 'protan', 'deutan', 'tritan'])('series differ for %s', (vision) => {
    const labs = series.map((colour) => toLab(seen(colour, vision)));
    const distances = labs.flatMap((a, i) => labs.slice(i + 1).map((b) => deltaE(a, b)));
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(15);
  });
});

it('knows the measure', () => {
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 5);
  // Two pairs of the published test data of CIEDE2000.
  expect(deltaE([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
  expect(deltaE([2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514])).toBeCloseTo(0.9082, 4);
});
