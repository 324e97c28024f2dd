import { Button, Menu, SegmentedControl } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useMemo } from 'react';
import type { CycleTime } from '../../api/client';
import { cycleTimeCsvUrl, useCycleTime, type CycleTimeQuestion } from '../../api/metrics';
import { useMe } from '../../api/session';
import { toDays } from '../../lib/duration';
import { exact, plural } from '../../lib/format';
import { formatQuery } from '../../lib/list_codec';
import { useNow } from '../../lib/use_now';
import { Freshness } from '../../shell/freshness';
import { Icon } from '../../ui/icon';
import { Note } from '../../ui/note';
import { Card, Page } from '../../ui/page';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { FilterBar } from './filter_bar';
import css from './flow.module.css';
import { formatFlow, frozen, parseFlow, resolveRange, todayIn, type FlowState } from './flow_state';
import { HowDrawer } from './how_drawer';
import { ItemDrawer } from './item_drawer';
import { Kpis } from './kpis';
import { PointTable } from './point_table';
import { axisTop, chartSentence, notesOf, type Point } from './scatter_model';
import { LinkButton } from '../../ui/link_button';

const ScatterChart = lazy(() => import('./scatter_chart'));
const kMostPoints = 20_000;

function useFlowState() {
  const search = useSearch({ from: '/app/flow' });
  const navigate = useNavigate();
  const parsed = useMemo(() => parseFlow(search), [search]);
  const change = (part: Partial<FlowState>) =>
    void navigate({
      to: '/flow',
      search: formatFlow({ ...parsed.state, ...part }),
      resetScroll: false,
    });
  return { ...parsed, change };
}

function filterWords(state: FlowState): string {
  const projects = state.projects.length > 0 ? state.projects.join(', ') : 'all projects';
  const types = state.types.length > 0 ? state.types.join(', ') : 'all types';
  return `${projects} · ${types}`;
}

interface ToolProps {
  state: FlowState;
  change: (part: Partial<FlowState>) => void;
  question: CycleTimeQuestion;
  data: CycleTime;
  today: string;
}

function copyLink(state: FlowState): void {
  const url = `${window.location.origin}/flow${formatQuery(formatFlow(state))}`;
  void navigator.clipboard.writeText(url);
}

