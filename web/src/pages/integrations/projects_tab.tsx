import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '../../api/client';
import { useChangeConnection } from '../../api/connections';
import { Card } from '../../ui/page';
import { ErrorNote } from '../../ui/state_panel';
import { ProjectPicker } from '../connect/project_picker';
import css from './integrations.module.css';

/** Which projects are followed. A conflict with somebody else's change is refused by the server. */
export function ProjectsTab({ connection }: { connection: Connection }) {
  const [all, setAll] = useState(connection.project_keys.length === 0);
  const [keys, setKeys] = useState(connection.project_keys);
  const [problem, setProblem] = useState('');
  const change = useChangeConnection(connection);
  const save = () => {
    if (!all && keys.length === 0) return setProblem('Choose at least one project, or all.');
    setProblem('');
    change.mutate({ project_keys: all ? [] : keys });
  };
  return (
    <Card>
      <h2>Projects</h2>
      <form
        className={css.dialog}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <p className="muted">
          What is taken away here stays stored; it is only no longer kept fresh.
        </p>
        <Checkbox
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
          label="All projects, future ones too"
        />
        {!all && (
          <ProjectPicker
            source={{ identity: connection.id, request: { connection: connection.id } }}
            chosen={keys}
            onChange={setKeys}
          />
        )}
        {problem && <p role="alert">{problem}</p>}
        {change.error && <ErrorNote error={change.error} />}
        <div className={css.dialogActions}>
          <span className="muted" role="status">
            {change.isSuccess && 'Saved.'}
          </span>
          <Button type="submit" loading={change.isPending}>
            Save projects
          </Button>
        </div>
      </form>
    </Card>
  );
}
