import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '../../api/client';
import { useConnectionAction } from '../../api/connections';
import { Card } from '../../ui/page';
import { ErrorNote } from '../../ui/state_panel';
import { DisconnectDialog } from './disconnect_dialog';
import css from './integrations.module.css';

export function DangerTab({ connection }: { connection: Connection }) {
  const action = useConnectionAction(connection.id);
  const [leaving, setLeaving] = useState(false);
  const paused = connection.state === 'paused';
  return (
    <Card>
      <h2>Danger zone</h2>
      <div className={css.danger}>
        <div>
          <h3>{paused ? 'Resume' : 'Pause'}</h3>
          <p className="muted">
            {paused
              ? 'Work goes on exactly where it stopped.'
              : 'No request is made to Jira until you resume. Events that arrive are kept.'}
          </p>
        </div>
        <Button
          variant="default"
          loading={action.isPending}
          onClick={() => action.mutate(paused ? 'resume' : 'pause')}
        >
          {paused ? 'Resume' : 'Pause'}
        </Button>
      </div>
      <div className={css.danger}>
        <div>
          <h3>Disconnect</h3>
          <p className="muted">Removes our webhooks from Jira and forgets the token.</p>
        </div>
        <Button color="red" variant="light" onClick={() => setLeaving(true)}>
          Disconnect…
        </Button>
      </div>
      {action.error && <ErrorNote error={action.error} />}
      <DisconnectDialog
        connection={connection}
        opened={leaving}
        onClose={() => setLeaving(false)}
      />
    </Card>
  );
}
