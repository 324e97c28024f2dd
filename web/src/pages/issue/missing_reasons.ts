import type { Connection } from '../../api/client';

export interface Reason {
  /** Of the connection; '' where it concerns none. */
  connection: string;
  name: string;
  text: string;
  /** Where it can be put right. */
  tab: 'projects' | 'access' | 'overview' | '';
}

function projectOf(key: string): string {
  return key.split('-')[0]?.toUpperCase() ?? '';
}

function words(connection: Connection, project: string): Pick<Reason, 'text' | 'tab'> {
  const { project_keys: keys, filter_jql: filter } = connection;
  if (connection.flavour === 'import') {
    return { text: 'is known from files only, and none of them held it.', tab: '' };
  }
  if (keys.length > 0 && !keys.includes(project)) {
    return { text: `does not follow the project ${project}.`, tab: 'projects' };
  }
  if (connection.state === 'needs_sign_in') {
    return { text: 'cannot sign in, so newer issues have not come.', tab: 'access' };
  }
  if (connection.badge.code === 'backfilling') {
    return { text: 'is still being filled; it may be on its way.', tab: 'overview' };
  }
  if (filter) {
    return { text: `lets issues in by a filter that may leave it out: ${filter}`, tab: 'projects' };
  }
  return {
    text: `follows the project. The issue does not exist there, the account may not see it, or it was closed longer ago than the ${connection.backfill_days} days that were read.`,
    tab: 'overview',
  };
}

/** Why an issue may be missing, connection by connection, from what is known here. */
export function missingReasons(key: string, connections: readonly Connection[]): Reason[] {
  const project = projectOf(key);
  return connections
    .filter((connection) => connection.state !== 'disconnected')
    .map((connection) => ({
      connection: connection.id,
      name: connection.name,
      ...words(connection, project),
    }));
}
