import { ActionIcon, Menu } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '../../api/client';
import { useConnectionAction } from '../../api/connections';
import { Icon } from '../../ui/icon';
import { DisconnectDialog } from './disconnect_dialog';
import { LinkMenuItem } from '../../ui/link_button';
import { secretWord } from './token_words';

/** What else can be done with a connection. */
export function ConnectionMenu({ connection }: { connection: Connection }) {
  const action = useConnectionAction(connection.id);
  const [leaving, setLeaving] = useState(false);
  const paused = connection.state === 'paused';
  const files = connection.flavour === 'import';
  const params = { id: connection.id };
  return (
    <>
      <Menu position="bottom-end" width={210}>
        <Menu.Target>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={`More actions for ${connection.name}`}
          >
            <Icon name="dots" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <LinkMenuItem to="/integrations/$id" params={params}>
            Configure
          </LinkMenuItem>
          <LinkMenuItem to="/integrations/$id" params={params} search={{ tab: 'mapping' }}>
            Mapping
          </LinkMenuItem>
          {!files && (
            <>
              <LinkMenuItem to="/integrations/$id/progress" params={params}>
                View progress
              </LinkMenuItem>
              <LinkMenuItem to="/integrations/$id" params={params} search={{ tab: 'access' }}>
                Replace {secretWord(connection.method)}
              </LinkMenuItem>
              <Menu.Item onClick={() => action.mutate(paused ? 'resume' : 'pause')}>
                {paused ? 'Resume' : 'Pause'}
              </Menu.Item>
            </>
          )}
          <Menu.Divider />
          <Menu.Item color="red" onClick={() => setLeaving(true)}>
            {files ? 'Remove…' : 'Disconnect…'}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <DisconnectDialog
        connection={connection}
        opened={leaving}
        onClose={() => setLeaving(false)}
      />
    </>
  );
}
