import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { usePreview, type ChangePreview, type ConnectionPatch } from '../../api/care';
import type { Connection } from '../../api/client';
import { exact, plural } from '../../lib/format';
import { ChoiceCards } from '../../ui/choice_cards';
import { Dialog } from '../../ui/side_panel';
import { ErrorNote, Loading } from '../../ui/state_panel';
import css from './integrations.module.css';
import { dropWords, matchWords } from './scope_rules';

type Drop = 'keep' | 'delete';

interface Props {
  connection: Connection;
  patch: ConnectionPatch;
  onApply: (drop: Drop) => void;
  onClose: () => void;
}

function Effects({ preview, connection }: { preview: ChangePreview; connection: Connection }) {
  const kept = connection.issues - preview.issues_dropped;
  return (
    <>
      <ul className={css.effects}>
        {preview.removed.map((project) => (
          <li key={project.key}>
            <code>{project.key}</code> is no longer asked for: {plural(project.issues, 'issue')} of
            it {project.issues === 1 ? 'is' : 'are'} stored here.
          </li>
        ))}
        <li>{dropWords(preview)}</li>
        <li>{matchWords(preview, kept, connection.backfill_days)}</li>
      </ul>
      {preview.notes.map((note) => (
        <p key={note} className="muted small">
          {note}
        </p>
      ))}
    </>
  );
}

function DropChoice(props: { dropped: number; drop: Drop; onChange: (drop: Drop) => void }) {
  const { dropped, drop, onChange } = props;
  return (
    <ChoiceCards<Drop>
      name="drop"
      legend={`What happens to the ${plural(dropped, 'issue')} left out`}
      value={drop}
      onChange={onChange}
      choices={[
        {
          value: 'keep',
          title: 'Keep them',
          text: 'They stay in the numbers as they last were, and are no longer kept fresh.',
        },
        {
          value: 'delete',
          title: 'Delete them here',
          text: `${exact(dropped)} issues with their history go for good. Nothing changes in Jira.`,
        },
      ]}
    />
  );
}

function Body({ connection, patch, onApply, onClose }: Props) {
  const preview = usePreview(connection.id);
  const [drop, setDrop] = useState<Drop>('keep');
  const { mutate } = preview;
  const [asked] = useState(patch);
  useEffect(() => mutate(asked), [mutate, asked]);
  const dropped = preview.data?.issues_dropped ?? 0;
  return (
    <form
      className={css.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        onApply(dropped > 0 ? drop : 'keep');
      }}
    >
      {preview.isPending && <Loading what="what this changes" height={96} />}
      {preview.error && (
        <>
          <ErrorNote error={preview.error} />
          <p>It can be saved all the same; what is stored then stays.</p>
        </>
      )}
      {preview.data && <Effects preview={preview.data} connection={connection} />}
      {dropped > 0 && <DropChoice dropped={dropped} drop={drop} onChange={setDrop} />}
      <div className={css.dialogActions}>
        <Button variant="default" onClick={onClose}>
          Back
        </Button>
        {!preview.isPending && (
          <Button type="submit" color={drop === 'delete' && dropped > 0 ? 'red' : 'blue'}>
            {drop === 'delete' && dropped > 0 ? `Save and delete ${exact(dropped)}` : 'Save'}
          </Button>
        )}
      </div>
    </form>
  );
}

/** What a change of projects or filter does, before it is done. */
export function ScopeDialog({ opened, ...rest }: Props & { opened: boolean }) {
  return (
    <Dialog opened={opened} onClose={rest.onClose} title="What this changes">
      {opened && <Body {...rest} />}
    </Dialog>
  );
}
