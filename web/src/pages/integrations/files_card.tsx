import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { useImportFile, type ImportReport } from '../../api/care';
import type { Connection } from '../../api/client';
import { asProblem } from '../../api/problem';
import { plural } from '../../lib/format';
import { Icon } from '../../ui/icon';
import { SettingCard } from '../../ui/setting';
import css from './files.module.css';
import { importWords } from './file_words';

interface Done {
  name: string;
  report?: ImportReport;
  error?: string;
}

function FileRow({ done }: { done: Done }) {
  const { name, report, error } = done;
  const refused = report?.refused ?? [];
  return (
    <li className={css.file} data-bad={error !== undefined || undefined}>
      <Icon name={error === undefined ? 'check' : 'cross'} size={14} />
      <div>
        <p>
          <b>{name}</b> {report?.kind && <span className="muted">{report.kind}</span>}
        </p>
        <p className="muted">{error ?? (report && importWords(report))}</p>
        {refused.length > 0 && (
          <details>
            <summary>{plural(refused.length, 'thing')} not taken</summary>
            <ul>
              {refused.map((item) => (
                <li key={`${item.kind} ${item.id}`}>
                  {item.kind} <code>{item.id}</code>: {item.reason}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </li>
  );
}

/** Reads files one after the other; one that fails does not stop the rest. */
function useFiles(id: string) {
  const send = useImportFile(id);
  const [done, setDone] = useState<Done[]>([]);
  const [left, setLeft] = useState(0);
  const add = async (files: File[]) => {
    setLeft(files.length);
    for (const file of files) {
      try {
        const report = await send.mutateAsync(file);
        setDone((old) => [{ name: file.name, report }, ...old]);
      } catch (error) {
        const { title, detail } = asProblem(error);
        setDone((old) => [{ name: file.name, error: `${title}. ${detail}` }, ...old]);
      }
      setLeft((n) => n - 1);
    }
  };
  return { done, left, add };
}

/** Saved REST answers of this site, added in any order and as often as wanted. */
export function FilesCard({ connection }: { connection: Connection }) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const { done, left, add } = useFiles(connection.id);
  return (
    <SettingCard
      title="Add files"
      lead="Saved answers of Jira's REST interface, or an export of Throughline. The order does not matter, and what is known already changes nothing."
    >
      <div
        className={css.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void add([...event.dataTransfer.files]);
        }}
      >
        <input
          ref={input}
          type="file"
          hidden
          multiple
          onChange={(event) => {
            void add([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        <Button
          variant="default"
          loading={left > 0}
          leftSection={<Icon name="upload" />}
          onClick={() => input.current?.click()}
        >
          Choose files
        </Button>
        <span className="muted" role="status">
          {left > 0 ? `${plural(left, 'file')} to go` : 'or drop them here'}
        </span>
      </div>
      {done.length > 0 && (
        <ul className={css.files}>
          {done.map((file, i) => (
            <FileRow key={`${file.name} ${done.length - i}`} done={file} />
          ))}
        </ul>
      )}
    </SettingCard>
  );
}
