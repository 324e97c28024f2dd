import type { DeliveryDetail } from '../../api/deliveries';
import { formatClock, formatUtc } from '../../lib/format';
import { Icon, type IconName } from '../../ui/icon';
import css from './drawer.module.css';
import { offsetWords } from './delivery_words';

type Step = DeliveryDetail['steps'][number];

const kIcons: Record<Step['state'], IconName> = {
  done: 'check',
  skipped: 'minus',
  failed: 'cross',
};
const kWords: Record<Step['state'], string> = {
  done: 'done',
  skipped: 'skipped',
  failed: 'failed',
};

function StepRow({ step, received }: { step: Step; received: string }) {
  return (
    <li className={css.step} data-state={step.state}>
      <span className={css.node}>
        <Icon name={kIcons[step.state]} size={11} />
      </span>
      <div>
        <p className={css.stepHead}>
          <b>{step.title}</b>
          <span className="sr">, {kWords[step.state]}</span>
          {step.at && (
            <time dateTime={step.at} title={`${formatClock(step.at)} (${formatUtc(step.at)})`}>
              {offsetWords(received, step.at)}
            </time>
          )}
        </p>
        {step.detail && <p className={css.stepDetail}>{step.detail}</p>}
      </div>
    </li>
  );
}

/** What was done with a delivery, one after the other, each with its time since the arrival. */
export function Steps({ delivery }: { delivery: DeliveryDetail }) {
  if (delivery.steps.length === 0) return null;
  return (
    <section className={css.part} aria-labelledby="delivery-steps">
      <h3 id="delivery-steps">What was done with it</h3>
      <ol className={css.steps}>
        {delivery.steps.map((step, i) => (
          <StepRow key={`${step.id} ${i}`} step={step} received={delivery.received} />
        ))}
      </ol>
    </section>
  );
}
