import { quoted } from '../../jql/quote';

export interface Example {
  title: string;
  jql: string;
  /** It asks for what only this program knows. */
  only: boolean;
}

interface ProjectLike {
  key: string;
  name: string;
  issues: number;
}

/** The status that work waits in most often, by its name; the first one that is neither end. */
function waitingStatus(statuses: readonly string[]): string {
  const middle = statuses.find((name) => /review|test|qa|verif/i.test(name));
  const working = statuses.find((name) => /progress|doing|develop/i.test(name));
  return middle ?? working ?? 'In Progress';
}

/** Queries that one wants to ask, with the largest projects and a status that this Jira has. */
export function examplesOf(
  projects: readonly ProjectLike[],
  statuses: readonly string[],
): Example[] {
  const largest = [...projects].sort((a, b) => b.issues - a.issues);
  const [first, second] = largest;
  const status = quoted(waitingStatus(statuses));
  const both = [first, second].flatMap((each) => (each ? [quoted(each.key)] : [])).join(', ');
  const scoped = first
    ? [
        {
          title: `Open in ${first.name}, most urgent first`,
          jql: `project = ${quoted(first.key)} AND statusCategory != Done ORDER BY priority DESC, updated DESC`,
          only: false,
        },
      ]
    : [];
  return [
    ...scoped,
    {
      title: `In “${waitingStatus(statuses)}” last week`,
      jql: `status WAS ${status} DURING (startOfWeek("-1w"), endOfWeek("-1w"))`,
      only: false,
    },
    {
      title: `Over three days in “${waitingStatus(statuses)}”`,
      jql: `timeInStatus[${status}] > 3d AND statusCategory != Done ORDER BY timeInStatus[${status}] DESC`,
      only: true,
    },
    {
      title: 'Finished this month, the slowest first',
      jql: 'resolved >= startOfMonth() AND cycleTime IS NOT EMPTY ORDER BY cycleTime DESC',
      only: true,
    },
    {
      title: 'Changed hands in the last seven days',
      jql: 'assignee CHANGED AFTER -7d ORDER BY updated DESC',
      only: false,
    },
    {
      title: both ? `Open and mine, in ${both.replace(',', ' and')}` : 'Open and mine',
      jql: `${both ? `project IN (${both}) AND ` : ''}assignee = currentUser() AND resolution IS EMPTY`,
      only: false,
    },
  ];
}
