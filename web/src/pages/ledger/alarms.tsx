import { Icon } from '../../ui/icon';
import css from './alarms.module.css';

interface Props {
  alarms: readonly string[];
  /** Where several connections are shown: of which one. */
  name?: string;
  children?: React.ReactNode;
}

/** A count that does not add up: nobody may miss it, and it does not go by itself. */
export function AlarmBox({ alarms, name, children }: Props) {
  if (alarms.length === 0) return null;
  const many = alarms.length > 1;
  return (
    <section className={css.alarm} role="alert">
      <span className={css.icon}>
        <Icon name="alert" size={20} />
      </span>
      <div className={css.words}>
        <h2>
          {many ? `${alarms.length} counts do not add up` : 'A count does not add up'}
          {name && ` at ${name}`}
        </h2>
        <ul>
          {alarms.map((alarm) => (
            <li key={alarm}>{/[.!?]$/.test(alarm) ? alarm : `${alarm}.`}</li>
          ))}
        </ul>
        <p>
          Something may have been lost between two steps. What is here is kept, and the comparison
          with Jira heals what is missing; the cause has to be found. Please look at the server log.
        </p>
        {children}
      </div>
    </section>
  );
}
