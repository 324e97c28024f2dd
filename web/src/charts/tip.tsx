import css from './chart.module.css';
import type { Box } from './layout';
import type { Mark } from './model';

interface Props {
  mark: Mark;
  box: Box;
  width: number;
  height: number;
}

/** Beside its mark, on the side where there is room; it can be hovered itself. */
export function TipBox({ mark, box, width, height }: Props) {
  const { tip } = mark;
  const middle = box.left + box.width / 2;
  const column = mark.shape === 'column';
  const top = column ? 24 : box.top + box.height / 2;
  const left = middle > width / 2;
  const low = top > height / 2;
  return (
    <div
      className={css.tip}
      data-tip
      style={{
        ...(low ? { bottom: Math.max(0, height - top - 16) } : { top: Math.max(0, top - 16) }),
        ...(left
          ? { right: width - box.left + 6 }
          : { left: Math.min(width - 20, box.left + box.width + 6) }),
      }}
    >
      <p className={css.tipHead}>
        {tip.mono ? <code>{tip.title}</code> : <b>{tip.title}</b>}
        {tip.aside && <span className="muted">{tip.aside}</span>}
      </p>
      {tip.text && <p className={css.tipText}>{tip.text}</p>}
      {tip.rows.length > 0 && (
        <dl className={css.tipRows}>
          {tip.rows.map((row) => (
            <div key={row.name}>
              <dt>
                {row.paint && (
                  <span
                    className={css.tipSwatch}
                    style={{ background: `var(--${row.paint})` }}
                    aria-hidden="true"
                  />
                )}
                {row.name}
              </dt>
              <dd>{row.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {tip.foot && <p className={css.tipFoot}>{tip.foot}</p>}
      {mark.target && (
        <p className={css.tipFoot}>
          Click or Enter opens {mark.target.kind === 'issue' ? 'it' : 'the issues'}
        </p>
      )}
    </div>
  );
}
