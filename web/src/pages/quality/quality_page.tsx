import { useQuality, type Quality } from '../../api/quality';
import { HowDrawer } from '../../charts/how_drawer';
import { ItemsPanel } from '../../charts/items_panel';
import { plural } from '../../lib/format';
import { QuestionBar } from '../../scope/question_bar';
import { useQuestion } from '../../scope/use_question';
import { Freshness } from '../../shell/freshness';
import { HowButton } from '../../ui/how_button';
import { Icon } from '../../ui/icon';
import { LinkButton } from '../../ui/link_button';
import { Card, Page } from '../../ui/page';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { FindingRow } from './finding_row';
import css from './quality.module.css';
import { splitFindings, summaryWords } from './quality_rules';
import { kQualityCodec } from './quality_state';

interface ListProps {
  title: string;
  lead: string;
  findings: Quality['findings'];
  onOpen: (code: string) => void;
}

function FindingList({ title, lead, findings, onOpen }: ListProps) {
  if (findings.length === 0) return null;
  return (
    <Card flush>
      <header className={css.head}>
        <h2>{title}</h2>
        <p>{lead}</p>
      </header>
      <ul>
        {findings.map((finding) => (
          <FindingRow key={finding.code} {...{ finding, onOpen }} />
        ))}
      </ul>
    </Card>
  );
}

function Clean({ titles }: { titles: readonly string[] }) {
  if (titles.length === 0) return null;
  return (
    <Card>
      <h2 className={css.cleanTitle}>{plural(titles.length, 'check')} found nothing</h2>
      <ul className={css.clean}>
        {titles.map((title) => (
          <li key={title}>
            <Icon name="check" size={14} />
            {title}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Good({ data }: { data: Quality }) {
  return (
    <Card>
      <StatePanel icon="check" title={summaryWords(data)}>
        <p>Every check below looked at them; numbers of these dates and filters can be trusted.</p>
      </StatePanel>
    </Card>
  );
}

function Nothing() {
  return (
    <Card>
      <StatePanel
        icon="quality"
        title="There is nothing to check yet."
        action={
          <LinkButton to="/integrations" variant="default">
            See the integrations
          </LinkButton>
        }
      >
        <p>No issue lies in these dates and filters, or none has arrived.</p>
      </StatePanel>
    </Card>
  );
}

function Findings({ data, onOpen }: { data: Quality; onOpen: (code: string) => void }) {
  if (data.considered === 0 && data.findings.length === 0) return <Nothing />;
  const { effective, others } = splitFindings(data.findings);
  return (
    <>
      {data.findings.length === 0 && <Good data={data} />}
      <FindingList
        title="Moves numbers"
        lead="These change or leave out what is counted; the largest effect comes first."
        findings={effective}
        onOpen={onOpen}
      />
      <FindingList
        title="Worth knowing"
        lead="Nothing is left out because of these, but what they show may be read wrongly."
        findings={others}
        onOpen={onOpen}
      />
      <Clean titles={data.clean} />
    </>
  );
}

export default function QualityPage() {
  const { question, page, ignored, query, change, changePage } = useQuestion(kQualityCodec);
  const quality = useQuality(query);
  const { data } = quality;
  const open = (code: string) => changePage({ mark: { metric: 'quality', finding: code } });
  return (
    <Page
      title="Data quality"
      heading="Can I trust these numbers?"
      lead={<span role="status">{data ? summaryWords(data) : ' '}</span>}
      actions={<HowButton onClick={() => changePage({ how: true })} />}
    >
      <Freshness dataTo={data?.data_to} completeBackTo={data?.complete_back_to} />
      <QuestionBar
        page="quality"
        question={question}
        onChange={(part) => change(part)}
        switches={['range', 'start']}
        ignored={ignored}
        updating={quality.isPlaceholderData}
      />
      <div className={css.stack} data-dim={quality.isPlaceholderData || undefined}>
        {quality.isPending && <Loading what="the checks" height={480} />}
        {quality.error && !data && (
          <Card>
            <ErrorPanel error={quality.error} onRetry={() => void quality.refetch()} />
          </Card>
        )}
        {data && <Findings data={data} onOpen={open} />}
      </div>
      <ItemsPanel mark={page.mark} query={query} onClose={() => changePage({ mark: null })} />
      <HowDrawer
        about={data}
        opened={page.how}
        onClose={() => changePage({ how: false })}
        error={quality.error}
        onRetry={() => void quality.refetch()}
      />
    </Page>
  );
}
