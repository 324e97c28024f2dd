import { agingView } from '../models/aging';
import { wipView } from '../models/wip';
import type { Flow } from '../flow_context';
import { Panel } from '../panel';
import { ScaleChoice } from './cycle_panels';

export function AgingPanel({ flow }: { flow: Flow }) {
  const log = flow.page.scale === 'log';
  return (
    <Panel
      flow={flow}
      id="aging"
      metric="aging"
      title="What is getting old?"
      subject="aging work in progress"
      height={440}
      rows={{ metric: 'aging' }}
      tools={<ScaleChoice flow={flow} of="Age" />}
      view={(data) => agingView(data, log)}
      viewKey={flow.page.scale}
    />
  );
}

export function WipPanel({ flow }: { flow: Flow }) {
  return (
    <Panel
      flow={flow}
      id="wip"
      metric="wip"
      title="Is more being started than finished?"
      subject="work in progress"
      height={280}
      rows={{ metric: 'wip' }}
      view={wipView}
    />
  );
}
