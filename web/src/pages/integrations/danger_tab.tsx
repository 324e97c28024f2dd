import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '../../api/client';
import { useConnectionAction } from '../../api/connections';
import { plural } from '../../lib/format';
import { SettingCard, SettingRow } from '../../ui/setting';
import { ErrorNote } from '../../ui/state_panel';
import { DisconnectDialog } from './disconnect_dialog';
import css from './integrations.module.css';

export function DangerTab({ connection }: { connection: Connection }) {
  const action = useConnectionAction(connection.id);
  const [leaving, setLeaving] = useState(false);
  const paused = connection.state === 'paused';
  const files = connection.flavour === 'import';
  return (
    <SettingCard title="Danger zone" tone="danger">
      {!files && (
        <SettingRow
          title={paused ? 'Resume' : 'Pause'}
          hint={
            paused
              ? 'Work goes on exactly where it stopped.'
              : 'No request is made to Jira until you resume. Events that arrive are kept and applied then.'
          }
        >
          <Button
            variant="default"
            loading={action.isPending}
            onClick={() => action.mutate(paused ? 'resume' : 'pause')}
          >
            {paused ? 'Resume' : 'Pause'}
          </Button>
        </SettingRow>
      )}
      <SettingRow
        title={files ? 'Remove this site' : 'Disconnect'}
        hint={
          files
            ? `You choose whether its ${plural(connection.issues, 'issue')} stay here.`
            : `Removes our webhooks from Jira and forgets the sign-in. You choose whether the ${plural(connection.issues, 'issue')} that came from it stay here.`
        }
      >
        <Button color="red" variant="light" onClick={() => setLeaving(true)}>
          {files ? 'Remove…' : 'Disconnect…'}
        </Button>
      </SettingRow>
      {action.error && (
        <div className={css.cardNote}>
          <ErrorNote error={action.error} />
        </div>
      )}
      <DisconnectDialog
        connection={connection}
        opened={leaving}
        onClose={() => setLeaving(false)}
      />
    </SettingCard>
  );
}
