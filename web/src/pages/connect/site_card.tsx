import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { asProblem, type Problem } from '../../api/problem';
import { Icon, type IconName } from '../../ui/icon';
import { normaliseUrl, withContextPath, withoutTls } from './address';
import css from './site_card.module.css';
import { flavourWords, isFlavour, type Flavour } from './flavour';
import type { Detection } from './use_wizard';

const flavourIcon: Record<Flavour, IconName> = {
  cloud: 'cloud',
  data_center: 'racks',
  server: 'box',
};

export function FlavourIcon({ flavour, size = 18 }: { flavour: Flavour; size?: number }) {
  return <Icon name={flavourIcon[flavour]} size={size} />;
}

function Frame(props: { tone: string; icon: ReactNode; children: ReactNode }) {
  return (
    <div className={css.card} data-tone={props.tone}>
      <span className={css.icon}>{props.icon}</span>
      <div className={css.words}>{props.children}</div>
    </div>
  );
}

function Found({ found }: { found: NonNullable<Detection['found']> }) {
  const { site, url } = found;
  const flavour = isFlavour(site.flavour) ? site.flavour : null;
  return (
    <Frame
      tone={flavour ? 'good' : 'plain'}
      icon={flavour ? <FlavourIcon flavour={flavour} /> : <Icon name="question" size={18} />}
    >
      <p className={css.title}>
        {flavour
          ? `${flavourWords(flavour)} ${flavour === 'cloud' ? '' : site.version} found`.replace(
              '  ',
              ' ',
            )
          : 'A Jira that does not say which kind it is'}
      </p>
      <p>
        {site.title && (
          <>
            <b>{site.title}</b> ·{' '}
          </>
        )}
        Will connect to <b className={css.url}>{url.base_url}</b>
      </p>
      {url.changes.length > 0 && <p className={css.changes}>{url.changes.join(' ')}</p>}
    </Frame>
  );
}

const kHints: Record<string, string> = {
  'vendor-not-jira': 'Many installations live below a path such as /jira.',
  tls: 'Give the certificate of the authority that signed it; the connection stays encrypted.',
  dns: 'It is the Throughline server that cannot find the name, not your browser.',
  connect: 'Is there a firewall or a proxy between the two servers?',
  'timed-out': 'Is there a firewall or a proxy between the two servers?',
};

/** The last part of a problem's type: `dns` of `/problems/dns`. */
export function problemCode(problem: Problem): string {
  return problem.type.split('/').at(-1) ?? '';
}

const kSoft = [
  'vendor-credentials',
  'vendor-forbidden',
  'vendor-rate-limited',
  'vendor-unavailable',
];

/** Whether one may go on all the same: Jira is there, but does not talk without a sign-in. */
export function isSoft(error: unknown): boolean {
  return kSoft.includes(problemCode(asProblem(error)));
}

interface TroubleProps {
  error: unknown;
  url: string;
  onUrl: (url: string) => void;
  onAdvanced: (what: 'ca' | 'proxy') => void;
  onRetry: () => void;
}

function Remedies({ error, url, onUrl, onAdvanced, onRetry }: TroubleProps) {
  const code = problemCode(asProblem(error));
  const path =
    code === 'vendor-not-jira' || code === 'vendor-not-found' ? withContextPath(url) : null;
  const plain = code === 'connect' || code === 'timed-out' ? withoutTls(url) : null;
  return (
    <div className={css.actions}>
      {path && (
        <Button size="xs" variant="default" onClick={() => onUrl(path)}>
          Try {path.replace(/^https?:\/\//, '')}
        </Button>
      )}
      {code === 'tls' && (
        <Button size="xs" variant="default" onClick={() => onAdvanced('ca')}>
          Upload CA certificate
        </Button>
      )}
      {(code === 'connect' || code === 'timed-out') && (
        <Button size="xs" variant="default" onClick={() => onAdvanced('proxy')}>
          Set a proxy
        </Button>
      )}
      {plain && (
        <Button size="xs" variant="default" onClick={() => onUrl(plain)}>
          Try without encryption (http)
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        leftSection={<Icon name="sync" size={13} />}
        onClick={onRetry}
      >
        Retry
      </Button>
    </div>
  );
}

/** Nobody has signed in yet, so nothing was rejected. */
function troubleTitle(problem: Problem): string {
  return problemCode(problem) === 'vendor-credentials'
    ? 'A Jira that tells nothing without a sign-in'
    : problem.title;
}

function Trouble(props: TroubleProps) {
  const problem = asProblem(props.error);
  const soft = isSoft(props.error);
  const hint = kHints[problemCode(problem)] ?? problem.remedy;
  return (
    <Frame tone={soft ? 'warn' : 'bad'} icon={<Icon name="alert" size={18} />}>
      <p className={css.title}>{troubleTitle(problem)}</p>
      {problem.detail !== problem.title && <p>{problem.detail}</p>}
      <p>
        {soft
          ? 'Choose the kind of Jira below and go on; the check says more once signed in.'
          : hint}
      </p>
      <Remedies {...props} />
      {problem.id && <code className={css.id}>{problem.id}</code>}
    </Frame>
  );
}

/** What was found at the address, or why nothing was. */
export function SiteCard(
  props: Omit<TroubleProps, 'error' | 'onRetry'> & { detection: Detection },
) {
  const { detection, url } = props;
  const early = normaliseUrl(url);
  if (!early) return null;
  return (
    <div
      className={css.place}
      aria-live="polite"
      aria-busy={detection.asking}
      tabIndex={-1}
      data-field="site"
    >
      {detection.asking ? (
        <Frame tone="plain" icon={<span className={css.ring} aria-hidden="true" />}>
          <p className={css.title}>Looking at what answers there…</p>
          <p className={css.url}>{early.url}</p>
        </Frame>
      ) : detection.found ? (
        <Found found={detection.found} />
      ) : (
        detection.error && <Trouble {...props} error={detection.error} onRetry={detection.again} />
      )}
    </div>
  );
}
