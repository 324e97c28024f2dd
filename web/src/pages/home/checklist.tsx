import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api/client';
import { Icon } from '../../ui/icon';
import { Card } from '../../ui/page';
import { currentStep, liveConnection, type FirstStep } from './first_steps';
import css from './home.module.css';
import { LinkButton } from '../../ui/link_button';

function Action({ step, connection }: { step: FirstStep; connection: Connection | undefined }) {
  switch (step.id) {
    case 'connect':
      return <LinkButton to="/integrations/connect/jira">Connect Jira</LinkButton>;
    case 'data':
      return connection ? (
        <LinkButton to="/integrations/$id/progress" params={{ id: connection.id }} variant="light">
          View progress
        </LinkButton>
      ) : null;
    case 'flow':
      return (
        <LinkButton to="/flow" variant="light">
          Open Flow
        </LinkButton>
      );
  }
}

interface Props {
  steps: FirstStep[];
  connections: readonly Connection[];
}

/** Three stations on one line. */
export default function Checklist({ steps, connections }: Props) {
  const connection = liveConnection(connections);
  const now = currentStep(steps);
  return (
    <Card className={css.first}>
      <h2>From Jira to your first number</h2>
      <ol className={css.steps}>
        {steps.map((step, i) => (
          <li
            key={step.id}
            className={css.step}
            data-state={step.done ? 'done' : step === now ? 'now' : 'ahead'}
          >
            <span className={css.node}>{step.done ? <Icon name="check" size={13} /> : i + 1}</span>
            <div>
              <h3>
                {step.title}
                {step.done && <span className="sr"> (done)</span>}
              </h3>
              <p className="muted">{step.text}</p>
              {step === now && (
                <div className={css.stepAction}>
                  <Action step={step} connection={connection} />
                </div>
              )}
              {step.id === 'data' && step.done && connection && (
                <Link
                  className={css.stepLink}
                  to="/integrations/$id/verify"
                  params={{ id: connection.id }}
                >
                  Compare with Jira
                </Link>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}
