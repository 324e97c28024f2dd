import type { Connection } from '../../api/client';

export interface FirstStep {
  id: 'connect' | 'data' | 'flow';
  title: string;
  text: string;
  done: boolean;
}

/** The first-run checklist; it ticks itself from what the server says. */
export function decideSteps(connections: Connection[], finishedWithStart: number): FirstStep[] {
  const active = connections.filter((c) => c.state !== 'disconnected');
  const issues = active.reduce((sum, c) => sum + c.issues, 0);
  const arrived = issues > 0;
  return [
    {
      id: 'connect',
      title: 'Connect Jira',
      text: 'Cloud, Data Center or Server. Read-only, unless you allow more.',
      done: active.length > 0,
    },
    {
      id: 'data',
      title: 'First data arrives',
      text: arrived
        ? `${issues.toLocaleString('en-US')} issues with their history so far.`
        : 'Newest issues first, so this takes minutes, not hours.',
      done: arrived,
    },
    {
      id: 'flow',
      title: 'See your flow',
      text: 'How long work takes from start to finish, and every issue behind the number.',
      done: finishedWithStart > 0,
    },
  ];
}

/** The newest connection to a live site: what the checklist leads to. */
export function liveConnection(connections: readonly Connection[]): Connection | undefined {
  return connections.filter((c) => c.state !== 'disconnected' && c.flavour !== 'import').at(-1);
}

export function isFinished(steps: FirstStep[]): boolean {
  return steps.every((step) => step.done);
}

/** The step to do now: the first that is not done. */
export function currentStep(steps: FirstStep[]): FirstStep | undefined {
  return steps.find((step) => !step.done);
}
