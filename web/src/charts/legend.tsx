import css from './chart.module.css';
import type { Dash, DotShape, Paint } from './model';

export interface LegendEntry {
  id: string;
  label: string;
  paint: Paint;
  alpha?: number;
  /** How it is drawn: a field of colour, a line, or a dot. */
  as?: 'field' | 'line' | 'dot';
  dash?: Dash;
  shape?: DotShape;
  /** Absent: it explains and cannot be switched. */
  on?: boolean;
}

const kDash: Partial<Record<Dash, string>> = { dashed: '5 3', dotted: '1 3' };

function Symbol({ entry }: { entry: LegendEntry }) {
  const colour = `var(--${entry.paint})`;
  const fill = entry.shape === 'ring' ? 'var(--surface)' : colour;
  return (
    <svg width="16" height="12" viewBox="0 0 16 12" aria-hidden="true" focusable="false">
      {entry.as === 'line' ? (
        <path
          d="M0 6h16"
          style={{ stroke: colour }}
          strokeWidth="2"
          strokeDasharray={kDash[entry.dash ?? 'solid']}
        />
      ) : entry.as === 'dot' ? (
        entry.shape === 'square' ? (
          <rect x="3.5" y="1.5" width="9" height="9" rx="1" style={{ fill }} />
        ) : entry.shape === 'triangle' ? (
          <path d="M8 1.5 13 10.5H3Z" style={{ fill }} />
        ) : (
          <circle cx="8" cy="6" r="4.2" style={{ fill, stroke: colour }} strokeWidth="1.6" />
        )
      ) : (
        <rect
          x="2"
          y="0.5"
          width="12"
          height="11"
          rx="2.5"
          style={{ fill, opacity: entry.alpha ?? 1 }}
        />
      )}
    </svg>
  );
}

/** What the colours and lines are; entries that can be switched are buttons that say so. */
export function Legend({
  entries,
  onToggle,
}: {
  entries: readonly LegendEntry[];
  onToggle?: ((id: string) => void) | undefined;
}) {
  if (entries.length === 0) return null;
  return (
    <ul className={css.legend} aria-label="Legend">
      {entries.map((entry) => (
        <li key={entry.id}>
          {entry.on === undefined ? (
            <span className={css.legendWord}>
              <Symbol entry={entry} />
              {entry.label}
            </span>
          ) : (
            <button
              type="button"
              className={css.legendButton}
              aria-pressed={entry.on}
              data-legend
              onClick={() => onToggle?.(entry.id)}
            >
              <Symbol entry={entry} />
              {entry.label}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
