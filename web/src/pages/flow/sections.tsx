import type { ReactNode } from 'react';
import type { Flow } from './flow_context';
import css from './flow.module.css';
import { HistogramPanel, ScatterPanel, TrendPanel } from './panels/cycle_panels';
import {
  BlockedPanel,
  EfficiencyPanel,
  MixPanel,
  MixWeeksPanel,
  ReopenPanel,
} from './panels/quality_panels';
import { CumulativePanel, ThroughputPanel } from './panels/rate_panels';
import { StatusPanel } from './panels/status_panel';
import { AgingPanel, WipPanel } from './panels/work_panels';
import { SectionNav, type Section as NavEntry } from './section_nav';

const kSections: readonly NavEntry[] = [
  { id: 'work', title: 'Work in progress' },
  { id: 'cycle', title: 'Cycle time' },
  { id: 'rate', title: 'Throughput' },
  { id: 'status', title: 'Time in status' },
  { id: 'waste', title: 'Efficiency' },
  { id: 'category', title: 'Mix' },
  { id: 'rework', title: 'Reopened' },
];

function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section className={css.section} id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`} tabIndex={-1}>
        {title}
      </h2>
      <div className={css.grid}>{children}</div>
    </section>
  );
}

const Wide = ({ children }: { children: ReactNode }) => <div className={css.wide}>{children}</div>;

/** Every chart of the page, in the order of the questions. */
export function Sections({ flow }: { flow: Flow }) {
  const lead = flow.page.measure === 'lead';
  return (
    <>
      <SectionNav sections={kSections} />
      <Section id="work" title="Work in progress">
        <Wide>
          <AgingPanel flow={flow} />
        </Wide>
        <Wide>
          <WipPanel flow={flow} />
        </Wide>
      </Section>
      <Section id="cycle" title={`${lead ? 'Lead' : 'Cycle'} time of finished issues`}>
        <Wide>
          <ScatterPanel flow={flow} />
        </Wide>
        <HistogramPanel flow={flow} />
        <TrendPanel flow={flow} />
      </Section>
      <Section id="rate" title="Throughput and cumulative flow">
        <Wide>
          <ThroughputPanel flow={flow} />
        </Wide>
        <Wide>
          <CumulativePanel flow={flow} />
        </Wide>
      </Section>
      <Section id="status" title="Time in status">
        <Wide>
          <StatusPanel flow={flow} />
        </Wide>
      </Section>
      <Section id="waste" title="Efficiency and blocked time">
        <EfficiencyPanel flow={flow} />
        <BlockedPanel flow={flow} />
      </Section>
      <Section id="category" title="Mix by category">
        <MixPanel flow={flow} />
        <MixWeeksPanel flow={flow} />
      </Section>
      <Section id="rework" title="Reopened after done">
        <Wide>
          <ReopenPanel flow={flow} />
        </Wide>
      </Section>
    </>
  );
}
