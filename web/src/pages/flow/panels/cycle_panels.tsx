import { histogramView } from '../models/histogram';
import { metricOf, scatterView } from '../models/scatter';
import { trendView } from '../models/trend';
import type { Flow } from '../flow_context';
import { Panel } from '../panel';
import { cycleExtra } from '../use_cycle';
import { Choice } from './switch';

export function ScaleChoice({ flow, of }: { flow: Flow; of: string }) {
  return (
    <Choice
      label={`${of}: scale`}
      value={flow.page.scale}
      onChange={(scale) => flow.changePage({ scale })}
      options={[
        { value: 'linear', label: 'Linear' },
        { value: 'log', label: 'Log' },
      ]}
    />
  );
}

function MeasureChoice({ flow }: { flow: Flow }) {
  return (
    <Choice
      label="Measure"
      value={flow.page.measure}
      onChange={(measure) => flow.changePage({ measure })}
      options={[
        { value: 'cycle', label: 'Cycle time' },
        { value: 'lead', label: 'Lead time' },
      ]}
    />
  );
}

const nameOf = (flow: Flow) => (flow.page.measure === 'lead' ? 'Lead time' : 'Cycle time');
const rowsOf = (flow: Flow) => ({ metric: metricOf({ measure: flow.page.measure }) });

export function ScatterPanel({ flow }: { flow: Flow }) {
  const log = flow.page.scale === 'log';
  const { pct } = flow.question;
  return (
    <Panel
      flow={flow}
      id="cycle-time"
      metric="cycle-time"
      extra={cycleExtra(flow)}
      title={
        flow.page.measure === 'lead'
          ? 'How long from idea to done?'
          : 'How long does work take, once started?'
      }
      subject={`${nameOf(flow).toLowerCase()} of finished issues`}
      height={420}
      rows={rowsOf(flow)}
      tools={
        <>
          <MeasureChoice flow={flow} />
          <ScaleChoice flow={flow} of={nameOf(flow)} />
        </>
      }
      view={(data) => scatterView(data, { log, pct })}
      viewKey={flow.page.scale}
    />
  );
}

export function HistogramPanel({ flow }: { flow: Flow }) {
  return (
    <Panel
      flow={flow}
      id="histogram"
      metric="cycle-time"
      extra={cycleExtra(flow)}
      title="What is usual, and how long is the tail?"
      subject={`spread of ${nameOf(flow).toLowerCase()}`}
      height={300}
      rows={rowsOf(flow)}
      view={(data) => histogramView(data, flow.question.pct)}
    />
  );
}

export function TrendPanel({ flow }: { flow: Flow }) {
  return (
    <Panel
      flow={flow}
      id="trend"
      metric="cycle-time"
      extra={cycleExtra(flow)}
      title="Is it getting faster?"
      subject={`${nameOf(flow).toLowerCase()} by week`}
      height={300}
      rows={rowsOf(flow)}
      view={trendView}
    />
  );
}
