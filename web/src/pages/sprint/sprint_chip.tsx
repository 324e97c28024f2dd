import type { SprintRow } from '../../api/sprints';
import css from './sprint.module.css';

const kWords: Record<SprintRow['state'], string> = {
  active: 'Active',
  closed: 'Closed',
  future: 'Future',
  unknown: 'State unknown',
};

const kShapes: Record<SprintRow['state'], string> = {
  active: '◐',
  closed: '●',
  future: '○',
  unknown: '○',
};

/** Word and shape of a sprint's state. */
export function SprintState({ state }: { state: SprintRow['state'] }) {
  return (
    <span className={css.state} data-state={state}>
      <span aria-hidden="true">{kShapes[state]}</span>
      {kWords[state]}
    </span>
  );
}
