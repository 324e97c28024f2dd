import { useMemo } from 'react';
import { useSprintHistory, type SprintFilters, type SprintRow } from '../../api/sprints';
import { ChartCard } from '../../charts/chart_card';
import type { MarkTarget } from '../../charts/model';
import { copyLink } from '../../scope/links';
import { useRawSearch, useToday } from '../../scope/use_question';
import { StatePanel } from '../../ui/state_panel';
import { historyModel, historySentence, historyTwin, kHistoryLegend } from './sprint_charts';
import { refOf } from './sprint_rules';
import type { SprintPageState } from './sprint_state';

interface Props {
  sprint: SprintRow;
  page: SprintPageState;
  changePage: (part: Partial<SprintPageState>) => void;
  filters: SprintFilters;
  onPick: (ref: string) => void;
}

/** What was committed and completed in the last sprints of the board. */
export function HistoryCard({ sprint, page, changePage, filters, onPick }: Props) {
  const { measure, tables } = page;
  const history = useSprintHistory(sprint, filters);
  const { data } = history;
  const current = refOf(sprint);
  const today = useToday();
  const search = useRawSearch();
  const model = useMemo(
    () => (data && data.sprints.length > 0 ? historyModel(data, measure, current) : null),
    [data, measure, current],
  );
  const twin = useMemo(() => (data ? historyTwin(data) : null), [data]);
  const others = tables.filter((each) => each !== 'history');
  const open = (target: MarkTarget) => {
    if (target.kind === 'items' && target.mark.sprint) onPick(target.mark.sprint);
  };
  const board = sprint.board?.name ?? 'this board';
  return (
    <ChartCard
      id="history"
      title="Do we complete what we commit to?"
      subject="last sprints"
      sentence={data ? historySentence(data, measure) : null}
      query={history}
      model={model}
      twin={twin}
      height={280}
      legend={kHistoryLegend}
      empty={
        data?.sprints.length === 0 && (
          <StatePanel compact icon="sprint" title={`No sprint of ${board} is closed yet.`} />
        )
      }
      exports={{
        name: `sprints-${board}`,
        lines: [`The last closed sprints of ${board}`],
        onLink: (dates) => void copyLink('/sprint', { ...search, sprint: current }, today, dates),
      }}
      asTable={tables.includes('history')}
      onTable={(on) => changePage({ tables: on ? [...others, 'history'] : others })}
      onOpen={open}
    />
  );
}
