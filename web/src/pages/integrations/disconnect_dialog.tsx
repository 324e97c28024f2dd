import { Button, Checkbox, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Connection } from '../../api/client';
import { useDisconnect } from '../../api/connections';
import { exact } from '../../lib/format';
import { ErrorNote } from '../../ui/state_panel';
import { Dialog } from '../../ui/side_panel';
import css from './integrations.module.css';

interface Props {
  connection: Connection;
  opened: boolean;
  onClose: () => void;
}

/** Asks for the name of the connection; nothing is lost by one click. */
export function DisconnectDialog({ connection, opened, onClose }: Props) {
  return (
    <Dialog opened={opened} onClose={onClose} title={`Disconnect ${connection.name}?`}>
      <DisconnectForm connection={connection} onClose={onClose} />
    </Dialog>
  );
}

function DisconnectForm({ connection, onClose }: Omit<Props, 'opened'>) {
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const [forget, setForget] = useState(false);
  const disconnect = useDisconnect(connection.id);
  const navigate = useNavigate();
  const confirm = () => {
    if (typed.trim() !== connection.name) return setWrong(true);
    disconnect.mutate(forget ? 'delete' : 'keep', {
      onSuccess: () => {
        onClose();
        void navigate({ to: '/integrations' });
      },
    });
  };
  return (
    <form
      className={css.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        confirm();
      }}
    >
      <p>
        Our webhooks are removed from Jira and the token is forgotten. No new data arrives.{' '}
        {forget ? (
          <b>{exact(connection.issues)} issues with their history are deleted here, for good.</b>
        ) : (
          <>{exact(connection.issues)} issues with their history stay here.</>
        )}
      </p>
      <Checkbox
        checked={forget}
        onChange={(event) => setForget(event.currentTarget.checked)}
        label="Also delete the data that came from it"
      />
      <TextInput
        data-autofocus
        label={`Type ${connection.name} to confirm`}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setWrong(false);
        }}
        error={wrong && `This is not "${connection.name}".`}
        autoComplete="off"
      />
      {disconnect.error && <ErrorNote error={disconnect.error} />}
      <div className={css.dialogActions}>
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
        <Button type="submit" color="red" loading={disconnect.isPending}>
          Disconnect
        </Button>
      </div>
    </form>
  );
}
