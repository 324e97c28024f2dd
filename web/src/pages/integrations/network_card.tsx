import { Button, Textarea, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Connection } from '../../api/client';
import { plural } from '../../lib/format';
import { Icon } from '../../ui/icon';
import { SettingBody, SettingCard } from '../../ui/setting';
import { countCertificates, readPem } from '../connect/pem';
import css from './integrations.module.css';
import { SaveFoot } from './save_foot';
import { useSettings } from './use_settings';

/** `pem` null: as it is; '' none; else the new one. */
interface Network {
  proxy: string;
  pem: string | null;
}

function readNetwork(connection: Connection): Network {
  return { proxy: connection.proxy, pem: null };
}

function proxyProblem(proxy: string): string {
  if (!proxy.trim()) return '';
  return /^https?:\/\/[^\s/]+(:\d+)?\/?$/.test(proxy.trim())
    ? ''
    : 'Write it as http://proxy.example:3128';
}

function pemWords(pem: string | null, has: boolean): string {
  if (pem === null) return has ? 'Own certificates are trusted. They are not shown.' : 'None.';
  return pem === ''
    ? 'None, once saved.'
    : `${plural(countCertificates(pem), 'certificate')} read.`;
}

interface CaProps {
  has: boolean;
  pem: string | null;
  onChange: (pem: string | null) => void;
}

function Certificates({ has, pem, onChange }: CaProps) {
  const file = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [error, setError] = useState('');
  const take = (given: string) => {
    setText(given);
    const read = readPem(given);
    if ('error' in read) return setError(given.trim() ? read.error : '');
    setError('');
    setText('');
    onChange(read.pem);
  };
  return (
    <div>
      <Textarea
        label="Certificates of your own authority"
        description="For a Jira whose certificate your company signed. Trusted for this connection only; PEM."
        placeholder="-----BEGIN CERTIFICATE-----"
        rows={3}
        spellCheck={false}
        value={text}
        onChange={(event) => take(event.target.value)}
        error={error}
        classNames={{ input: css.monoInput ?? '' }}
      />
      <div className={css.caActions}>
        <input
          ref={file}
          type="file"
          hidden
          accept=".pem,.crt,.cer,application/x-pem-file"
          onChange={(event) => void event.target.files?.[0]?.text().then(take)}
        />
        <Button variant="default" size="compact-md" onClick={() => file.current?.click()}>
          Choose a file
        </Button>
        <span className="muted" role="status">
          {pemWords(pem, has)}
        </span>
        {(pem ? true : has && pem === null) && (
          <Button variant="subtle" size="compact-md" onClick={() => onChange(has ? '' : null)}>
            Remove
          </Button>
        )}
      </div>
    </div>
  );
}

/** The way to Jira: own certificates and a proxy. */
export function NetworkCard({ connection }: { connection: Connection }) {
  const settings = useSettings(connection, readNetwork);
  const [tried, setTried] = useState(false);
  const { values, set } = settings;
  const problem = proxyProblem(values.proxy);
  const body = () => ({
    proxy: values.proxy.trim(),
    ...(values.pem !== null && { ca_pem: values.pem }),
  });
  const save = () => {
    setTried(true);
    if (!problem) settings.save(body());
  };
  return (
    <SettingCard
      title="The way to Jira"
      lead="Only where Jira stands behind a proxy or has a certificate of your own."
      side={values.proxy || connection.has_ca ? <Icon name="link" /> : undefined}
      foot={<SaveFoot settings={settings} body={body} onSave={save} />}
    >
      <SettingBody>
        <div className={css.form}>
          <TextInput
            label="HTTP proxy"
            description="Empty: straight to Jira."
            placeholder="http://proxy.example:3128"
            spellCheck={false}
            value={values.proxy}
            onChange={(event) => set({ proxy: event.target.value })}
            error={tried && problem}
          />
          <Certificates has={connection.has_ca} pem={values.pem} onChange={(pem) => set({ pem })} />
        </div>
      </SettingBody>
    </SettingCard>
  );
}
