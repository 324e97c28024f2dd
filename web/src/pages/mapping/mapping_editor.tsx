import { Button } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Connection } from '../../api/client';
import type { Mapping } from '../../api/mapping';
import { exact, formatAgo, formatInstant, plural } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { Icon } from '../../ui/icon';
import { LeaveGuard } from '../../ui/leave_guard';
import css from './mapping.module.css';
import { ResolutionTable } from './resolution_table';
import { SaveBar } from './save_bar';
import { StatusTable } from './status_table';
import { TypeQueries } from './type_queries';
import { TypeTable } from './type_table';
import { useEditor, type Editor } from './use_editor';
import { VersionsDrawer } from './versions_drawer';
import { needsLook } from './words';

const kParts = ['statuses', 'types', 'resolutions'] as const;
type Part = (typeof kParts)[number];
const kPartWords: Record<Part, string> = {
  statuses: 'Statuses',
  types: 'Issue types',
  resolutions: 'Resolutions',
};

/** Rows of a part that wait for a person: not flagged, or flagged and answered in the draft. */
function waiting(mapping: Mapping, editor: Editor, part: Part): number {
  if (part === 'statuses') {
    return mapping.statuses.filter((s) => needsLook(s) && !(s.id in editor.edits.statuses)).length;
  }
  if (part === 'types') {
    return mapping.types.filter((t) => needsLook(t) && !(t.id in editor.edits.types)).length;
  }
  return 0;
}

function Parts(props: { id: string; mapping: Mapping; editor: Editor; current: Part }) {
  const { id, mapping, editor, current } = props;
  return (
    <nav className={css.parts} aria-label="Parts of the mapping">
      {kParts.map((part) => {
        const count = waiting(mapping, editor, part);
        return (
          <Link
            key={part}
            to="/integrations/$id"
            params={{ id }}
            search={{ tab: 'mapping', ...(part !== 'statuses' && { part }) }}
            resetScroll={false}
            className={css.part}
            activeOptions={{ exact: true }}
            aria-current={part === current ? 'page' : undefined}
          >
            {kPartWords[part]} <span className={css.count}>{exact(mapping[part].length)}</span>
            {count > 0 && <span className={css.wait}>{count} to look at</span>}
          </Link>
        );
      })}
    </nav>
  );
}

function Saved({ mapping, onVersions }: { mapping: Mapping; onVersions: () => void }) {
  const now = useNow(30);
  return (
    <p className={css.saved}>
      {mapping.saved_at ? (
        <>
          Version {mapping.version}, saved{' '}
          <time dateTime={mapping.saved_at} title={formatInstant(mapping.saved_at)}>
            {formatAgo(mapping.saved_at, now)}
          </time>{' '}
          by {mapping.saved_by}
        </>
      ) : (
        'All of it is guessed; nobody has changed anything yet'
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<Icon name="clock" size={13} />}
        onClick={onVersions}
      >
        Versions
      </Button>
    </p>
  );
}

/** Three tables that are edited together and saved as one version. */
export function MappingEditor({
  connection,
  mapping,
}: {
  connection: Connection;
  mapping: Mapping;
}) {
  const search = useSearch({ from: '/app/integrations/$id' });
  const editor = useEditor(mapping);
  const [versions, setVersions] = useState(false);
  const part = kParts.find((p) => p === search.part) ?? 'statuses';
  const props = { mapping, editor };
  return (
    <div className={css.editor}>
      <div className={css.top}>
        <Parts id={connection.id} mapping={mapping} editor={editor} current={part} />
        <Saved mapping={mapping} onVersions={() => setVersions(true)} />
      </div>
      {part === 'statuses' && <StatusTable {...props} />}
      {part === 'types' && (
        <>
          <TypeQueries {...props} connection={connection.id} />
          <TypeTable {...props} connection={connection.id} />
        </>
      )}
      {part === 'resolutions' && <ResolutionTable {...props} />}
      <SaveBar connection={connection.id} mapping={mapping} editor={editor} />
      <LeaveGuard
        dirty={editor.changes.length > 0}
        what={`${plural(editor.changes.length, 'change')} of the mapping ${editor.changes.length === 1 ? 'is' : 'are'}`}
      />
      <VersionsDrawer
        connection={connection.id}
        mapping={mapping}
        opened={versions}
        onClose={() => setVersions(false)}
      />
    </div>
  );
}
