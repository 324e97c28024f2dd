import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api/client';
import { useLedger } from '../../api/ledger';
import { AlarmBox } from './alarms';

function Alarm({ connection }: { connection: Connection }) {
  const ledger = useLedger(connection.id);
  // The sentences come in a moment; that there is something must not wait for them.
  const alarms = ledger.data?.alarms ?? [connection.ledger_text || 'The ledger says where.'];
  return (
    <AlarmBox alarms={alarms} name={connection.name}>
      <Link to="/integrations/$id" params={{ id: connection.id }} search={{ tab: 'ledger' }}>
        Open the ledger of {connection.name}
      </Link>
    </AlarmBox>
  );
}

/** At the top of Home while a count of any connection does not add up. */
export default function HomeAlarms({ connections }: { connections: readonly Connection[] }) {
  return (
    <>
      {connections
        .filter((each) => each.alarms > 0 && each.state !== 'disconnected')
        .map((connection) => (
          <Alarm key={connection.id} connection={connection} />
        ))}
    </>
  );
}
