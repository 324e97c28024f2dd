import { Button } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import css from './leave_guard.module.css';
import { Dialog } from './side_panel';

interface Place {
  pathname: string;
  search: object;
}

function tabOf(place: Place): unknown {
  return 'tab' in place.search ? place.search.tab : undefined;
}

/** Asks before unsaved changes are left: another page, another tab, or closing the window. */
export function LeaveGuard({ dirty, what }: { dirty: boolean; what: string }) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      dirty && (next.pathname !== current.pathname || tabOf(next) !== tabOf(current)),
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  const asked = blocker.status === 'blocked';
  return (
    <Dialog opened={asked} onClose={() => blocker.reset?.()} title="Leave without saving?">
      <p>{what} not saved yet. Leaving this place forgets them.</p>
      <div className={css.actions}>
        <Button variant="default" onClick={() => blocker.proceed?.()}>
          Leave and forget
        </Button>
        <Button data-autofocus onClick={() => blocker.reset?.()}>
          Stay here
        </Button>
      </div>
    </Dialog>
  );
}
