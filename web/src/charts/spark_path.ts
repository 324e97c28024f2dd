export interface SparkPath {
  line: string;
  area: string;
  last: { x: number; y: number } | null;
}

const kPad = 3;
const round = (value: number) => Math.round(value * 10) / 10;

/** The paths of a spark line; a gap in the values is a gap in the line. */
export function sparkPath(
  values: readonly (number | null)[],
  width: number,
  height: number,
  zero: boolean,
): SparkPath {
  const known = values.filter((v): v is number => v !== null);
  if (known.length === 0) return { line: '', area: '', last: null };
  const least = zero ? Math.min(0, ...known) : Math.min(...known);
  const span = Math.max(...known) - least;
  const x = (i: number) => round(kPad + (i / Math.max(1, values.length - 1)) * (width - 2 * kPad));
  const y = (v: number) =>
    round(span === 0 ? height / 2 : height - kPad - ((v - least) / span) * (height - 2 * kPad));
  const runs: { x: number; y: number }[][] = [];
  values.forEach((value, i) => {
    if (value === null) return;
    const at = { x: x(i), y: y(value) };
    if (i > 0 && values[i - 1] !== null) runs.at(-1)?.push(at);
    else runs.push([at]);
  });
  const draw = (run: { x: number; y: number }[]) =>
    run.map((p, i) => `${i === 0 ? 'M' : 'L'}${p.x} ${p.y}`).join('');
  const fill = (run: { x: number; y: number }[]) =>
    `${draw(run)}L${run.at(-1)?.x ?? 0} ${height}L${run[0]?.x ?? 0} ${height}Z`;
  return {
    line: runs.map((run) => (run.length === 1 ? `${draw(run)}h0.01` : draw(run))).join(''),
    area: runs
      .filter((run) => run.length > 1)
      .map(fill)
      .join(''),
    last: runs.at(-1)?.at(-1) ?? null,
  };
}
