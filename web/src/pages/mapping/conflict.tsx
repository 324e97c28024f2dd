import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Mapping } from '../../api/mapping';
import { formatAgo } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { Icon } from '../../ui/icon';
import { ChangeList } from './change_list';
import { differences } from './edits';
import css from './mapping.module.css';

interface Props {
  /** The server's words. */
  words: string;
  mine: Mapping;
  /** null while it is being fetched. */
  theirs: Mapping | null;
  busy: boolean;
  connection: string;
  onOverwrite: () => void;
  onTake: () => void;
}

/** Somebody else saved meanwhile: who, when, what; then theirs, or ours on top of it. */
export function Conflict(props: Props) {
  const { words, mine, theirs, busy, connection, onOverwrite, onTake } = props;
  const [seen, setSeen] = useState(false);
  const queries = useQueryClient();
  const now = useNow(10);
  const take = () => {
    if (theirs) queries.setQueryData(['mapping', connection], theirs);
    onTake();
  };
  const said = theirs?.saved_at
    ? `${theirs.saved_by} changed this mapping ${formatAgo(theirs.saved_at, now)}.`
    : words;
  const changes = theirs ? differences(mine, theirs) : [];
  return (
    <div className={css.conflict} role="alert">
      <Icon name="alert" />
      <div>
        <p>
          <b>{said}</b> Nothing of yours was saved or lost.
        </p>
        {seen && changes.length > 0 && <ChangeList changes={changes} />}
        {seen && changes.length === 0 && <p>It was saved without a difference in these tables.</p>}
        <div className={css.conflictActions}>
          {!seen && (
            <Button variant="default" size="compact-md" onClick={() => setSeen(true)}>
              See changes
            </Button>
          )}
          <Button variant="default" size="compact-md" onClick={take}>
            Take theirs, discard mine
          </Button>
          <Button size="compact-md" loading={busy} onClick={onOverwrite}>
            Overwrite
          </Button>
        </div>
        <p className="small">
          Overwrite keeps what they changed elsewhere, and yours where both changed the same.
        </p>
      </div>
    </div>
  );
}
