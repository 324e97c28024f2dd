import type { Connection } from '../../api/client';
import { plural } from '../../lib/format';

export type Removed = NonNullable<Connection['removed_descriptions']>;

/** What was deleted after descriptions were switched off, or is being deleted. */
export function removedWords(removed: Removed): string {
  const counts = `${plural(removed.issues, 'description')} and ${plural(removed.changes, 'change')} of descriptions`;
  if (removed.finished === null) return `Being deleted; so far ${counts}.`;
  if (removed.issues === 0 && removed.changes === 0) return 'There was nothing to delete.';
  return `Deleted: the text of ${counts}.`;
}

/** What saving will do; empty when nothing changes. */
export function switchWords(wanted: boolean, saved: boolean): string {
  if (wanted === saved) return '';
  return wanted
    ? 'When you save, every issue is read from Jira once more, newest first, to bring the texts.'
    : 'When you save, all stored description texts of this connection are deleted, old and new ones. In Jira nothing changes.';
}
