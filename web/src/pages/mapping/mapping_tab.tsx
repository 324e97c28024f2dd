import type { Connection } from '../../api/client';
import { useMapping } from '../../api/mapping';
import { Card } from '../../ui/page';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { MappingEditor } from './mapping_editor';

/** How types and statuses of this site are read. */
export function MappingTab({ connection }: { connection: Connection }) {
  const mapping = useMapping(connection.id);
  const found = mapping.data;
  if (mapping.isPending) {
    return (
      <Card>
        <Loading what="the mapping" height={420} />
      </Card>
    );
  }
  if (!found) {
    return (
      <Card>
        <ErrorPanel error={mapping.error} onRetry={() => void mapping.refetch()} />
      </Card>
    );
  }
  if (found.types.length + found.statuses.length === 0) {
    return (
      <Card>
        <StatePanel icon="flow" title="No status has arrived yet">
          <p>
            Types and statuses come first in a sync, within its first minute. What they mean is
            guessed then, and can be put right here.
          </p>
        </StatePanel>
      </Card>
    );
  }
  return <MappingEditor key={connection.id} connection={connection} mapping={found} />;
}
