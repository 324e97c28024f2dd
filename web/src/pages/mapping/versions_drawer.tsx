import { useMappingVersions, type Mapping } from '../../api/mapping';
import { formatAgo, formatInstant } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { SidePanel } from '../../ui/side_panel';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import css from './mapping.module.css';

interface Props {
  connection: string;
  mapping: Mapping;
  opened: boolean;
  onClose: () => void;
}

function Versions({ connection, mapping }: Omit<Props, 'opened' | 'onClose'>) {
  const versions = useMappingVersions(connection, mapping.version);
  const now = useNow(30);
  if (versions.isPending) return <Loading what="the versions" height={200} />;
  if (versions.error) {
    return <ErrorPanel error={versions.error} onRetry={() => void versions.refetch()} />;
  }
  if (versions.data.length === 0) {
    return (
      <StatePanel compact icon="clock" title="Nobody has saved a mapping yet">
        <p>Until then the guesses apply. Each time somebody saves, a version is kept here.</p>
      </StatePanel>
    );
  }
  return (
    <ol className={css.versions}>
      {versions.data.map((version) => (
        <li key={version.version} data-now={version.version === mapping.version || undefined}>
          <p>
            <b>Version {version.version}</b>
            {version.version === mapping.version && <span className={css.nowTag}>In use</span>}
          </p>
          <p>{version.summary}</p>
          <p className="muted small">
            {version.saved_by},{' '}
            <time dateTime={version.saved_at} title={formatInstant(version.saved_at)}>
              {formatAgo(version.saved_at, now)}
            </time>
          </p>
        </li>
      ))}
    </ol>
  );
}

/** Who saved what and when. */
export function VersionsDrawer({ opened, onClose, ...rest }: Props) {
  return (
    <SidePanel title="Versions of the mapping" opened={opened} onClose={onClose}>
      {opened && <Versions {...rest} />}
    </SidePanel>
  );
}
