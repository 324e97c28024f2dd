import { Button } from '@mantine/core';
import { useState } from 'react';
import { useEditedCalendar, type WorkCalendar } from '../../api/calendar';
import type { Me } from '../../api/client';
import { useMe } from '../../api/session';
import { todayIn } from '../../lib/civil_date';
import { formatAgo, formatInstant, plural } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { CopyButton } from '../../ui/copy_button';
import { Icon } from '../../ui/icon';
import { LeaveGuard } from '../../ui/leave_guard';
import { Note } from '../../ui/note';
import { Card, Page } from '../../ui/page';
import { ErrorPanel, Loading } from '../../ui/state_panel';
import css from './calendar.module.css';
import { CalendarBar } from './calendar_bar';
import { CalendarVersions } from './calendar_versions';
import { DaysCard } from './days_card';
import { draftOf, longestDay } from './draft';
import { useDraft } from './use_draft';
import { WeekCard, WorkingDayCard } from './week_card';
import { YearCard } from './year_card';

function SavedBy({ calendar }: { calendar: WorkCalendar }) {
  const now = useNow(30);
  if (!calendar.saved_at) return <>The usual week; nobody has changed anything yet.</>;
  return (
    <>
      Version {calendar.version}, saved{' '}
      <time dateTime={calendar.saved_at} title={formatInstant(calendar.saved_at)}>
        {formatAgo(calendar.saved_at, now)}
      </time>{' '}
      by {calendar.saved_by}.
    </>
  );
}

/** For those who may look and not change: who can, and a link to send them. */
function WhoCan({ me, calendar }: { me: Me; calendar: WorkCalendar }) {
  const last = calendar.saved_at ? `, for example ${calendar.saved_by}, who saved it last` : '';
  return (
    <Note tone="info">
      <span className={css.whoCan}>
        You can view this. Ask an admin of {me.tenant.name} to change it{last}.
        <CopyButton text={window.location.href} label="Copy link" />
      </span>
    </Note>
  );
}

function Editor({ calendar, me }: { calendar: WorkCalendar; me: Me }) {
  const editor = useDraft(calendar);
  const now = useNow(60);
  const today = todayIn(calendar.time_zone, now);
  const [year, setYear] = useState(() => Number(today.slice(0, 4)));
  const [versions, setVersions] = useState(false);
  const readOnly = me.user.role !== 'admin';
  const { changes, draft, base } = editor;
  const common = { editor, readOnly };
  return (
    <>
      <div className={css.top}>
        <p className="muted">
          <SavedBy calendar={base} />
        </p>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<Icon name="clock" size={13} />}
          onClick={() => setVersions(true)}
        >
          Versions
        </Button>
      </div>
      {readOnly && <WhoCan me={me} calendar={base} />}
      <YearCard draft={draft} year={year} today={today} onYear={setYear} />
      <WeekCard {...common} />
      <WorkingDayCard {...common} longest={longestDay(draft)} />
      <DaysCard {...common} year={year} />
      <CalendarBar editor={editor} />
      <LeaveGuard
        dirty={changes.length > 0}
        what={`${plural(changes.length, 'change')} of the calendar ${changes.length === 1 ? 'is' : 'are'}`}
      />
      <CalendarVersions
        calendar={base}
        opened={versions}
        onClose={() => setVersions(false)}
        onTake={
          readOnly
            ? undefined
            : (taken) => {
                editor.edit(draftOf(taken));
                setVersions(false);
              }
        }
      />
    </>
  );
}

export default function CalendarPage() {
  const calendar = useEditedCalendar();
  const me = useMe().data;
  return (
    <Page
      medium
      title="Working calendar"
      heading="Working calendar"
      lead="When people work. Durations in working days, and the shading of time lines, follow it."
    >
      <div className={css.page}>
        {calendar.data && me ? (
          <Editor calendar={calendar.data} me={me} />
        ) : (
          <Card>
            {calendar.error ? (
              <ErrorPanel error={calendar.error} onRetry={() => void calendar.refetch()} />
            ) : (
              <Loading what="the calendar" height={420} />
            )}
          </Card>
        )}
      </div>
    </Page>
  );
}
