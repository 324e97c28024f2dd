import { cumulativeView } from '../models/cumulative';
import { throughputView } from '../models/throughput';
import type { Flow } from '../flow_context';
import { Panel } from '../panel';
import { Choice } from './switch';

export function ThroughputPanel({ flow }: { flow: Flow }) {
  const { split, hide } = flow.page;
  return (
    <Panel
      flow={flow}
      id="throughput"
      metric="throughput"
      title="How much gets done each week?"
      subject="throughput"
      height={300}
      rows={{ metric: 'throughput' }}
      tools={
        <Choice
          label="Bars of throughput"
          value={split ? 'category' : 'none'}
          onChange={(value) => flow.changePage({ split: value === 'category' })}
          options={[
            { value: 'none', label: 'All' },
            { value: 'category', label: 'By category' },
          ]}
        />
      }
      view={(data) => throughputView(data, { split, hidden: hide })}
      viewKey={String(split)}
    />
  );
}

export function CumulativePanel({ flow }: { flow: Flow }) {
  return (
    <Panel
      flow={flow}
      id="cumulative"
      metric="cumulative"
      title="Where does work pile up?"
      subject="cumulative flow"
      height={380}
      view={(data) => cumulativeView(data, flow.page.hide)}
    />
  );
}
