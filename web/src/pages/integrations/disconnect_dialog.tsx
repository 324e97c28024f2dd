import { Button, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Connection } from '../../api/client';
import { useDisconnect } from '../../api/connections';
import { plural } from '../../lib/format';
import { ChoiceCards } from '../../ui/choice_cards';
import { ErrorNote } from '../../ui/state_panel';
import { Dialog } from '../../ui/side_panel';
import css from './integrations.module.css';
import { secretWord } from './token_words';

interface Props {
  connection: Connection;
  opened: boolean;
  onClose: () => void;
}

/** Asks for the name of the connection; nothing is lost by one click. */
export function DisconnectDialog({ connection, opened, onClose }: Props) {
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={`${connection.flavour === 'import' ? 'Remove' : 'Disconnect'} ${connection.name}?`}
    >
      <DisconnectForm connection={connection} onClose={onClose} />
    </Dialog>
  );
}

function DisconnectForm({ connection, onClose }: Omit<Props, 'opened'>) {
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const [facts, setFacts] = useState<'keep' | 'delete'>('keep');
  const files = connection.flavour === 'import';
  const disconnect = useDisconnect(connection.id);
  const navigate = useNavigate();
  const confirm = () => {
    if (typed.trim() !== connection.name) return setWrong(true);
    disconnect.mutate(facts, {
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
        {files
          ? 'No more files can be added to it.'
          : `Our webhooks are removed from Jira and the ${secretWord(connection.method)} is forgotten. No new data arrives. Nothing else changes in Jira.`}
      </p>
      <ChoiceCards<'keep' | 'delete'>
        name="facts"
        legend="What came from it"
        value={facts}
        onChange={setFacts}
        choices={[
          {
            value: 'keep',
            title: `Keep ${plural(connection.issues, 'issue')}`,
            text: 'With their history. Connecting the same site again goes on from there.',
          },
          {
            value: 'delete',
            title: `Delete ${plural(connection.issues, 'issue')}`,
            text: 'With their history, here and for good. The numbers change.',
          },
        ]}
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
          {facts === 'delete' ? 'Disconnect and delete' : 'Disconnect'}
        </Button>
      </div>
    </form>
  );
}
