import { Button } from '@mantine/core';
import { useRotateHooks } from '../../api/deliveries';
import type { Connection } from '../../api/client';
import { toast } from '../../shell/toasts';
import { Dialog } from '../../ui/side_panel';
import { ErrorNote } from '../../ui/state_panel';
import css from './integrations.module.css';

interface Props {
  connection: Connection;
  opened: boolean;
  onClose: () => void;
}

function Words({ connection, onClose }: Omit<Props, 'opened'>) {
  const rotate = useRotateHooks(connection.id);
  const run = () =>
    rotate.mutate(undefined, {
      onSuccess: () => {
        toast('A new address is being registered; the old one goes on serving.');
        onClose();
      },
    });
  return (
    <div className={css.dialog}>
      <p>
        Jira is given a new address of this server and, where it signs, a new secret. Do this when
        somebody may have seen either of them, or as a habit.
      </p>
      <ul className={css.effects}>
        <li>The new one is registered in Jira first.</li>
        <li>The old one serves until the new one has been heard from, at most for a day.</li>
        <li>What comes by both is counted once. Nothing is lost in between.</li>
      </ul>
      {rotate.error && <ErrorNote error={rotate.error} />}
      <div className={css.dialogActions}>
        <Button variant="default" onClick={onClose}>
          Keep the present one
        </Button>
        <Button loading={rotate.isPending} onClick={run}>
          Rotate address and secret
        </Button>
      </div>
    </div>
  );
}

/** Explains what rotating does, then does it. */
export function RotateDialog({ opened, onClose, connection }: Props) {
  return (
    <Dialog opened={opened} onClose={onClose} title="Rotate address and secret?" size={500}>
      <Words connection={connection} onClose={onClose} />
    </Dialog>
  );
}
