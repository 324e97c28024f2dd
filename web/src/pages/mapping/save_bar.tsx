import { Button } from '@mantine/core';
import { useState } from 'react';
import { fetchMapping, useSaveMapping, type Mapping, type MappingChange } from '../../api/mapping';
import { ApiProblem, asProblem } from '../../api/problem';
import { plural } from '../../lib/format';
import { Icon } from '../../ui/icon';
import { ErrorNote } from '../../ui/state_panel';
import { ChangeList } from './change_list';
import { Conflict } from './conflict';
import { bodyOf, inverseOf, rebase } from './edits';
import { EffectPreview } from './effect_preview';
import css from './mapping.module.css';
import type { Editor } from './use_editor';

interface Props {
  connection: string;
  mapping: Mapping;
  editor: Editor;
}

interface Saved {
  version: number;
  undo: MappingChange;
}

/** Saving, and what came of it. */
function useSave({ connection, mapping, editor }: Props) {
  const save = useSaveMapping(connection);
  const [saved, setSaved] = useState<Saved | null>(null);
  const [theirs, setTheirs] = useState<Mapping | null>(null);

  const send = (base: Mapping, edits: Editor['edits']) =>
    save.mutate(
      { version: base.version, body: bodyOf(edits) },
      {
        onSuccess: (now) => {
          setSaved({ version: now.version, undo: inverseOf(base, edits) });
          setTheirs(null);
          editor.reset();
        },
        onError: (error) => {
          if (!(error instanceof ApiProblem) || error.status !== 412) return;
          // Only a conflict that can be shown is offered to be overwritten.
          fetchMapping(connection).then(setTheirs, () => setTheirs(null));
        },
      },
    );
  const undo = () => {
    if (!saved) return;
    save.mutate({ version: saved.version, body: saved.undo }, { onSuccess: () => setSaved(null) });
  };
  return {
    save,
    saved,
    theirs,
    undo,
    send: () => send(mapping, editor.edits),
    overwrite: () => theirs && send(theirs, rebase(editor.edits, theirs)),
  };
}

function SavedLine({ saved, undo, busy }: { saved: Saved; undo: () => void; busy: boolean }) {
  return (
    <div className={css.bar} data-state="saved">
      <p className={css.barWords} role="status">
        <Icon name="check" size={14} /> Saved as version {saved.version}. Numbers are counted anew.
      </p>
      <Button variant="default" size="compact-md" loading={busy} onClick={undo}>
        Undo
      </Button>
    </div>
  );
}

interface RowProps {
  editor: Editor;
  open: boolean;
  onOpen: () => void;
  onDiscard: () => void;
  /** Absent while a conflict must be answered first. */
  onSave?: (() => void) | undefined;
  busy: boolean;
}

function BarRow({ editor, open, onOpen, onDiscard, onSave, busy }: RowProps) {
  return (
    <div className={css.barRow}>
      <button type="button" className={css.barCount} aria-expanded={open} onClick={onOpen}>
        <Icon name={open ? 'down' : 'up'} size={14} />
        <span role="status">{plural(editor.changes.length, 'unsaved change')}</span>
      </button>
      <span className={css.barActions}>
        <Button
          variant="subtle"
          onClick={editor.undo}
          disabled={!editor.canUndo}
          leftSection={<Icon name="undo" size={14} />}
        >
          Undo
        </Button>
        <Button variant="default" onClick={onDiscard}>
          Discard
        </Button>
        {onSave && (
          <Button loading={busy} onClick={onSave}>
            Save
          </Button>
        )}
      </span>
    </div>
  );
}

/** Sticks to the bottom as soon as there is something to save. */
export function SaveBar(props: Props) {
  const { connection, mapping, editor } = props;
  const { save, saved, theirs, undo, send, overwrite } = useSave(props);
  const [open, setOpen] = useState(false);
  if (editor.changes.length === 0) {
    return (
      <div className={css.barPlace}>
        {saved && <SavedLine saved={saved} undo={undo} busy={save.isPending} />}
        {save.error && <ErrorNote error={save.error} />}
      </div>
    );
  }
  const conflict = save.error instanceof ApiProblem && save.error.status === 412;
  const discard = () => {
    save.reset();
    editor.reset();
  };
  return (
    <div className={css.barPlace}>
      <section className={css.bar} aria-label="Unsaved changes">
        {conflict && (
          <Conflict
            words={asProblem(save.error).detail}
            mine={mapping}
            theirs={theirs}
            busy={save.isPending}
            onOverwrite={overwrite}
            onTake={discard}
            connection={connection}
          />
        )}
        {save.error && !conflict && <ErrorNote error={save.error} />}
        {!conflict && (
          <EffectPreview connection={connection} mapping={mapping} edits={editor.edits} />
        )}
        {open && <ChangeList changes={editor.changes} />}
        <BarRow
          editor={editor}
          open={open}
          onOpen={() => setOpen(!open)}
          onDiscard={discard}
          onSave={conflict ? undefined : send}
          busy={save.isPending}
        />
      </section>
    </div>
  );
}
