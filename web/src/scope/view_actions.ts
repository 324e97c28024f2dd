import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { asProblem } from '../api/problem';
import { deleteView, hideView, viewsQuery, type SavedView } from '../api/views';
import { kUndoStays, toast } from '../shell/toasts';
import { kViewPaths, openSearch } from './view_rules';

/** Deletes a view after ten seconds in which it can come back; closing the tab deletes at once. */
export function useDeleteView(): (view: SavedView) => void {
  const queries = useQueryClient();
  return (view) => {
    const restore = hideView(queries, view);
    const leaving = () => void deleteView(view.id, true);
    window.addEventListener('pagehide', leaving);
    const settle = () => window.removeEventListener('pagehide', leaving);
    toast(`View “${view.name}” deleted.`, {
      stays: kUndoStays,
      action: {
        word: 'Undo',
        run: () => {
          settle();
          restore();
        },
      },
      onGone: () => {
        settle();
        void deleteView(view.id)
          .catch((error: unknown) => {
            restore();
            toast(`“${view.name}” is still here: ${asProblem(error).title}`, { tone: 'error' });
          })
          .finally(() => queries.invalidateQueries({ queryKey: viewsQuery.queryKey }));
      },
    });
  };
}

/** Goes to the page of a view, with its question. */
export function useOpenView(): (view: SavedView) => void {
  const navigate = useNavigate();
  return (view) => void navigate({ to: kViewPaths[view.page], search: openSearch(view) as never });
}
