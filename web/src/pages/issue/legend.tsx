import { stageWords, kStages } from '../mapping/words';
import type { Lane } from './lanes';
import css from './throughline.module.css';

/** What the colours stand for; only stages that are drawn. */
export function Legend({ lanes }: { lanes: readonly Lane[] }) {
  const shown = new Set(lanes.find((l) => l.id === 'status')?.spans.map((s) => s.tone));
  return (
    <div className={css.legend}>
      <ul aria-label="Stages">
        {kStages
          .filter((stage) => shown.has(stage))
          .map((stage) => (
            <li key={stage}>
              <span data-tone={stage} aria-hidden="true" />
              {stageWords[stage]}
            </li>
          ))}
        <li>
          <span data-tone="off" aria-hidden="true" />
          Outside working time
        </li>
      </ul>
      <p>Drag to look closer. Ctrl and the wheel zoom, arrow keys go from event to event.</p>
    </div>
  );
}
