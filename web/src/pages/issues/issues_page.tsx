import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useMemo, useState } from 'react';
import type { IssueRow } from '../../api/client';
import { useConnections } from '../../api/connections';
import { issueCsvUrl, useIssueList } from '../../api/issues';
import { plural } from '../../lib/format';
import { QuestionBar } from '../../scope/question_bar';
import { filterCount, withoutFilters, type Question } from '../../scope/question';
import { useGoSearch, useQuestion, useRawSearch } from '../../scope/use_question';
import { Freshness } from '../../shell/freshness';
import { FilterChip } from '../../ui/filter_chip';
import { Icon } from '../../ui/icon';
import { LinkButton } from '../../ui/link_button';
import { categoryWords } from '../../ui/lozenge';
import { Card, Page } from '../../ui/page';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { kStages, stageWords, type Stage } from '../mapping/words';
import { IssueCards } from './cards';
import { ColumnMenu } from './column_menu';
import { shownColumns } from './column_order';
import { FacetChip } from './facet_chip';
import css from './issues.module.css';
import {
  isFiltered,
  issuesCodec,
  kNoState,
  kStatusCategories,
  listQuery,
  migrated,
  type IssuesState,
  type StatusCategory,
} from './issues_state';
import { MarkedBar } from './marked_bar';
import { useTablePrefs } from './prefs';
import { SearchField } from './search_field';
import { chosenRows, kNothing } from './selection';
import { IssueTable } from './table';

/** Links of before the question had a version say `category` where they mean the status. */
function useMigration(): void {
  const search = useRawSearch();
  const go = useGoSearch();
  const next = migrated(search);
  useEffect(() => {
    if (next) go(next, { replace: true });
  });
}

interface FilterProps {
  question: Question;
  state: IssuesState;
  onChange: (part: Partial<IssuesState>, replace?: boolean) => void;
}

/** The filters that only the list has. */
function OwnFilters({ question, state, onChange }: FilterProps) {
  const place = { connection: question.connections[0], projects: question.projects };
  return (
    <>
      <SearchField value={state.q} onChange={(q) => onChange({ q }, true)} />
      <FilterChip
        label="State"
        chosen={state.statusCategories}
        onChange={(chosen) => onChange({ statusCategories: chosen as StatusCategory[] })}
        choices={kStatusCategories.map((value) => ({ value, label: categoryWords(value) }))}
      />
      <FilterChip
        label="Stage"
        chosen={state.stages}
        onChange={(chosen) => onChange({ stages: chosen as Stage[] })}
        choices={kStages.map((value) => ({ value, label: stageWords[value] }))}
      />
      <FacetChip
        field="status"
        label="Status"
        chosen={state.statuses}
        onChange={(statuses) => onChange({ statuses })}
        {...place}
      />
      <FacetChip
        field="assignee"
        label="Assignee"
        chosen={state.assignees}
        onChange={(assignees) => onChange({ assignees })}
        words={{ none: 'Nobody' }}
        {...place}
      />
    </>
  );
}

