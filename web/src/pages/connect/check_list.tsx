import { Button } from '@mantine/core';
import { useState } from 'react';
import type { CheckReport, CheckRow } from '../../api/client';
import { plural } from '../../lib/format';
import { Icon, type IconName } from '../../ui/icon';
import css from './connect.module.css';

const words: Record<CheckRow['state'], { icon: IconName; word: string }> = {
  passed: { icon: 'check', word: 'Passed' },
  missing: { icon: 'minus', word: 'Missing' },
  warning: { icon: 'alert', word: 'Look at this' },
  failed: { icon: 'cross', word: 'Failed' },
  not_needed: { icon: 'minus', word: 'Not needed' },
};

function Row({ row }: { row: CheckRow }) {
  const { icon, word } = words[row.state];
  const trouble = row.state !== 'passed' && row.state !== 'not_needed';
  return (
    <li className={css.check} data-state={row.state}>
      <span className={css.checkIcon}>
        <Icon name={icon} size={13} />
      </span>
      <div>
        <p className={css.checkTitle}>
          <b>{row.title}</b> <span className={css.checkWord}>{word}</span>
        </p>
        {row.detail && <p className="muted">{row.detail}</p>}
        {trouble && row.effect && <p>{row.effect}</p>}
        {trouble && row.remedy && <p className={css.remedy}>{row.remedy}</p>}
      </div>
    </li>
  );
}

/** The report as plain text, for the Jira admin. It holds no secret. */
export function reportText(report: CheckReport): string {
  const head = [`Throughline check of ${report.url.base_url}`];
  if (report.account) head.push(`Account: ${report.account.name} <${report.account.email}>`);
  const rows = report.rows.map((row) => {
    const lines = [`[${words[row.state].word}] ${row.title}: ${row.detail}`];
    if (row.state !== 'passed' && row.remedy) lines.push(`    To do: ${row.remedy}`);
    return lines.join('\n');
  });
  return [...head, '', ...rows].join('\n');
}

function CopyAll({ report }: { report: CheckReport }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(reportText(report));
    setCopied(true);
    setTimeout(() => setCopied(false), 3000);
  };
  return (
    <Button
      variant="default"
      leftSection={<Icon name={copied ? 'check' : 'copy'} />}
      onClick={() => void copy()}
    >
      {copied ? 'Copied' : 'Copy all for the Jira admin'}
    </Button>
  );
}

/** Rows of a check, each with its effect and remedy. */
export function CheckList({ report }: { report: CheckReport }) {
  return (
    <div className={css.checks}>
      {report.account && (
        <div className={css.identity}>
          <div>
            <b>{report.account.name}</b>
            <p className="muted">
              {report.account.email} · {report.site?.title ?? report.url.base_url}
              {report.site?.flavour && ` · ${report.site.flavour}`}
            </p>
          </div>
          <p>
            <b className={css.big}>{report.projects_visible}</b>{' '}
            {plural(report.projects_visible, 'project').replace(/^\S+ /, '')} visible
          </p>
        </div>
      )}
      {report.notes.length > 0 && (
        <ul className={css.notes}>
          {report.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <ul>
        {report.rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </ul>
      <div>
        <CopyAll report={report} />
      </div>
    </div>
  );
}
