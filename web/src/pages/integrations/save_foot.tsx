import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ConnectionPatch } from '../../api/care';
import { asProblem } from '../../api/problem';
import { Icon } from '../../ui/icon';
import { LeaveGuard } from '../../ui/leave_guard';
import { ErrorNote } from '../../ui/state_panel';
import css from './integrations.module.css';
import { differencesOf } from './settings_words';
import type { Settings } from './use_settings';

interface Props<T extends object> {
  settings: Settings<T>;
  /** Only what changed, for the server. */
  body: () => ConnectionPatch;
  onSave: () => void;
  /** Beside the buttons while nothing else is to be said. */
  hint?: string;
}

function Conflict<T extends object>({ settings, body }: Pick<Props<T>, 'settings' | 'body'>) {
  const [seen, setSeen] = useState(false);
  const { base, now, patch } = settings;
  const differences = differencesOf(base, now);
  return (
    <div className={css.conflict} role="alert">
      <Icon name="alert" />
      <div>
        <p>
          <b>{asProblem(patch.error).detail}</b> Nothing of yours was saved or lost.
        </p>
        {seen && (
          <ul className={css.differences}>
            {differences.map((d) => (
              <li key={d.what}>
                <b>{d.what}</b>: {d.from} → {d.to}
              </li>
            ))}
            {differences.length === 0 && <li>What is shown on this page stayed the same.</li>}
          </ul>
        )}
        <div className={css.conflictActions}>
          {!seen && (
            <Button variant="default" size="compact-md" onClick={() => setSeen(true)}>
              See changes
            </Button>
          )}
          <Button
            size="compact-md"
            loading={patch.isPending}
            onClick={() => settings.overwrite(body())}
          >
            Overwrite
          </Button>
        </div>
      </div>
    </div>
  );
}

/** The foot of a card with settings: what came of saving, Discard and Save. Save is never greyed
 *  out; with nothing changed it says so. */
export function SaveFoot<T extends object>({ settings, body, onSave, hint }: Props<T>) {
  const [idle, setIdle] = useState(false);
  const { patch, dirty, conflict } = settings;
  const press = () => {
    setIdle(!dirty);
    if (dirty) onSave();
  };
  const words = patch.isSuccess && !dirty ? 'Saved.' : idle && !dirty ? 'Nothing has changed.' : '';
  return (
    <div className={css.saveFoot}>
      <LeaveGuard dirty={dirty && !patch.isPending} what="Your changes are" />
      {conflict && <Conflict settings={settings} body={body} />}
      {patch.error && !conflict && <ErrorNote error={patch.error} />}
      <div className={css.saveRow}>
        <span className="muted" role="status">
          {words || (dirty ? 'Not saved yet.' : hint)}
        </span>
        <span className={css.saveActions}>
          {dirty && (
            <Button variant="default" onClick={settings.discard}>
              Discard
            </Button>
          )}
          <Button variant={dirty ? 'filled' : 'default'} loading={patch.isPending} onClick={press}>
            Save
          </Button>
        </span>
      </div>
    </div>
  );
}
