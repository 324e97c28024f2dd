import type { Question } from '../../scope/question';
import { useSprintReport, useSprints, sprintFilters, type SprintRow } from '../../api/sprints';
import { asProblem } from '../../api/problem';
import { HowDrawer } from '../../charts/how_drawer';
import { ItemsPanel } from '../../charts/items_panel';
import { questionQuery } from '../../scope/question';
import { QuestionBar } from '../../scope/question_bar';
import { Segments } from '../../scope/segments';
import { useQuestion } from '../../scope/use_question';
import { Freshness } from '../../shell/freshness';
import { useNow } from '../../lib/use_now';
import { useShortcuts } from '../../shell/shortcuts';
import { HowButton } from '../../ui/how_button';
import { Icon } from '../../ui/icon';
import { LinkButton } from '../../ui/link_button';
import { Card, Page } from '../../ui/page';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { BurnCard } from './burn_card';
import { Headline } from './headline';
import { HistoryCard } from './history_card';
import css from './sprint.module.css';
import { SprintHead } from './sprint_head';
import { SprintItems } from './sprint_items';
import { SprintPicker } from './sprint_picker';
import { defaultSprint, neighbour, refOf, sprintSentence } from './sprint_rules';
import { kSprintCodec, type SprintPageState } from './sprint_state';

const kFields = [
  'projects',
  'categories',
  'types',
  'priorities',
  'labels',
  'components',
  'epics',
  'levels',
] as const;

const kMeasures = [
  { value: 'issues', word: 'Issues' },
  { value: 'points', word: 'Points' },
] as const;

/** The list of all sprints, the one that is asked for, and its neighbours on the board. */
function useChosen(question: Question) {
  const now = useNow(3600);
  const list = useSprints({ q: '', states: [] });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const asked = question.sprints[0];
  const fallback = defaultSprint(rows, now);
  const ref = asked ?? (fallback ? refOf(fallback) : null);
  return { list, rows, ref };
}

interface StepProps {
  rows: readonly SprintRow[];
  current: SprintRow | undefined;
  onPick: (ref: string) => void;
}

function Steps({ rows, current, onPick }: StepProps) {
  const go = (step: -1 | 1) => {
    const next = current && neighbour(rows, current, step);
    if (next) onPick(refOf(next));
    return next !== undefined;
  };
  useShortcuts([
    { keys: '[', words: 'Previous sprint', group: 'This page', run: () => go(-1) },
    { keys: ']', words: 'Next sprint', group: 'This page', run: () => go(1) },
  ]);
  return (
    <>
      {([-1, 1] as const).map((step) => (
        <button
          key={step}
          type="button"
          className={css.step}
          aria-label={step < 0 ? 'Previous sprint' : 'Next sprint'}
          aria-disabled={!current || neighbour(rows, current, step) === undefined}
          onClick={() => go(step)}
        >
          <Icon name={step < 0 ? 'collapse' : 'expand'} size={14} />
        </button>
      ))}
    </>
  );
}

function NoSprint() {
  return (
    <Card>
      <StatePanel
        icon="sprint"
        title="No sprint has arrived"
        action={
          <LinkButton to="/integrations" variant="default">
            See the integrations
          </LinkButton>
        }
      >
        <p>Boards and sprints are read after the issues; a Jira without them has none to show.</p>
      </StatePanel>
    </Card>
  );
}

type Asked = ReturnType<typeof useQuestion<SprintPageState>>;

interface ReportProps {
  asked: Asked;
  report: ReturnType<typeof useSprintReport>;
  ref_: string;
  onPick: (ref: string) => void;
}

/** What there is to say of one sprint. */
function Report({ asked, report, ref_, onPick }: ReportProps) {
  const { page, changePage, question } = asked;
  const { data } = report;
  if (report.isPending) return <Loading what="the sprint" height={520} />;
  if (!data) {
    const missing = asProblem(report.error).status === 404;
    return (
      <Card>
        {missing ? (
          <StatePanel icon="question" title="This sprint is not here">
            <p>It was deleted in Jira, or its instance is no longer connected. Choose another.</p>
          </StatePanel>
        ) : (
          <ErrorPanel error={report.error} onRetry={() => void report.refetch()} />
        )}
      </Card>
    );
  }
  const shared = { page, changePage, filters: sprintFilters(question) };
  return (
    <div className={css.stack} data-dim={report.isPlaceholderData || undefined}>
      <SprintHead report={data} />
      {data.sprint.start !== null && (
        <>
          <Headline
            report={data}
            measure={page.measure}
            onOpen={(group) =>
              changePage({ mark: { metric: 'sprint', sprint: ref_, sprint_group: group } })
            }
          />
          <div className={css.charts}>
            <BurnCard query={report} report={data} sprint={ref_} {...shared} />
            <HistoryCard sprint={data.sprint} onPick={onPick} {...shared} />
          </div>
        </>
      )}
      <SprintItems report={data} />
    </div>
  );
}

export default function SprintPage() {
  const asked = useQuestion(kSprintCodec);
  const { question, page, ignored, change, changePage, today } = asked;
  const { list, rows, ref } = useChosen(question);
  const filters = sprintFilters(question);
  const report = useSprintReport(ref, filters);
  const current = rows.find((each) => refOf(each) === ref) ?? report.data?.sprint;
  const pick = (next: string) => change({ sprints: [next] });
  const { data } = report;
  // The list behind a number takes the window too; a sprint's content does not depend on it.
  const query = questionQuery({ ...question, sprints: [] }, today);
  return (
    <Page
      title={current ? current.name : 'Sprint'}
      heading={data && !data.provisional ? 'How did the sprint go?' : 'How is the sprint going?'}
      lead={
        <span role="status">
          {data && data.sprint.start !== null ? sprintSentence(data, page.measure) : ' '}
        </span>
      }
      actions={<HowButton onClick={() => changePage({ how: true })} />}
    >
      <Freshness dataTo={data?.data_to} completeBackTo={data?.complete_back_to} />
      <QuestionBar
        page="sprint"
        question={question}
        onChange={(part) => change(part)}
        fields={kFields}
        switches={[]}
        ignored={ignored}
        updating={report.isPlaceholderData}
        right={
          <Segments
            label="Counted in"
            value={page.measure}
            options={kMeasures}
            onChange={(measure) => changePage({ measure })}
          />
        }
      >
        <span className={css.choose}>
          <SprintPicker current={current} onPick={pick} />
          <Steps rows={rows} current={current} onPick={pick} />
        </span>
      </QuestionBar>
      {list.error && !list.data ? (
        <Card>
          <ErrorPanel error={list.error} onRetry={() => void list.refetch()} />
        </Card>
      ) : ref !== null ? (
        <Report asked={asked} report={report} ref_={ref} onPick={pick} />
      ) : list.isPending ? (
        <Loading what="the sprints" height={520} />
      ) : (
        <NoSprint />
      )}
      <ItemsPanel mark={page.mark} query={query} onClose={() => changePage({ mark: null })} />
      <HowDrawer
        about={data}
        opened={page.how}
        onClose={() => changePage({ how: false })}
        error={report.error}
        onRetry={() => void report.refetch()}
      />
    </Page>
  );
}
