import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Connection } from '../../api/client';
import { useConnections } from '../../api/connections';
import { jqlProblemOf, useJqlSearch, useLanguage, type Asked, type JqlPage } from '../../api/jql';
import { useMe } from '../../api/session';
import { exact, formatInstant, plural } from '../../lib/format';
import { copyLink } from '../../scope/links';
import { useRawSearch, useToday } from '../../scope/use_question';
import { Icon } from '../../ui/icon';
import { LinkButton } from '../../ui/link_button';
import { Note } from '../../ui/note';
import { Card, Page } from '../../ui/page';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { ColumnMenu } from './column_menu';
import { CsvButton } from './csv_button';
import { InstanceStrip } from './instance_strip';
import css from './jql.module.css';
import { QueryCard } from './query_card';
import { Results } from './results';
import { useSecondOpinions, type SecondOpinions } from './second_opinion';
import { Start } from './start';
import { SumCard } from './sum_card';
import { SumSelect } from './sum_select';
import { useExplorer, type Explorer } from './use_explorer';
import { WhyPanel } from './why_panel';

function NothingConnected() {
  return (
    <Card>
      <StatePanel
        icon="plug"
        title="Nothing to ask yet"
        action={<LinkButton to="/integrations">Connect Jira</LinkButton>}
      >
        <p>
          Queries run over the issues that are stored here. Connect a Jira, and ask it anything.
        </p>
      </StatePanel>
    </Card>
  );
}

interface ToolsProps {
  explorer: Explorer;
  asked: Asked;
  page: JqlPage;
  onWhy: () => void;
}

/** What can be done with the answer. */
function Tools({ explorer, asked, page, onWhy }: ToolsProps) {
  const { state, change } = explorer;
  const language = useLanguage().data;
  const search = useRawSearch();
  const today = useToday();
  return (
    <div className={css.tools}>
      <button type="button" className={css.tool} onClick={onWhy}>
        <Icon name="question" size={14} />
        Why not here?
      </button>
      {language && (
        <SumSelect
          language={language}
          value={state.summing}
          onChange={(summing) => change({ summing, table: null })}
        />
      )}
      {language && (
        <ColumnMenu
          columns={state.columns}
          language={language}
          onChange={(columns) => change({ columns }, true)}
        />
      )}
      <CsvButton asked={asked} columns={state.columns} page={page} />
      <button
        type="button"
        className={css.tool}
        onClick={() => void copyLink('/jql', search, today)}
      >
        <Icon name="link" size={14} />
        Link
      </button>
    </div>
  );
}

const kMayAsk = ['lead', 'admin'];

function Count({ page, opinions }: { page: JqlPage; opinions: SecondOpinions }) {
  const role = useMe().data?.user.role ?? '';
  return (
    <div className={css.count}>
      <Matches page={page} />
      {kMayAsk.includes(role) && opinions.able && (
        <Button
          variant="subtle"
          size="compact-sm"
          loading={opinions.busy}
          leftSection={<Icon name="compare" size={14} />}
          onClick={opinions.ask}
        >
          Ask Jira too
        </Button>
      )}
    </div>
  );
}

function Matches({ page }: { page: JqlPage }) {
  return (
    <p className={css.matches} role="status" data-total={page.total}>
      <b>{exact(page.total)}</b> {page.total === 1 ? 'issue matches' : 'issues match'}
      <span className={css.countNote}>
        {page.took_ms < 1 ? 'under 1' : exact(Math.round(page.took_ms))} ms
        {page.data_to && ` · data to ${formatInstant(page.data_to)}`}
      </span>
    </p>
  );
}

type Search = ReturnType<typeof useJqlSearch>;

interface ListProps {
  explorer: Explorer;
  search: Search;
  connections: readonly Connection[];
}

function NoMatch({ page, explorer }: { page: JqlPage; explorer: Explorer }) {
  const some = explorer.state.instances.length > 0;
  return (
    <StatePanel
      icon="search"
      title="No issue matches"
      action={
        some && (
          <Button variant="default" onClick={() => explorer.change({ instances: [] })}>
            Ask all instances
          </Button>
        )
      }
    >
      <p>
        {page.undecided > 0
          ? `${plural(page.undecided, 'issue')} could not be decided; the reason stands above.`
          : 'If you expect a certain one, ask “Why not here?”: it names the condition that it fails.'}
      </p>
    </StatePanel>
  );
}