function Empty({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  if (filtered) {
    return (
      <StatePanel
        icon="search"
        title="No issue matches"
        action={
          <Button variant="default" onClick={onClear}>
            Clear search and filters
          </Button>
        }
      >
        <p>Only issues that have arrived here are searched.</p>
      </StatePanel>
    );
  }
  return (
    <StatePanel
      icon="issues"
      title="No issue has arrived yet"
      action={<LinkButton to="/integrations">See the connections</LinkButton>}
    >
      <p>As soon as a connection fills, its newest issues appear here first.</p>
    </StatePanel>
  );
}

/** The address of an issue in its Jira; null where the connection is gone. */
function useJiraUrl(): (row: IssueRow) => string | null {
  const connections = useConnections().data ?? [];
  return (row) => {
    const found = connections.find((each) => each.id === row.connection);
    return found?.base_url ? `${found.base_url.replace(/\/$/, '')}/browse/${row.key}` : null;
  };
}

function useList() {
  const asked = useQuestion(issuesCodec);
  const { question, page: state, change, changePage, changeBoth, ignored } = asked;
  const query = useMemo(() => listQuery(question, state), [question, state]);
  const issues = useIssueList(query);
  const rows = useMemo(
    () => issues.list.data?.pages.flatMap((p) => p.items) ?? [],
    [issues.list.data],
  );
  const total = issues.list.data?.pages[0]?.total ?? 0;
  const clear = () => changeBoth(withoutFilters(question), { ...kNoState, sort: state.sort });
  const filtered = isFiltered(state) || filterCount(question) > 0;
  return {
    question,
    state,
    change,
    changePage,
    ignored,
    query,
    ...issues,
    rows,
    total,
    clear,
    filtered,
  };
}

function Newer({ shown, onRenew }: { shown: boolean; onRenew: () => void }) {
  return (
    <span role="status">
      {shown && (
        <Button variant="light" size="compact-sm" onClick={onRenew}>
          Something changed: begin again at the top
        </Button>
      )}
    </span>
  );
}

type List = ReturnType<typeof useList>;

function Rows({ view, prefs, selection, onSelect }: RowsProps) {
  const { list, rows, total, state, changePage } = view;
  const urlOf = useJiraUrl();
  const narrow = useMediaQuery('(max-width: 720px)', undefined, { getInitialValueInEffect: false });
  const openInJira = (row: IssueRow) => {
    const url = urlOf(row);
    if (url !== null) window.open(url, '_blank', 'noopener,noreferrer');
  };
  const common = {
    rows,
    total,
    dim: list.isPlaceholderData,
    hasMore: list.hasNextPage,
    loadingMore: list.isFetchingNextPage,
    onMore: () => void list.fetchNextPage(),
  };
  if (narrow) return <IssueCards {...common} />;
  return (
    <IssueTable
      {...common}
      shown={shownColumns(prefs.choice)}
      density={prefs.density}
      sort={state.sort}
      onSort={(sort) => changePage({ sort })}
      selection={selection}
      onSelect={onSelect}
      onOpenInJira={openInJira}
    />
  );
}

interface RowsProps {
  view: List;
  prefs: ReturnType<typeof useTablePrefs>;
  selection: typeof kNothing;
  onSelect: (selection: typeof kNothing) => void;
}

function Body(props: RowsProps) {
  const { list, rows, filtered, clear } = props.view;
  return (
    <Card flush>
      {list.isPending && <Loading what="issues" height={480} />}
      {list.error && !list.data && (
        <ErrorPanel error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.data && rows.length === 0 && <Empty filtered={filtered} onClear={clear} />}
      {rows.length > 0 && <Rows {...props} />}
    </Card>
  );
}

/** Above the table: what is marked, what is newer, the file, the columns. */
function Tools({ view, prefs, selection, onSelect }: RowsProps) {
  const urlOf = useJiraUrl();
  return (
    <>
      <MarkedBar
        marked={chosenRows(selection, view.rows)}
        shown={shownColumns(prefs.choice)}
        urlOf={urlOf}
        onClear={() => onSelect(kNothing)}
      />
      <Newer shown={view.changed} onRenew={view.renew} />
      <a className={css.tool} href={issueCsvUrl(view.query)} download="issues.csv">
        <Icon name="download" size={14} />
        CSV
      </a>
      <ColumnMenu prefs={prefs} />
    </>
  );
}

export default function IssuesPage() {
  useMigration();
  const view = useList();
  const prefs = useTablePrefs();
  const [selection, setSelection] = useState(kNothing);
  const { question, state, change, changePage, ignored, list, total } = view;
  return (
    <Page
      title="Issues"
      heading="Issues"
      lead={<span role="status">{list.data ? plural(total, 'issue') : ' '}</span>}
      actions={<Tools view={view} prefs={prefs} selection={selection} onSelect={setSelection} />}
    >
      <Freshness />
      <QuestionBar
        question={question}
        onChange={change}
        page="issues"
        switches={[]}
        ignored={ignored}
        updating={list.isPlaceholderData}
      >
        <OwnFilters
          question={question}
          state={state}
          onChange={(part, replace = false) => changePage(part, { replace })}
        />
        {isFiltered(state) && (
          <Button variant="subtle" size="compact-sm" onClick={view.clear}>
            Clear all
          </Button>
        )}
      </QuestionBar>
      <Body view={view} prefs={prefs} selection={selection} onSelect={setSelection} />
    </Page>
  );
}
