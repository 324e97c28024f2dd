import { Button, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { FormErrors } from '../setup/setup_form';
import { ChoiceCards } from '../../ui/choice_cards';
import { Disclosure } from '../../ui/disclosure';
import { Icon } from '../../ui/icon';
import { normaliseUrl } from './address';
import css from './connect.module.css';
import type { Draft } from './draft';
import { guessFlavour, isFlavour, kFlavours, shortFlavour, type Flavour } from './flavour';
import { countCertificates, readPem } from './pem';
import { isSoft, SiteCard } from './site_card';
import type { Detection, SetDraft } from './use_wizard';
import { plural } from '../../lib/format';

interface Props {
  draft: Draft;
  set: SetDraft;
  errors: FormErrors<Draft>;
  detection: Detection;
}

const flavourText: Record<Flavour, string> = {
  cloud: 'Hosted by Atlassian',
  data_center: 'On your own machines',
  server: 'The older edition',
};

function FlavourChoice({ draft, set, detection }: Omit<Props, 'errors'>) {
  const found = detection.found?.site.flavour;
  const told = isFlavour(found) ? found : null;
  const value = draft.flavour || (told ?? guessFlavour(normaliseUrl(draft.url)?.url ?? ''));
  const other = told !== null && told !== value;
  return (
    <div>
      <ChoiceCards
        name="flavour"
        legend="Kind of Jira"
        columns={3}
        value={value}
        onChange={(flavour) => set({ flavour: flavour === told ? '' : flavour, method: '' })}
        choices={kFlavours.map((flavour) => ({
          value: flavour,
          title: shortFlavour(flavour),
          text: flavourText[flavour],
          tag: flavour === told ? 'found' : undefined,
        }))}
      />
      {other && (
        <p className={css.hint} role="status">
          The site says it is {shortFlavour(told)}. Your choice decides how to sign in.
        </p>
      )}
    </div>
  );
}

function CaField({ draft, set }: Pick<Props, 'draft' | 'set'>) {
  const file = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [error, setError] = useState('');
  const count = countCertificates(draft.caPem);
  const take = (given: string) => {
    const read = readPem(given);
    if ('error' in read) return setError(read.error);
    setError('');
    setText('');
    set({ caPem: read.pem });
  };
  const change = (given: string) => {
    setText(given);
    setError('');
    if (given.includes('-----END')) take(given);
  };
  return (
    <div className={css.field}>
      <p className={css.label} id="ca-label">
        Own certificate authority
      </p>
      <p className={css.hint}>
        For a Jira whose certificate your company signed. It is trusted for this connection only.
      </p>
      <div className={css.inline}>
        <input
          ref={file}
          type="file"
          hidden
          accept=".pem,.crt,.cer,application/x-pem-file"
          onChange={(event) => void event.target.files?.[0]?.text().then(take)}
        />
        <Button
          variant="default"
          data-field="ca"
          leftSection={<Icon name="upload" size={14} />}
          onClick={() => file.current?.click()}
        >
          {count > 0 ? 'Replace the file' : 'Upload a PEM file'}
        </Button>
        {count > 0 && (
          <span className={css.kept} role="status">
            <Icon name="check" size={14} /> {plural(count, 'certificate')} trusted
            <button type="button" className={css.textButton} onClick={() => set({ caPem: '' })}>
              Remove
            </button>
          </span>
        )}
      </div>
      {count === 0 && (
        <textarea
          className={css.area}
          rows={3}
          aria-labelledby="ca-label"
          placeholder="…or paste it: -----BEGIN CERTIFICATE-----"
          spellCheck={false}
          value={text}
          onChange={(event) => change(event.target.value)}
          onBlur={() => text.trim() && take(text)}
        />
      )}
      {error && (
        <p className={css.error} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function advancedWords(draft: Draft): string {
  const count = countCertificates(draft.caPem);
  const parts = [
    count > 0 && plural(count, 'own certificate'),
    draft.proxy.trim() && `proxy ${draft.proxy.trim()}`,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : 'own certificate authority, proxy';
}

/** Step 1: the address, what answers there, and which kind of Jira it is. */
export function WhereStep({ draft, set, errors, detection }: Props) {
  const [open, setOpen] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const toAdvanced = (what: 'ca' | 'proxy') => {
    setOpen(true);
    // After the box has opened.
    requestAnimationFrame(() =>
      body.current
        ?.querySelector<HTMLElement>(what === 'ca' ? '[data-field="ca"]' : '[name="proxy"]')
        ?.focus(),
    );
  };
  const answered = detection.found !== undefined || isSoft(detection.error);
  const choosable = normaliseUrl(draft.url) !== null && !detection.asking && answered;
  return (
    <div ref={body} className={css.stack}>
      <TextInput
        name="url"
        size="md"
        label="Address of your Jira"
        description="Paste any page of it; the rest is cut away."
        placeholder="https://your-site.atlassian.net"
        inputMode="url"
        autoComplete="url"
        spellCheck={false}
        autoCapitalize="none"
        value={draft.url}
        onChange={(event) => set({ url: event.target.value, flavour: '', method: '' })}
        onBlur={detection.flush}
        error={errors.url}
      />
      <SiteCard
        detection={detection}
        url={draft.url}
        onUrl={(url) => set({ url })}
        onAdvanced={toAdvanced}
      />
      {choosable && <FlavourChoice {...{ draft, set, detection }} />}
      <Disclosure title="Advanced" summary={advancedWords(draft)} open={open} onToggle={setOpen}>
        <CaField draft={draft} set={set} />
        <TextInput
          name="proxy"
          label="Proxy"
          description="Only if the Throughline server reaches Jira through one."
          placeholder="http://proxy.example:3128"
          inputMode="url"
          spellCheck={false}
          value={draft.proxy}
          onChange={(event) => set({ proxy: event.target.value })}
          onBlur={detection.flush}
          error={errors.proxy}
        />
      </Disclosure>
    </div>
  );
}
