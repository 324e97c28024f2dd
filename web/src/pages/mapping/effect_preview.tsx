import type { Mapping } from '../../api/mapping';
import { useMappingPreview } from '../../api/mapping';
import { asProblem } from '../../api/problem';
import { useIdle } from '../../lib/use_idle';
import { Icon } from '../../ui/icon';
import { bodyOf, type Edits } from './edits';
import { effectWords } from './effect_words';
import css from './mapping.module.css';

const kIdleMs = 400;

interface Props {
  connection: string;
  mapping: Mapping;
  edits: Edits;
}

/** What saving would do to the numbers, counted anew whenever the hands rest. */
export function EffectPreview({ connection, mapping, edits }: Props) {
  const [settled] = useIdle(edits, kIdleMs);
  const preview = useMappingPreview(connection, mapping.version, bodyOf(settled));
  const computing = settled !== edits || preview.isFetching;
  const words = preview.data && effectWords(preview.data);
  if (preview.error && !computing) {
    return (
      <div className={css.effect} data-kind="error">
        <p role="status">
          <Icon name="alert" size={14} /> The effect cannot be counted now:{' '}
          {asProblem(preview.error).detail} Saving works all the same.
        </p>
        <button type="button" className={css.fine} onClick={() => void preview.refetch()}>
          Retry
        </button>
      </div>
    );
  }
  return (
    <div className={css.effect} data-kind={words?.kind} data-busy={computing || undefined}>
      <p role="status">
        {words ? (
          <>
            {words.lead} <b>{words.numbers}</b> <span className="muted">{words.n}</span>
          </>
        ) : (
          'Counting what this changes…'
        )}
        {words && computing && <span className={css.counting}>counting…</span>}
      </p>
      {words && words.more.length > 0 && <p className={css.effectMore}>{words.more.join(' · ')}</p>}
    </div>
  );
}
