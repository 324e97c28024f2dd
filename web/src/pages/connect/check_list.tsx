import type { ReactNode } from 'react';
import type { CheckReport, CheckRow } from '../../api/client';
import { exact } from '../../lib/format';
import { CopyButton } from '../../ui/copy_button';
import { Disclosure } from '../../ui/disclosure';
import { Icon } from '../../ui/icon';
import css from './check_list.module.css';
import {
  countRows,
  groupRows,
  isTrouble,
  kRowWords,
  reportText,
  requestText,
  siteWords,
  technicalText,
} from './check_report';

interface RowProps {
  row: CheckRow;
  report: CheckReport;
  first?: boolean;
  action?: ((row: CheckRow) => ReactNode) | undefined;
}

function Remedy({ row, report, action }: RowProps) {
  return (
    <div className={css.remedy}>
      <p>{row.remedy}</p>
      <div className={css.remedyActions}>
        {action?.(row)}
        <CopyButton
          text={requestText(report, row)}
          label="Copy as a request"
          variant="subtle"
          size="compact-xs"
        />
      </div>
    </div>
  );
}

function Row(props: RowProps) {
  const { row, first } = props;
  const { icon, word } = kRowWords[row.state];
  const trouble = isTrouble(row);
  return (
    <li
      className={css.row}
      data-state={row.state}
      {...(first && { tabIndex: -1, 'data-field': 'check' })}
    >
      <span className={css.icon}>
        <Icon name={icon} size={13} />
      </span>
      <div className={css.words}>
        <p className={css.head}>
          <b>{row.title}</b>
          {!trouble && <span className={css.inline}>{row.detail}</span>}
          <span className={css.word}>{word}</span>
        </p>
        {trouble && row.detail && <p className={css.detail}>{row.detail}</p>}
        {trouble && row.effect && <p>{row.effect}</p>}
        {trouble && row.remedy && <Remedy {...props} />}
      </div>
    </li>
  );
}

function Group(props: Omit<RowProps, 'row'> & { title: string; rows: CheckRow[] }) {
  const { title, rows, first, ...rest } = props;
  if (rows.length === 0) return null;
  return (
    <section className={css.group}>
      <h3 className={css.groupTitle}>{title}</h3>
      <ul className={css.rows}>
        {rows.map((row, i) => (
          <Row key={row.id} row={row} first={first === true && i === 0} {...rest} />
        ))}
      </ul>
    </section>
  );
}

/** Two letters for a face that is not fetched: pictures would come from elsewhere. */
function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ''].map((w) => w?.charAt(0) ?? '').join('');
}

function Identity({ report }: { report: CheckReport }) {
  const { account } = report;
  if (!account) return null;
  return (
    <div className={css.identity}>
      <span className={css.face} aria-hidden="true">
        {initials(account.name).toUpperCase() || '?'}
      </span>
      <div className={css.who}>
        <b>{account.name}</b>
        <p className="muted">
          {[account.email, report.site?.title, siteWords(report)].filter(Boolean).join(' · ')}
        </p>
      </div>
      <p className={css.projects}>
        <b>{exact(report.projects_visible)}</b>
        <span>{report.projects_visible === 1 ? 'project' : 'projects'} visible</span>
      </p>
    </div>
  );
}

function Technical({ report }: { report: CheckReport }) {
  const text = technicalText(report);
  return (
    <Disclosure title="Technical details">
      <pre className={css.technical} tabIndex={0} aria-label="Technical details">
        {text}
      </pre>
      <div>
        <CopyButton text={text} label="Copy details" />
      </div>
    </Disclosure>
  );
}

function scopedWords(apiUrl: string): string {
  return `This is a token with scopes: requests go through ${apiUrl === '' ? 'api.atlassian.com' : apiUrl}.`;
}

/** What the sign-in may and may not do: what stops first, what costs something, what is fine. */
export function CheckList({ report, action }: Pick<RowProps, 'report' | 'action'>) {
  const { failed, look, fine } = groupRows(report.rows);
  const site = report.site;
  const gateway = site?.method === 'scoped_token';
  const notes = gateway ? [scopedWords(site.api_url), ...report.notes] : report.notes;
  return (
    <div className={css.list}>
      <Identity report={report} />
      {notes.length > 0 && (
        <ul className={css.notes}>
          {notes.map((note) => (
            <li key={note}>
              <Icon name="question" size={14} /> <span>{note}</span>
            </li>
          ))}
        </ul>
      )}
      <div className={css.summary}>
        <p data-bad={failed.length > 0 || undefined}>{countRows(report.rows)}</p>
        <CopyButton
          text={reportText(report)}
          label="Copy all for the Jira admin"
          size="compact-md"
        />
      </div>
      <Group title="To put right first" rows={failed} report={report} action={action} first />
      <Group
        title="Works without, but costs something"
        rows={look}
        report={report}
        action={action}
      />
      <Group title="Fine" rows={fine} report={report} />
      <Technical report={report} />
    </div>
  );
}
