import { useMemo } from 'react';
import { sprintCsvUrl, type SprintFilters, type SprintReport } from '../../api/sprints';
import { ChartCard, type CardQuery } from '../../charts/chart_card';
import { useToday, useRawSearch } from '../../scope/use_question';
import { copyLink } from '../../scope/links';
import { Segments } from '../../scope/segments';
import { StatePanel } from '../../ui/state_panel';
import { burnLegend, burnModel, burnSentence, burnTwin } from './sprint_charts';
import { sprintDates } from './sprint_rules';
import type { SprintPageState } from './sprint_state';

interface Props {
  query: CardQuery;
  report: SprintReport;
  /** `CONNECTION:ID`. */
  sprint: string;
  page: SprintPageState;
  changePage: (part: Partial<SprintPageState>) => void;
  filters: SprintFilters;
}

const kShapes = [
  { value: 'burndown', word: 'Burndown', hint: 'What is left' },
  { value: 'burnup', word: 'Burnup', hint: 'What is completed, against what is in the sprint' },
] as const;

/** The lines above an exported picture or table. */
export function linesOf(report: SprintReport): string[] {
  const filters = report.filters.length > 0 ? report.filters.join(' · ') : 'no filters';
  return [`${report.sprint.name} · ${sprintDates(report.sprint)} · ${filters}`];
}

/** How the work in the sprint went down, or the completed work up, day by day. */
export function BurnCard({ query, report, sprint, page, changePage, filters }: Props) {
  const { measure, shape, tables } = page;
  const model = useMemo(() => burnModel(report, measure, shape), [report, measure, shape]);
  const twin = useMemo(() => burnTwin(report), [report]);
  const today = useToday();
  const search = useRawSearch();
  const others = tables.filter((each) => each !== 'burn');
  return (
    <ChartCard
      id="burn"
      title={shape === 'burndown' ? 'How much is left?' : 'How much is done?'}
      subject={shape}
      sentence={burnSentence(report, measure)}
      query={query}
      model={model}
      twin={twin}
      height={280}
      legend={burnLegend(shape)}
      empty={model === null && <StatePanel compact icon="flow" title="No day of it is over yet." />}
      tools={
        <Segments
          label="Shape"
          value={shape}
          options={kShapes}
          onChange={(next) => changePage({ shape: next })}
        />
      }
      exports={{
        name: `${shape}-${report.sprint.name}`,
        rowsHref: sprintCsvUrl(sprint, filters),
        lines: linesOf(report),
        onLink: (dates) => void copyLink('/sprint', { ...search, sprint }, today, dates),
      }}
      asTable={tables.includes('burn')}
      onTable={(on) => changePage({ tables: on ? [...others, 'burn'] : others })}
      onOpen={() => undefined}
    />
  );
}
