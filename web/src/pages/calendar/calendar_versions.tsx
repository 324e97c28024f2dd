import { Button } from '@mantine/core';
import { useCalendarVersions, type CalendarVersion, type WorkCalendar } from '../../api/calendar';
import { formatAgo, formatInstant } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { SidePanel } from '../../ui/side_panel';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import css from '../mapping/mapping.module.css';
import { summaryOf, type Draft } from './draft';

interface Props {
  calendar: WorkCalendar;
  opened: boolean;
  onClose: () => void;
  /** Absent: the person may not change anything. */
  onTake?: ((draft: Draft) => void) | undefined;
}

function Version(props: {
  version: CalendarVersion;
  older: CalendarVersion | undefined;
  inUse: boolean;
  onTake?: ((draft: Draft) => void) | undefined;
}) {
  const { version, older, inUse, onTake } = props;
  const now = useNow(30);
  return (
    <li data-now={inUse || undefined}>
      <p>
        <b>Version {version.version}</b>
        {inUse && <span className={css.nowTag}>In use</span>}
      </p>
      <p>{summaryOf(older?.calendar, version.calendar)}</p>
      <p className="muted small">
        {version.saved_by},{' '}
        <time dateTime={version.saved_at} title={formatInstant(version.saved_at)}>
          {formatAgo(version.saved_at, now)}
        </time>
      </p>
      {!inUse && onTake && (
        <p>
          <Button variant="default" size="compact-sm" onClick={() => onTake(version.calendar)}>
            Bring back into the editor
          </Button>
        </p>
      )}
    </li>
  );
}

function Versions({ calendar, opened, onTake }: Omit<Props, 'onClose'>) {
  const versions = useCalendarVersions(calendar.version, opened);
  if (versions.isPending) return <Loading what="the versions" height={200} />;
  if (versions.error) {
    return <ErrorPanel error={versions.error} onRetry={() => void versions.refetch()} />;
  }
  if (versions.data.length === 0) {
    return (
      <StatePanel compact icon="clock" title="Nobody has saved a calendar yet">
        <p>Until then Monday to Friday count. Each time somebody saves, a version is kept here.</p>
      </StatePanel>
    );
  }
  return (
    <ol className={css.versions}>
      {versions.data.map((version, i) => (
        <Version
          key={version.version}
          version={version}
          older={versions.data[i + 1]}
          inUse={version.version === calendar.version}
          onTake={onTake}
        />
      ))}
    </ol>
  );
}

/** Who saved what and when; an older one can be taken up again. */
export function CalendarVersions({ opened, onClose, ...rest }: Props) {
  return (
    <SidePanel title="Versions of the calendar" opened={opened} onClose={onClose}>
      {opened && <Versions opened={opened} {...rest} />}
    </SidePanel>
  );
}
