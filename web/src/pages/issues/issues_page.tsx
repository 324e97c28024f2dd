import { Button, TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useIssues, type IssueFilter } from '../../api/issues';
import { plural } from '../../lib/format';
import { Freshness } from '../../shell/freshness';
import { ProjectChip } from '../../shell/project_chip';
import { FilterChip } from '../../ui/filter_chip';
import { Icon } from '../../ui/icon';
import { categoryWords } from '../../ui/lozenge';
import { Card, Page } from '../../ui/page';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import css from './issues.module.css';
import { formatIssues, isFiltered, parseIssues } from './issues_state';
import { IssueTable } from './issue_table';
import { LinkButton } from '../../ui/link_button';

const kDebounceMs = 250;
const kUsualTypes = ['Bug', 'Story', 'Task'];
const categories = (['new', 'indeterminate', 'done'] as const).map((value) => ({
  value,
  label: categoryWords(value),
}));

function useFilter(): [IssueFilter, (change: Partial<IssueFilter>) => void] {
  const search = useSearch({ from: '/app/issues' });
  const navigate = useNavigate();
  const filter = useMemo(() => parseIssues(search), [search]);
  const change = (part: Partial<IssueFilter>) =>
    void navigate({
      to: '/issues',
      search: formatIssues({ ...filter, ...part }),
      replace: part.q !== undefined,
      resetScroll: false,
    });
  return [filter, change];
}

/** The typed text runs ahead of the URL by a moment. */
function SearchField({ value, onChange }: { value: string; onChange: (q: string) => void }) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);
  useEffect(() => {
    if (text.trim() === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text.trim();
      latest.current(text.trim());
    }, kDebounceMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <TextInput
      className={css.search}
      type="search"
      aria-label="Search by key or summary"
      placeholder="Search by key or summary"
      leftSection={<Icon name="search" />}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}

function Empty({ filter, onClear }: { filter: IssueFilter; onClear: () => void }) {
  if (isFiltered(filter)) {
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

export default function IssuesPage() {
  const [filter, change] = useFilter();
  const issues = useIssues(filter);
  const rows = useMemo(() => issues.data?.pages.flatMap((p) => p.items) ?? [], [issues.data]);
  const total = issues.data?.pages[0]?.total ?? 0;
  const types = [...new Set([...kUsualTypes, ...rows.map((r) => r.type.name)])].sort();
  const clear = () => change({ q: '', projects: [], categories: [], types: [] });
  return (
    <Page
      title="Issues"
      heading="Issues"
      lead={<span role="status">{issues.data ? plural(total, 'issue') : ' '}</span>}
    >
      <Freshness />
      <div className={css.bar}>
        <SearchField value={filter.q} onChange={(q) => change({ q })} />
        <ProjectChip chosen={filter.projects} onChange={(chosen) => change({ projects: chosen })} />
        <FilterChip
          label="Status"
          chosen={filter.categories}
          onChange={(chosen) => change({ categories: chosen })}
          choices={categories}
        />
        <FilterChip
          label="Type"
          chosen={filter.types}
          onChange={(chosen) => change({ types: chosen })}
          choices={types.map((type) => ({ value: type, label: type }))}
        />
        {isFiltered(filter) && (
          <Button variant="subtle" size="compact-sm" onClick={clear}>
            Clear all
          </Button>
        )}
        {issues.isPlaceholderData && <span className="muted small">Updating…</span>}
      </div>
      <Card flush>
        {issues.isPending && <Loading what="issues" height={480} />}
        {issues.error && !issues.data && (
          <ErrorPanel error={issues.error} onRetry={() => void issues.refetch()} />
        )}
        {issues.data && rows.length === 0 && <Empty filter={filter} onClear={clear} />}
        {rows.length > 0 && (
          <IssueTable
            rows={rows}
            total={total}
            sort={filter.sort}
            onSort={(sort) => change({ sort })}
            dim={issues.isPlaceholderData}
            hasMore={issues.hasNextPage}
            loadingMore={issues.isFetchingNextPage}
            onMore={() => void issues.fetchNextPage()}
          />
        )}
      </Card>
    </Page>
  );
}
