import { Button } from '@mantine/core';
import { useState } from 'react';
import { asProblem } from '../../api/problem';
import { formatAgo, plural } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { Icon } from '../../ui/icon';
import { ErrorNote } from '../../ui/state_panel';
import { ChangeList } from '../mapping/change_list';
import bar from '../mapping/mapping.module.css';
import css from './calendar.module.css';
import { differences, draftOf, isSound, problemsOf } from './draft';
import type { Editor } from './use_draft';

function Conflict({ editor }: { editor: Editor }) {
  const [seen, setSeen] = useState(false);
  const now = useNow(10);
  const { theirs, base, save } = editor;
  const said = theirs?.saved_at
    ? `${theirs.saved_by} changed the calendar ${formatAgo(theirs.saved_at, now)}.`
    : asProblem(save.error).detail;
  const changes = theirs ? differences(draftOf(base), draftOf(theirs)) : [];
  return (
    <div className={bar.conflict} role="alert">
      <Icon name="alert" />
      <div>
        <p>
          <b>{said}</b> Nothing of yours was saved or lost.
        </p>
        {seen && changes.length > 0 && <ChangeList changes={changes} />}
        {seen && changes.length === 0 && <p>It was saved without a difference.</p>}
        <div className={bar.conflictActions}>
          {!seen && (
            <Button variant="default" size="compact-md" onClick={() => setSeen(true)}>
              See changes
            </Button>
          )}
          <Button variant="default" size="compact-md" onClick={editor.discard}>
            Take theirs, discard mine
          </Button>
          <Button size="compact-md" loading={save.isPending} onClick={() => editor.overwrite()}>
            Overwrite
          </Button>
        </div>
        <p className="small">Overwrite puts the calendar as it stands here in place of theirs.</p>
      </div>
    </div>
  );
}

function SavedLine({ editor }: { editor: Editor }) {
  const { saved, save, takeBack } = editor;
  if (!saved) return null;
  return (
    <div className={bar.bar} data-state="saved">
      <p className={bar.barWords} role="status">
        <Icon name="check" size={14} /> Saved as version {saved.version}. Working times are counted
        anew.
      </p>
      <Button
        variant="default"
        size="compact-md"
        loading={save.isPending}
        onClick={() => takeBack()}
      >
        Undo
      </Button>
    </div>
  );
}

/** Sticks to the bottom as soon as there is something to save. */
export function CalendarBar({ editor }: { editor: Editor }) {
  const [open, setOpen] = useState(false);
  const [told, setTold] = useState(false);
  const { changes, save, conflict } = editor;
  if (changes.length === 0) {
    return (
      <div className={bar.barPlace}>
        <SavedLine editor={editor} />
        {save.error && <ErrorNote error={save.error} />}
      </div>
    );
  }
  const sound = isSound(problemsOf(editor.draft));
  const problems = problemsOf(editor.draft);
  const first = problems.week ?? problems.workingDay ?? 'Some hours cannot be read yet.';
  const send = () => {
    setTold(!sound);
    if (sound) editor.send();
    else document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  };
  return (
    <div className={bar.barPlace}>
      <section className={bar.bar} aria-label="Unsaved changes">
        {conflict && <Conflict editor={editor} />}
        {save.error && !conflict && <ErrorNote error={save.error} />}
        {told && !sound && (
          <p className={css.problem} role="alert">
            {first}
          </p>
        )}
        {open && <ChangeList changes={changes} />}
        <div className={bar.barRow}>
          <button
            type="button"
            className={bar.barCount}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <Icon name={open ? 'down' : 'up'} size={14} />
            <span role="status">{plural(changes.length, 'unsaved change')}</span>
          </button>
          <span className={bar.barActions}>
            <Button
              variant="subtle"
              leftSection={<Icon name="undo" size={14} />}
              disabled={!editor.canUndo}
              onClick={editor.undo}
            >
              Undo
            </Button>
            <Button variant="default" onClick={editor.discard}>
              Discard
            </Button>
            {!conflict && (
              <Button loading={save.isPending} onClick={send}>
                Save
              </Button>
            )}
          </span>
        </div>
      </section>
    </div>
  );
}
