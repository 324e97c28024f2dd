import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api/client';
import { useFacets } from '../../api/facets';
import { useProjects } from '../../api/issues';
import { useSavedQueries, type JqlSaved } from '../../api/jql';
import { exact, formatAgo, plural } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { useViews } from '../../api/views';
import { openSearch } from '../../scope/view_rules';
import { Icon } from '../../ui/icon';
import { Card } from '../../ui/page';
import { ErrorNote, Loading } from '../../ui/state_panel';
import { Code } from './code';
import { examplesOf } from './examples';
import css from './start.module.css';
import type { Explorer } from './use_explorer';

function Examples({ onRun }: { onRun: (jql: string) => void }) {
  const projects = useProjects();
  const statuses = useFacets({ field: 'status', q: '' });
  if (projects.isPending || statuses.isPending) return <Loading what="examples" height={260} />;
  const list = examplesOf(
    projects.data ?? [],
    (statuses.data?.items ?? []).map((each) => each.label),
  );
  return (
    <section aria-labelledby="jql-examples" className={css.block}>
      <h2 id="jql-examples">Try one of these</h2>
      <ul className={css.examples}>
        {list.map((example) => (
          <li key={example.title}>
            <button type="button" className={css.example} onClick={() => onRun(example.jql)}>
              <span className={css.exampleTitle}>
                {example.title}
                {example.only && <span className={css.only}>only here</span>}
              </span>
              <Code jql={example.jql} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const kTimeWords = { none: '', day: 'renewed every day', minute: 'renewed every minute' } as const;

function SavedRow({ saved, now }: { saved: JqlSaved; now: number }) {
  const view = useViews().data?.find((each) => each.id === saved.view);
  const undecided = saved.undecided ?? 0;
  return (
    <li>
      <Link
        to="/jql"
        search={view ? openSearch(view) : { jql: saved.jql, saved: saved.view }}
        className={css.saved}
      >
        <span className={css.savedName}>
          {saved.name}
          {saved.left > 0 && (
            <span className={css.left} title="They matched when it was counted before">
              {exact(saved.left)} left
            </span>
          )}
        </span>
        <span className={css.savedCount}>
          {saved.total === undefined ? '–' : exact(saved.total)}
          <span className="sr"> issues</span>
        </span>
        <span className={css.savedNote}>
          {saved.problem ? (
            <span className={css.broken}>
              <Icon name="alert" size={12} /> {saved.problem.message}
            </span>
          ) : (
            [
              undecided > 0 && `${exact(undecided)} undecided`,
              `counted ${formatAgo(saved.evaluated, now)}`,
              kTimeWords[saved.time],
            ]
              .filter(Boolean)
              .join(' · ')
          )}
        </span>
      </Link>
    </li>
  );
}

function Saved() {
  const saved = useSavedQueries();
  const now = useNow(30);
  return (
    <section aria-labelledby="jql-saved" className={css.block}>
      <h2 id="jql-saved">Saved queries</h2>
      <Card flush>
        {saved.isPending && <Loading what="saved queries" height={120} />}
        {saved.error && !saved.data && (
          <div className={css.nothing}>
            <ErrorNote error={saved.error} />
          </div>
        )}
        {saved.data?.length === 0 && (
          <p className={css.nothing}>
            None yet. Run a query and keep it with <kbd>s</kbd>: its count stays current here, and
            issues that leave it are counted.
          </p>
        )}
        {saved.data && saved.data.length > 0 && (
          <ul className={css.savedList}>
            {saved.data.map((each) => (
              <SavedRow key={each.view} saved={each} now={now} />
            ))}
          </ul>
        )}
      </Card>
    </section>
  );
}

function RecentList({ explorer }: { explorer: Explorer }) {
  const { recent, run, forget } = explorer;
  const now = useNow(30);
  if (recent.length === 0) return null;
  return (
    <section aria-labelledby="jql-recent" className={css.block}>
      <div className={css.blockHead}>
        <h2 id="jql-recent">Run in this browser</h2>
        <button type="button" className={css.quiet} onClick={() => forget(null)}>
          Forget all
        </button>
      </div>
      <Card flush>
        <ul className={css.recent}>
          {recent.map((each) => (
            <li key={each.jql}>
              <button type="button" className={css.recentRun} onClick={() => run(each.jql)}>
                <Code jql={each.jql} />
                <span className={css.recentAt}>
                  {formatAgo(new Date(each.at).toISOString(), now)}
                </span>
              </button>
              <button
                type="button"
                className={css.forget}
                aria-label={`Forget ${each.jql}`}
                onClick={() => forget(each.jql)}
              >
                <Icon name="cross" size={12} />
              </button>
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}

/** Before anything was run: examples with real names, what is saved, what was run before. */
export function Start({
  explorer,
  connections,
}: {
  explorer: Explorer;
  connections: readonly Connection[];
}) {
  const issues = connections.reduce((sum, each) => sum + each.issues, 0);
  return (
    <div className={css.start}>
      <div className={css.main}>
        <Examples onRun={explorer.run} />
        <p className={css.about}>
          Every query runs over the {plural(issues, 'issue')} stored here
          {connections.length > 1 && `, in ${connections.length} instances at once`}, with their
          whole history. Jira is not asked.
        </p>
      </div>
      <div className={css.side}>
        <Saved />
        <RecentList explorer={explorer} />
      </div>
    </div>
  );
}
