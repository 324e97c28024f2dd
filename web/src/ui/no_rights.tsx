import { useMe } from '../api/session';
import { CopyButton } from './copy_button';
import { StatePanel } from './state_panel';

interface Props {
  /** What cannot be seen: `Deliveries`. */
  title: string;
  /** Who may: `a lead or an admin`. */
  who: string;
  children?: string;
}

/** Something that a role may not see: who may, and a link to send them. */
export function NoRights({ title, who, children }: Props) {
  const me = useMe().data;
  return (
    <StatePanel
      compact
      icon="eye"
      title={title}
      action={<CopyButton text={window.location.href} label="Copy link" size="compact-md" />}
    >
      {children && <p>{children}</p>}
      <p>
        Ask {who}
        {me ? ` of ${me.tenant.name}` : ''} to look, or to change your role.
      </p>
    </StatePanel>
  );
}
