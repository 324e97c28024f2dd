import { Button } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import type { Connection } from '../../api/client';
import { useVerify, type VerifyReport, type VerifyRow, type VerifySample } from '../../api/connect';
import { useConnection } from '../../api/connections';
import { formatAgo, formatInstant } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { Icon, type IconName } from '../../ui/icon';
import { LinkButton } from '../../ui/link_button';
import { Card, Page } from '../../ui/page';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { WhyNothing } from '../integrations/why_nothing';
import css from './verify.module.css';
import {
  differencesFirst,
  kRowWords,
  sampleState,
  sampleWords,
  verdictOf,
  type SampleState,
  type Verdict,
} from './verify_words';

const toneIcon: Record<Verdict['tone'], IconName> = {
  good: 'check',
  warn: 'alert',
  bad: 'cross',
  wait: 'clock',
};

function Hero({ report, busy }: { report: VerifyReport; busy: boolean }) {
  const now = useNow(10);
  const verdict = verdictOf(report);
  return (
    <div className={css.hero} data-tone={verdict.tone} data-busy={busy || undefined} role="status">
      <span className={css.heroIcon}>
        <Icon name={toneIcon[verdict.tone]} size={20} />
      </span>
      <div className={css.heroWords}>
        <p className={css.heroTitle}>{verdict.title}</p>
        <p>{verdict.text}</p>
      </div>
      <time className={css.at} dateTime={report.at} title={formatInstant(report.at)}>
        {busy ? 'Comparing…' : `Compared ${formatAgo(report.at, now)}`}
      </time>
    </div>
  );
}

function Row({ row }: { row: VerifyRow }) {
  const { icon, word } = kRowWords[row.state];
  return (
    <li className={css.row} data-state={row.state}>
      <span className={css.icon}>
        <Icon name={icon} size={13} />
      </span>
      <div className={css.words}>
        <p className={css.rowHead}>
          <b>{row.title}</b>
          <span className={css.word}>{word}</span>
        </p>
        {row.detail && <p className="muted">{row.detail}</p>}
        {row.state !== 'passed' && row.remedy && <p>{row.remedy}</p>}
      </div>
    </li>
  );
}

const stateIcon: Record<SampleState, IconName> = {
  equal: 'check',
  unseen: 'minus',
  differs: 'cross',
};

function SampleRow({ sample }: { sample: VerifySample }) {
  const state = sampleState(sample);
  const absent = <span className="muted">–</span>;
  return (
    <tr data-state={state}>
      <th scope="row">
        <Link to="/issues/$key" params={{ key: sample.key }}>
          <code>{sample.key}</code>
        </Link>
      </th>
      <td>{sample.here || absent}</td>
      <td className={css.mark}>
        <span>
          <Icon name={stateIcon[state]} size={12} />
          <span>{sampleWords(sample)}</span>
        </span>
      </td>
      <td>{sample.there || absent}</td>
    </tr>
  );
}

function Samples({ samples }: { samples: readonly VerifySample[] }) {
  if (samples.length === 0) return null;
  return (
    <Card flush>
      <div className={css.cardHead}>
        <h2>Statuses, issue by issue</h2>
        <p className="muted">Up to 20, spread over the projects.</p>
      </div>
      <div className={css.scroll} tabIndex={0} role="region" aria-label="Compared issues">
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">Issue</th>
              <th scope="col">Here</th>
              <th scope="col">
                <span className="sr">Result</span>
              </th>
              <th scope="col">In Jira now</th>
            </tr>
          </thead>
          <tbody>
            {differencesFirst(samples).map((sample) => (
              <SampleRow key={sample.key} sample={sample} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Report({ report, busy }: { report: VerifyReport; busy: boolean }) {
  return (
    <>
      <Hero report={report} busy={busy} />
      <Card flush>
        <ul aria-label="What was compared">
          {report.rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </ul>
      </Card>
      <Samples samples={report.samples} />
    </>
  );
}

function Body({ connection }: { connection: Connection }) {
  const verify = useVerify(connection.id);
  return (
    <>
      {verify.isPending && (
        <Card>
          <Loading what="the comparison with Jira" height={220} />
        </Card>
      )}
      {verify.error && !verify.data && (
        <Card>
          <ErrorPanel error={verify.error} onRetry={() => void verify.refetch()} />
        </Card>
      )}
      {verify.data && <Report report={verify.data} busy={verify.isFetching} />}
      <WhyNothing connection={connection} />
    </>
  );
}

function Actions({ id }: { id: string }) {
  const verify = useVerify(id);
  return (
    <>
      <Button
        variant="default"
        leftSection={<Icon name="sync" size={14} />}
        loading={verify.isFetching && !verify.isPending}
        onClick={() => void verify.refetch()}
      >
        Compare again
      </Button>
      <LinkButton to="/flow">See the flow</LinkButton>
    </>
  );
}

/** After activation: does what is here agree with what Jira shows now? */
export default function VerifyPage() {
  const { id } = useParams({ from: '/app/integrations/$id/verify' });
  const connection = useConnection(id);
  const found = connection.data;
  return (
    <Page
      narrow
      title={found ? `Compare ${found.name} with Jira` : 'Compare with Jira'}
      heading={found ? `Does ${found.name} agree with Jira?` : 'Compare with Jira'}
      lead="Jira is asked now, and set beside what is stored here. Nothing is changed."
      actions={found && found.flavour !== 'import' && <Actions id={id} />}
      above={
        <Link to="/integrations/$id" params={{ id }}>
          <Icon name="back" size={12} /> {found?.name ?? 'Connection'}
        </Link>
      }
    >
      {connection.isPending && <Loading what="the connection" />}
      {connection.error && !found && (
        <ErrorPanel error={connection.error} onRetry={() => void connection.refetch()} />
      )}
      {found?.flavour === 'import' && (
        <Card>
          <StatePanel icon="box" title="This site is known from files only">
            <p>There is nothing to ask. Connect the site itself to compare.</p>
          </StatePanel>
        </Card>
      )}
      {found && found.flavour !== 'import' && <Body connection={found} />}
    </Page>
  );
}
