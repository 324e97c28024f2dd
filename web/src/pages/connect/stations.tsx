import { Icon } from '../../ui/icon';
import { kSteps } from './draft';
import css from './stations.module.css';

interface Props {
  step: number;
  /** The furthest step one may jump to. */
  reached: number;
  /** What was decided in each step; '' nothing yet. */
  said: readonly string[];
  onStep: (step: number) => void;
}

function Station(props: {
  name: string;
  index: number;
  said: string;
  state: string;
  onGo: (() => void) | null;
}) {
  const { name, index, said, state, onGo } = props;
  const words = (
    <>
      <span className={css.node}>
        {state === 'done' ? <Icon name="check" size={12} /> : index + 1}
      </span>
      <span className={css.words}>
        <span className={css.name}>
          {name}
          {state === 'done' && <span className="sr"> (done)</span>}
        </span>
        {said && <span className={css.said}>{said}</span>}
      </span>
    </>
  );
  return (
    <li
      className={css.station}
      data-state={state}
      aria-current={state === 'now' ? 'step' : undefined}
    >
      {onGo ? (
        <button type="button" className={css.body} onClick={onGo}>
          {words}
        </button>
      ) : (
        <span className={css.body}>{words}</span>
      )}
    </li>
  );
}

/** The five stops on one line; what was decided stands below each, and one can go back to it. */
export function Stations({ step, reached, said, onStep }: Props) {
  return (
    <nav aria-label="Steps" className={css.nav}>
      <p className={css.brief}>
        Step {step + 1} of {kSteps.length} · <b>{kSteps[step]}</b>
      </p>
      <ol className={css.stations}>
        {kSteps.map((name, i) => (
          <Station
            key={name}
            name={name}
            index={i}
            said={i !== step && i < reached ? (said[i] ?? '') : ''}
            state={i === step ? 'now' : i < step || i <= reached - 1 ? 'done' : 'ahead'}
            onGo={i !== step && i <= reached ? () => onStep(i) : null}
          />
        ))}
      </ol>
    </nav>
  );
}
