import { useState } from 'react';
import { heatHeight, heatView, type HeatOptions } from '../models/heatmap';
import type { Flow } from '../flow_context';
import { Panel } from '../panel';
import { Choice } from './switch';

function Tools({ flow }: { flow: Flow }) {
  return (
    <>
      <Choice
        label="Rows"
        value={flow.page.by}
        onChange={(by) => flow.changePage({ by })}
        options={[
          { value: 'status', label: 'Statuses' },
          { value: 'stage', label: 'Stages' },
        ]}
      />
      <Choice
        label="Drawn as"
        value={flow.page.status}
        onChange={(status) => flow.changePage({ status })}
        options={[
          { value: 'heat', label: 'Weeks' },
          { value: 'bars', label: 'Bars' },
        ]}
      />
    </>
  );
}

const kUsualRows = 6;

export function StatusPanel({ flow }: { flow: Flow }) {
  const { by, status } = flow.page;
  const { pct } = flow.question;
  const [rows, setRows] = useState(kUsualRows);
  const options: HeatOptions = { by, view: status, pct };
  return (
    <Panel
      flow={flow}
      id="time-in-status"
      metric="time-in-status"
      extra={{ by }}
      title={`In which ${by} does time go?`}
      subject={`time in ${by}`}
      height={heatHeight(rows)}
      tools={<Tools flow={flow} />}
      view={(data) => heatView(data, options)}
      viewKey={status}
      onData={(data) => setRows(data.rows.length)}
    />
  );
}
