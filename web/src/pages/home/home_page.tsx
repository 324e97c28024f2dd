import { lazy, Suspense } from 'react';
import { useConnections } from '../../api/connections';
import { useOverview } from '../../api/overview';
import { scaleOf } from '../../charts/unit';
import { daysBetween } from '../../lib/civil_date';
import type { RawSearch } from '../../lib/list_codec';
import { reportUnknown } from '../../scope/question';
import { QuestionBar } from '../../scope/question_bar';
import { useQuestion, type PageCodec } from '../../scope/use_question';
import { Freshness } from '../../shell/freshness';
import { Card, Page } from '../../ui/page';
import { ErrorPanel, Loading } from '../../ui/state_panel';
import { Doubts } from './doubts';
import { decideSteps, isFinished } from './first_steps';
import css from './home.module.css';
import { LatestChanges } from './issue_lists';
import { NumbersSoFar, Sources } from './needs';
import { Oldest } from './oldest';
import { Tile, TileGhost } from './tile';

const kCodec: PageCodec<object> = {
  parse: (rest: RawSearch, ignored: string[]) => {
    ignored.push(...reportUnknown(rest, []));
    return {};
  },
  format: () => ({}),
};

/** Fetched only while something is left to do. */
const Checklist = lazy(() => import('./checklist'));
/** Fetched only when a count does not add up. */
const Alarms = lazy(() => import('../ledger/home_alarms'));

const kTiles = 4;

type Asked = ReturnType<typeof useQuestion<object>>;

function Tiles({ overview, asked }: { overview: ReturnType<typeof useOverview>; asked: Asked }) {
  const { data } = overview;
  if (overview.error && !data) {
    return (
      <Card>
        <ErrorPanel error={overview.error} onRetry={() => void overview.refetch()} />
      </Card>
    );
  }
  return (
    <section
      className={css.tiles}
      aria-label="Numbers"
      data-dim={overview.isPlaceholderData || undefined}
    >
      {data
        ? data.tiles.map((tile) => (
            <Tile
              key={tile.id}
              tile={tile}
              question={asked.question}
              scale={scaleOf(data)}
              days={daysBetween(asked.query.from, asked.query.to)}
            />
          ))
        : Array.from({ length: kTiles }, (_, i) => <TileGhost key={i} />)}
    </section>
  );
}

/** Numbers and lists, once there is anything to count. */
function Today({ asked }: { asked: Asked }) {
  const connections = useConnections();
  const overview = useOverview(asked.query, true);
  const { data } = overview;
  return (
    <>
      <Freshness dataTo={data?.data_to} completeBackTo={data?.complete_back_to} />
      <QuestionBar
        page="home"
        question={asked.question}
        onChange={(part) => asked.change(part)}
        switches={['range', 'unit', 'start']}
        ignored={asked.ignored}
        updating={overview.isPlaceholderData}
      />
      <NumbersSoFar connections={connections.data ?? []} />
      <Tiles {...{ overview, asked }} />
      <div className={css.columns}>
        <div className={css.stack}>
          <Oldest
            items={overview.error && !data ? [] : data?.oldest}
            scale={scaleOf(data ?? { unit: 'calendar' })}
          />
          <LatestChanges />
        </div>
        <div className={css.stack}>
          <Sources connections={connections.data ?? []} />
          <Doubts question={asked.question} query={asked.query} />
        </div>
      </div>
    </>
  );
}

export default function HomePage() {
  const connections = useConnections();
  const asked = useQuestion(kCodec);
  const anyData = (connections.data ?? []).some((each) => each.issues > 0);
  const overview = useOverview(asked.query, anyData);
  const counted = overview.data?.tiles.some((tile) => tile.n > 0) ?? anyData;
  const steps = decideSteps(connections.data ?? [], counted ? 1 : 0);
  const ready = connections.data !== undefined;
  return (
    <Page title="Home" heading="What needs me today?">
      {connections.isPending && <Loading what="your workspace" />}
      {connections.error && !ready && (
        <Card>
          <ErrorPanel error={connections.error} onRetry={() => void connections.refetch()} />
        </Card>
      )}
      {connections.data?.some((each) => each.alarms > 0) && (
        <Suspense fallback={null}>
          <Alarms connections={connections.data} />
        </Suspense>
      )}
      {ready && !isFinished(steps) && (
        <Suspense fallback={<Loading what="the first steps" />}>
          <Checklist steps={steps} connections={connections.data} />
        </Suspense>
      )}
      {ready && anyData && <Today asked={asked} />}
    </Page>
  );
}
