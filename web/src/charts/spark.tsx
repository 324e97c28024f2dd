import css from './spark.module.css';
import { sparkPath } from './spark_path';

interface Props {
  /** Oldest first; null is a gap, not a zero. */
  values: readonly (number | null)[];
  /** What the line says, for those who hear it; without it the line is decoration. */
  label?: string;
  width?: number;
  height?: number;
  /** Begins at zero (counts), not at the smallest value. */
  zero?: boolean;
}

/** A tiny line without axes, drawn inline: the shape of a series beside its number. */
export function Spark({ values, label, width = 96, height = 28, zero = false }: Props) {
  const { line, area, last } = sparkPath(values, width, height, zero);
  if (line === '') return null;
  return (
    <svg
      className={css.spark}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
      focusable="false"
    >
      <path className={css.area} d={area} />
      <path className={css.line} d={line} />
      {last && <circle className={css.dot} cx={last.x} cy={last.y} r={2.5} />}
    </svg>
  );
}
