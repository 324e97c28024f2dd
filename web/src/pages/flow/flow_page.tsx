import { ItemsPanel } from '../../charts/items_panel';
import { workingScale, kCalendar } from '../../charts/unit';
import { copyLink } from '../../scope/links';
import { questionQuery } from '../../scope/question';
import { QuestionBar } from '../../scope/question_bar';
import { useQuestion, useRawSearch } from '../../scope/use_question';
import { Freshness } from '../../shell/freshness';
import { HowButton } from '../../ui/how_button';
import { LinkButton } from '../../ui/link_button';
import { Card, Page } from '../../ui/page';
import { StatePanel } from '../../ui/state_panel';
import { openPart, type Flow } from './flow_context';
import css from './flow.module.css';
import { kFlowCodec } from './flow_state';
import { ItemDrawer } from './item_drawer';
import { KpiRow } from './kpi_row';
import { Sections } from './sections';
import { useCycle, type CycleQuery } from './use_cycle';

/** How seconds of the lists are read: as the numbers of the page are. */
function listScale(flow: Flow, cycle: CycleQuery) {
  if (flow.question.unit !== 'working') return kCalendar;
  return workingScale(cycle.data?.seconds_per_working_day);
}

function Drawers({ flow, cycle }: { flow: Flow; cycle: CycleQuery }) {
  const { page, changePage } = flow;
  return (
    <>
      <ItemsPanel
        mark={page.mark}
        query={flow.query}
        scale={listScale(flow, cycle)}
        onClose={() => changePage({ mark: null })}
      />
      <ItemDrawer
        issueKey={page.item}
        connection={page.at}
        point={cycle.data?.points.find((p) => p.key === page.item)}
        lead={page.measure === 'lead'}
        scale={listScale(flow, cycle)}
        onClose={() => changePage({ item: null, at: null })}
      />
    </>
  );
}

/** Nothing has ever arrived: one sentence instead of a page of empty charts. */
function isEmpty({ data }: CycleQuery): boolean {
  return data?.data_to === null && data.considered === 0 && data.in_progress === 0;
}

function NothingYet() {
  return (
    <Card>
      <StatePanel
        icon="flow"
        title="No issue has arrived yet."
        action={<LinkButton to="/integrations">Look at the integrations</LinkButton>}
      >
        <p>The charts fill as soon as the first issues come in, newest first.</p>
      </StatePanel>
    </Card>
  );
}

export default function FlowPage() {
  const { question, page, ignored, today, query, change, changePage } = useQuestion(kFlowCodec);
  const search = useRawSearch();
  const flow: Flow = {
    ...{ question, page, query, today, changePage },
    previous: questionQuery(question, today, true),
    open: (target) => changePage(openPart(target)),
    how: (id) => changePage({ how: id, mark: null, item: null }),
    copyLink: (dates) => void copyLink('/flow', search, today, dates),
  };
  const cycle = useCycle(flow);
  return (
    <Page
      title="Flow"
      heading="Where does work wait, and what is getting old?"
      actions={<HowButton onClick={() => flow.how('cycle-time')} />}
    >
      <Freshness dataTo={cycle.data?.data_to} completeBackTo={cycle.data?.complete_back_to} />
      <QuestionBar
        page="flow"
        question={question}
        onChange={change}
        ignored={ignored}
        updating={cycle.isPlaceholderData}
      />
      {isEmpty(cycle) ? (
        <NothingYet />
      ) : (
        <div className={css.content}>
          <KpiRow flow={flow} cycle={cycle} />
          <Sections flow={flow} />
        </div>
      )}
      <Drawers flow={flow} cycle={cycle} />
    </Page>
  );
}
