import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Icon } from '../ui/icon';
import type { ChartModel } from './model';
import { markdownOf, type Twin } from './twin';

export interface ExportSpec {
  /** Of the files, without ending. */
  name: string;
  /** Every issue behind the numbers. */
  rowsHref?: string | undefined;
  /** The numbers themselves. */
  valuesHref?: string | undefined;
  /** Filters, dates, n: below the title of the picture and of the copied table. */
  lines: string[];
  /** Copies the address of this view, dates written out or rolling; absent: no dates in it. */
  onLink?: (dates: 'frozen' | 'rolling') => void;
}

interface Props {
  spec: ExportSpec;
  subject: string;
  title: string;
  model: ChartModel | null;
  twin: Twin | null;
}

const kSaidMs = 3000;

function useSaid(): [string, (words: string) => void] {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said === '') return;
    const timer = setTimeout(() => setSaid(''), kSaidMs);
    return () => clearTimeout(timer);
  }, [said]);
  return [said, setSaid];
}

function LinkItems({ onLink }: { onLink: NonNullable<ExportSpec['onLink']> }) {
  return (
    <>
      <Menu.Divider />
      <Menu.Item onClick={() => onLink('frozen')}>Copy link to these dates</Menu.Item>
      <Menu.Item onClick={() => onLink('rolling')}>Copy link that keeps rolling</Menu.Item>
    </>
  );
}

/** CSV, picture, Markdown and link of one chart. */
export function ExportMenu({ spec, subject, title, model, twin }: Props) {
  const [said, setSaid] = useSaid();
  const copy = (text: string, words: string) => {
    navigator.clipboard.writeText(text).then(
      () => setSaid(words),
      () => setSaid('The browser refused to copy.'),
    );
  };
  const png = (scale: 1 | 2) => {
    if (!model) return;
    import('./png')
      .then(({ exportPng }) =>
        exportPng({ model, title, lines: spec.lines, name: spec.name }, scale),
      )
      .catch((error: unknown) => setSaid(error instanceof Error ? error.message : 'No picture.'));
  };
  return (
    <>
      <Menu position="bottom-end" width={250}>
        <Menu.Target>
          <Tooltip label={said || 'Export'} {...(said !== '' && { opened: true })}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={32}
              aria-label={`Export ${subject}`}
              data-export
            >
              <Icon name="download" />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          {spec.rowsHref && (
            <Menu.Item component="a" href={spec.rowsHref} download>
              CSV, every issue
            </Menu.Item>
          )}
          {spec.valuesHref && (
            <Menu.Item component="a" href={spec.valuesHref} download>
              CSV, these numbers
            </Menu.Item>
          )}
          {model && <Menu.Item onClick={() => png(1)}>PNG</Menu.Item>}
          {model && <Menu.Item onClick={() => png(2)}>PNG, double size</Menu.Item>}
          {twin && (
            <Menu.Item onClick={() => copy(markdownOf(twin, title, spec.lines), 'Table copied')}>
              Copy as Markdown table
            </Menu.Item>
          )}
          {spec.onLink && <LinkItems onLink={spec.onLink} />}
        </Menu.Dropdown>
      </Menu>
      <span className="sr" role="status">
        {said}
      </span>
    </>
  );
}
