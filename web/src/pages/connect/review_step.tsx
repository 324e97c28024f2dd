import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { CheckReport, Me } from '../../api/client';
import { Icon, type IconName } from '../../ui/icon';
import { Note } from '../../ui/note';
import { isLocalUrl } from '../setup/setup_form';
import type { Draft } from './draft';
import type { Method } from './flavour';
import {
  paceSentence,
  readWords,
  sinceWords,
  siteSentence,
  tokenWords,
  webhookWords,
  writtenWords,
} from './review_words';
import css from './review.module.css';
import type { SetDraft, Site } from './use_wizard';

interface Props {
  draft: Draft;
  set: SetDraft;
  site: Site;
  method: Method;
  me: Me;
  report: CheckReport | undefined;
  onStep: (step: number) => void;
}

function Line(props: {
  icon: IconName;
  title: string;
  step?: number;
  onStep: Props['onStep'];
  children: ReactNode;
}) {
  const { icon, title, step, onStep, children } = props;
  return (
    <li className={css.line}>
      <span className={css.icon}>
        <Icon name={icon} />
      </span>
      <div className={css.words}>
        <h3>{title}</h3>
        {children}
      </div>
      {step !== undefined && (
        <button
          type="button"
          className={css.change}
          aria-label={`Change: ${title}`}
          onClick={() => onStep(step)}
        >
          Change
        </button>
      )}
    </li>
  );
}

function LocalNote({ draft, me, site }: Pick<Props, 'draft' | 'me' | 'site'>) {
  const hint = me.server.public_url_reachable_hint;
  const local = hint !== null || isLocalUrl(me.server.public_url);
  if (!local || !draft.webhooks) return null;
  const words =
    site.flavour === 'cloud'
      ? (hint ??
        `Jira Cloud cannot reach ${me.server.public_url}, so its webhooks will not arrive; polling still works.`)
      : `Jira must be able to reach ${me.server.public_url}; a local name works on the same machine only. Polling works all the same.`;
  return <Note>{words} Changes then show within minutes.</Note>;
}

/** Step 5: in plain sentences what will happen. */
export function ReviewStep({ draft, set, site, method, me, report, onStep }: Props) {
  const pace = paceSentence(draft);
  const filter = draft.filter.trim();
  return (
    <>
      <TextInput
        name="name"
        label="Name of this connection"
        description="As it shows in lists and on dashboards."
        maxLength={200}
        value={draft.name}
        onChange={(event) => set({ name: event.target.value })}
      />
      <ul className={css.lines}>
        <Line icon="plug" title="Connects to" step={0} onStep={onStep}>
          <p>{siteSentence(draft, site, method, report?.account?.name ?? '')}</p>
        </Line>
        <Line icon="eye" title="Reads" step={3} onStep={onStep}>
          <p>{readWords(draft, report)}</p>
          {filter && <code className={css.filter}>{filter}</code>}
          <p className="muted">Texts of comments and attachments are not stored.</p>
        </Line>
        <Line icon="clock" title="Starts with" step={3} onStep={onStep}>
          <p>{sinceWords(draft)}</p>
          {pace && <p>{pace}</p>}
        </Line>
        <Line icon="pencil" title="Writes" step={3} onStep={onStep}>
          <p>{writtenWords(draft)}</p>
        </Line>
        <Line icon="bell" title="Webhooks" step={3} onStep={onStep}>
          <p>{webhookWords(draft, report, me.server.public_url)}</p>
        </Line>
        <Line icon="key" title="Sign-in" step={1} onStep={onStep}>
          <p>{tokenWords(draft, method)}</p>
        </Line>
      </ul>
      <LocalNote draft={draft} me={me} site={site} />
    </>
  );
}