function Share({ state, question, data, today }: Omit<ToolProps, 'change'>) {
  const png = async () => {
    const { exportPng } = await import('./export_png');
    await exportPng(data, state.scale === 'log', filterWords(state));
  };
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <Button variant="default" rightSection={<Icon name="down" size={13} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={cycleTimeCsvUrl(question)} download>
          CSV, every issue
        </Menu.Item>
        <Menu.Item onClick={() => void png()}>PNG of the chart</Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => copyLink(frozen(state, today))}>
          Copy link to these dates
        </Menu.Item>
        <Menu.Item onClick={() => copyLink(state)}>Copy link that keeps rolling</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function ChartHead({ state, change, question, data, today }: ToolProps) {
  return (
    <div className={css.chartHead}>
      <div>
        <h2>Cycle time of finished issues</h2>
        <p className="muted small">Days from start to finish, by the day of finishing</p>
      </div>
      <div className={css.tools}>
        {state.view === 'chart' && (
          <SegmentedControl
            aria-label="Scale"
            value={state.scale}
            onChange={(value) => change({ scale: value === 'log' ? 'log' : 'linear' })}
            data={[
              { value: 'linear', label: 'Linear' },
              { value: 'log', label: 'Log' },
            ]}
          />
        )}
        <SegmentedControl
          aria-label="View"
          value={state.view}
          onChange={(value) => change({ view: value === 'table' ? 'table' : 'chart' })}
          data={[
            { value: 'chart', label: 'Chart' },
            { value: 'table', label: 'Table' },
          ]}
        />
        <Share {...{ state, question, data, today }} />
      </div>
    </div>
  );
}

function Empty({ data }: { data: CycleTime }) {
  const left = data.considered - data.n;
  return (
    <StatePanel
      icon="flow"
      title="Nothing finished in this range."
      action={
        data.in_progress > 0 && (
          <LinkButton to="/issues" search={{ category: 'indeterminate' }} variant="default">
            See them
          </LinkButton>
        )
      }
    >
      {data.in_progress > 0 && (
        <p>
          {plural(data.in_progress, 'item')} {data.in_progress === 1 ? 'is' : 'are'} in progress.
        </p>
      )}
      {left > 0 && <p>{exact(left)} were left out: see “How was this counted?”.</p>}
    </StatePanel>
  );
}

function Notes({ data }: { data: CycleTime }) {
  const notes = notesOf(data);
  const top = axisTop(data.points);
  const beyond = data.points.filter((point) => toDays(point.seconds) > top).length;
  if (beyond > 0) notes.push(`▲ ${beyond} longer than ${top.toFixed(0)} d, drawn at the top edge`);
  if (data.points.length < data.points_total) {
    notes.push(
      `${exact(data.points.length)} of ${exact(data.points_total)} points are drawn; the numbers use all`,
    );
  }
  if (notes.length === 0) return null;
  return <p className={css.notes}>{notes.join(' · ')}</p>;
}

function Picture(props: ToolProps & { onOpen: (point: Point) => void }) {
  const { state, data, onOpen } = props;
  if (data.n === 0) return <Empty data={data} />;
  if (state.view === 'table') {
    return <PointTable points={data.points} total={data.points_total} onOpen={onOpen} />;
  }
  return (
    <figure className={css.figure} aria-label={`Cycle time. ${chartSentence(data)}`}>
      <Suspense fallback={<Loading what="the chart" height={420} />}>
        <ScatterChart data={data} log={state.scale === 'log'} onOpen={onOpen} />
      </Suspense>
    </figure>
  );
}

export default function FlowPage() {
  const { state, ignored, change } = useFlowState();
  const me = useMe();
  const today = todayIn(me.data?.tenant.time_zone ?? 'UTC', useNow(60));
  const question: CycleTimeQuestion = {
    ...resolveRange(state.range, today),
    projects: state.projects,
    types: state.types,
    start: state.start,
    points: kMostPoints,
  };
  const flow = useCycleTime(question);
  const data = flow.data;
  const types = useMemo(
    () => [...new Set((data?.points ?? []).map((p) => p.type))].sort(),
    [data?.points],
  );
  const open = (point: Point) => change({ item: point.key });
  return (
    <Page
      title="Flow"
      heading="Where does work wait, and what is getting old?"
      actions={
        <Button
          variant="default"
          leftSection={<Icon name="question" />}
          onClick={() => change({ how: true })}
        >
          How was this counted?
        </Button>
      }
    >
      <Freshness dataTo={data?.data_to} completeBackTo={data?.complete_back_to} />
      {ignored.length > 0 && <Note>{ignored.join(' ')}</Note>}
      <FilterBar {...{ state, change, types, today }} />
      {flow.isPending && <Loading what="the numbers" height={560} />}
      {flow.error && !data && (
        <Card>
          <ErrorPanel error={flow.error} onRetry={() => void flow.refetch()} />
        </Card>
      )}
      {data && (
        <div className={css.content} data-dim={flow.isPlaceholderData || undefined}>
          <Card flush>
            <Kpis data={data} />
          </Card>
          <Card>
            <ChartHead {...{ state, change, question, data, today }} />
            <Picture {...{ state, change, question, data, today }} onOpen={open} />
            <Notes data={data} />
          </Card>
          {flow.isPlaceholderData && <p className={css.updating}>Updating…</p>}
        </div>
      )}
      <HowDrawer data={data} opened={state.how} onClose={() => change({ how: false })} />
      <ItemDrawer
        issueKey={state.item}
        point={data?.points.find((p) => p.key === state.item)}
        onClose={() => change({ item: null })}
      />
    </Page>
  );
}
