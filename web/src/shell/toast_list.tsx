import { Icon } from '../ui/icon';
import css from './toasts.module.css';
import { leave, take, useToasts } from './toasts';

/** Messages of the last seconds, read out as they come. */
export function ToastList() {
  const toasts = useToasts();
  return (
    <div className={css.list} role="region" aria-label="Messages">
      <div role="status" aria-live="polite" className={css.stack}>
        {toasts.map((each) => (
          <div key={each.id} className={css.toast} data-tone={each.tone}>
            <Icon name={each.tone === 'ok' ? 'check' : 'alert'} size={14} />
            <span className={css.text}>{each.text}</span>
            {each.action && (
              <button type="button" className={css.action} onClick={() => take(each)}>
                {each.action.word}
              </button>
            )}
            <button
              type="button"
              className={css.close}
              aria-label="Close this message"
              onClick={() => leave(each.id)}
            >
              <Icon name="cross" size={12} />
            </button>
          </div>
        ))}
      </div>
    </div>
  );
}
