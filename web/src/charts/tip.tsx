import css from './chart.module.css';
import type { Box } from './layout';
import type { Mark } from './model';
import { tipPlace } from './tip_place';

interface Props {
  mark: Mark;
  box: Box;
  width: number;
  height: number;
}

/** Beside its mark, on the side where there is room; it can be hovered itself. */
export function TipBox({ mark, box, width, height }: Props) {
  const { tip } = mark;
  const column = mark.shape === 'column';
  return (
    <div className={css.tip} data-tip style={tipPlace({ box, width, height, column })}>
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
          {mark.target.kind === 'clause'
            ? 'Click or Enter narrows the query to it'
            : `Click or Enter opens ${mark.target.kind === 'issue' ? 'it' : 'the issues'}`}
        </p>
      )}
    </div>
  );
}