function ListBody({ explorer, search, connections }: ListProps) {
  const { list } = search;
  const language = useLanguage().data;
  const nameOf = useMemo(
    () => new Map(connections.map((each) => [each.id, each.name])),
    [connections],
  );
  const page = list.data?.pages[0];
  if (list.error && !list.data) {
    return jqlProblemOf(list.error) ? (
      <StatePanel icon="jql" title="This query cannot be run">
        <p>What is wrong with it stands below the editor.</p>
      </StatePanel>
    ) : (
      <ErrorPanel error={list.error} onRetry={() => void list.refetch()} />
    );
  }
  if (!page) return <Loading what="issues" height={480} />;
  if (page.total === 0) return <NoMatch page={page} explorer={explorer} />;
  return (
    <Results
      explorer={explorer}
      pages={list.data?.pages ?? []}
      language={language}
      nameOf={nameOf}
      hasMore={list.hasNextPage}
      loadingMore={list.isFetchingNextPage}
      onMore={() => void list.fetchNextPage()}
      dim={list.isPlaceholderData}
    />
  );
}

interface AnswerProps extends ListProps {
  asked: Asked;
  opinions: SecondOpinions;
}

/** The answer: its count, what it is summed up by, the list, and why an issue is in it. */
function Answer(props: AnswerProps) {
  const { explorer, search, connections, asked, opinions } = props;
  const { state, change, setMarked } = explorer;
  const [naming, setNaming] = useState(false);
  const zone = useMe().data?.tenant.time_zone ?? 'UTC';
  const reserved = useLanguage().data?.reserved;
  const page = search.list.data?.pages[0];
  const shown = state.why !== null || naming;
  return (
    <>
      {state.summing && page && (
        <SumCard
          explorer={explorer}
          asked={asked}
          summing={state.summing}
          context={{ zone, reserved }}
        />
      )}
      <div className={css.answer} data-beside={shown || undefined}>
        <Card flush className={css.list}>
          {page && (
            <div className={css.listTop}>
              <Count page={page} opinions={opinions} />
              {search.changed && (
                <Button variant="light" size="compact-sm" onClick={search.renew}>
                  Something changed: begin again at the top
                </Button>
              )}
              <Tools explorer={explorer} asked={asked} page={page} onWhy={() => setNaming(true)} />
            </div>
          )}
          <ListBody {...{ explorer, search, connections }} />
        </Card>
        {shown && (
          <WhyPanel
            jql={asked.jql}
            why={state.why}
            onWhy={(why) => change({ why })}
            onMark={setMarked}
            onClose={() => {
              setNaming(false);
              change({ why: null });
            }}
          />
        )}
      </div>
    </>
  );
}

function Explore({ connections }: { connections: readonly Connection[] }) {
  const explorer = useExplorer();
  const { asked, state, ignored } = explorer;
  const search = useJqlSearch(asked, state.columns);
  const page = asked ? search.list.data?.pages[0] : undefined;
  const { instances } = state;
  const opinions = useSecondOpinions(
    state.jql ?? '',
    connections.filter((each) => instances.length === 0 || instances.includes(each.id)),
  );
  return (
    <>
      <QueryCard
        explorer={explorer}
        refused={jqlProblemOf(search.list.error)}
        busy={asked !== null && search.list.isFetching && !search.list.isFetchingNextPage}
      />
      {ignored.length > 0 && <Note>{ignored.join(' ')}</Note>}
      <InstanceStrip {...{ explorer, connections, page, opinions }} />
      {asked ? (
        <Answer {...{ explorer, search, connections, asked, opinions }} />
      ) : (
        <Start explorer={explorer} connections={connections} />
      )}
    </>
  );
}

export default function JqlExplorerPage() {
  const connections = useConnections();
  const live = useMemo(
    () => (connections.data ?? []).filter((each) => each.state !== 'disconnected'),
    [connections.data],
  );
  return (
    <Page title="JQL" heading="What matches, in every Jira at once?">
      {connections.isPending && <Loading what="your instances" height={120} />}
      {connections.error && !connections.data && (
        <Card>
          <ErrorPanel error={connections.error} onRetry={() => void connections.refetch()} />
        </Card>
      )}
      {connections.data && live.length === 0 && <NothingConnected />}
      {live.length > 0 && <Explore connections={live} />}
    </Page>
  );
}
