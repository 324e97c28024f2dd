import { Popover } from '@mantine/core';
import { lazy, Suspense, useEffect, useState } from 'react';
import { asProblem } from '../api/problem';
import { useChangeView, useViews, type SavedView, type ViewPage } from '../api/views';
import { parseQuery } from '../lib/list_codec';
import { useShortcuts } from '../shell/shortcuts';
import { toast } from '../shell/toasts';
import { Icon } from '../ui/icon';
import css from './scope.module.css';
import styles from './views.module.css';
import { useGoSearch, useRawSearch } from './use_question';
import { useOpenView } from './view_actions';
import { ViewDetails } from './view_details';
import { defaultView, groupViews, isChanged, openSearch, viewSearch } from './view_rules';

const SaveDialog = lazy(() => import('./save_dialog'));

/** Opens a page that was called without a query with the person's default view of it. */
export function useDefaultView(page: ViewPage): void {
  const views = useViews();
  const search = useRawSearch();
  const go = useGoSearch();
  const found = defaultView(views.data ?? [], page);
  const wanted = found && Object.keys(search).length === 0 ? found : undefined;
  useEffect(() => {
    if (wanted) go(openSearch(wanted), { replace: true });
    // Only when another view is wanted; `go` is new with every render.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted?.id]);
}

interface ListProps {
  title: string;
  views: readonly SavedView[];
  current: SavedView | undefined;
  onOpen: (view: SavedView) => void;
  onDetails: (view: SavedView) => void;
}

function ViewList({ title, views, current, onOpen, onDetails }: ListProps) {
  if (views.length === 0) return null;
  return (
    <div role="group" aria-label={title}>
      <p className={styles.listTitle} aria-hidden="true">
        {title}
      </p>
      <ul>
        {views.map((view) => (
          <li key={view.id} className={styles.viewRow}>
            <button
              type="button"
              className={css.field}
              aria-current={view.id === current?.id || undefined}
              onClick={() => onOpen(view)}
            >
              <span className={css.viewName}>
                {view.name}
                {!view.mine && <span className={css.valueNote}>{view.owner_name}</span>}
              </span>
              {view.is_default && <span className={styles.tag}>default</span>}
              {view.starred && (
                <span className={styles.star}>
                  <Icon name="star" size={13} />
                  <span className="sr">, starred</span>
                </span>
              )}
              {view.id === current?.id && <Icon name="check" size={13} />}
            </button>
            <button
              type="button"
              className={styles.more}
              aria-label={`Settings of ${view.name}`}
              onClick={() => onDetails(view)}
            >
              <Icon name="dots" size={14} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface PanelProps {
  page: ViewPage;
  current: SavedView | undefined;
  onClose: () => void;
  onSave: () => void;
}

function ViewPanel({ page, current, onClose, onSave }: PanelProps) {
  const views = useViews();
  const open = useOpenView();
  const [shown, setShown] = useState<string | null>(null);
  const details = views.data?.find((view) => view.id === shown);
  if (details) return <ViewDetails view={details} onBack={() => setShown(null)} />;
  const { mine, shared } = groupViews(views.data ?? [], page);
  const rows = {
    current,
    onOpen: (view: SavedView) => {
      onClose();
      open(view);
    },
    onDetails: (view: SavedView) => setShown(view.id),
  };
  return (
    <div className={styles.viewPanel}>
      <div className={styles.viewLists}>
        <ViewList title="Yours" views={mine} {...rows} />
        <ViewList title="Shared" views={shared} {...rows} />
      </div>
      {views.error && !views.data && <p className={css.nothing}>{asProblem(views.error).title}</p>}
      {mine.length + shared.length === 0 && !views.error && (
        <p className={css.nothing}>
          {views.isPending
            ? 'Loading…'
            : 'No view of this page yet. Set filters and dates, then keep them here.'}
        </p>
      )}
      <button
        type="button"
        className={css.saveRow}
        onClick={() => {
          onClose();
          onSave();
        }}
      >
        <Icon name="plus" size={14} />
        Save as a new view
        <kbd className={styles.kbd}>s</kbd>
      </button>
    </div>
  );
}

/** What to do about changes to the view that is open. */
function ChangedHint({ view, search }: { view: SavedView; search: string }) {
  const change = useChangeView();
  const go = useGoSearch();
  const save = () =>
    change.mutate(
      { view, part: { search } },
      {
        onSuccess: () => toast(`“${view.name}” now keeps this.`),
        onError: (error) => toast(asProblem(error).title, { tone: 'error' }),
      },
    );
  return (
    <span className={styles.changed} role="status">
      <span className={styles.changedDot} aria-hidden="true" />
      Unsaved changes
      {view.may_change && (
        <button type="button" className={css.textButton} onClick={save}>
          Save
        </button>
      )}
      <button
        type="button"
        className={css.textButton}
        onClick={() => go({ ...parseQuery(view.search), saved: view.id })}
      >
        Revert
      </button>
    </span>
  );
}

/** The views of a page: open, save, share, star, default, rename, delete. */
export function ViewMenu({ page }: { page: ViewPage }) {
  useDefaultView(page);
  const views = useViews();
  const search = useRawSearch();
  const go = useGoSearch();
  const [open, setOpen] = useState(false);
  const [saving, setSaving] = useState(false);
  // The dialog comes with its first use.
  const [saveAsked, setSaveAsked] = useState(false);
  const save = () => {
    setSaveAsked(true);
    setSaving(true);
  };
  const current = views.data?.find((view) => view.id === search.saved && view.page === page);
  const changed = current !== undefined && isChanged(current, search);
  useShortcuts([{ keys: 's', words: 'Save this view', group: 'This page', run: save }]);
  return (
    <>
      <Popover
        opened={open}
        onChange={setOpen}
        position="bottom-start"
        shadow="md"
        width={300}
        trapFocus
        returnFocus
      >
        <Popover.Target>
          <button type="button" className={css.viewNow} onClick={() => setOpen(!open)}>
            <Icon name="bookmark" size={14} />
            <span className={css.viewName}>{current?.name ?? 'Views'}</span>
            <Icon name="down" size={13} />
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label="Saved views" className={css.pop}>
          <ViewPanel {...{ page, current }} onClose={() => setOpen(false)} onSave={save} />
        </Popover.Dropdown>
      </Popover>
      {changed && <ChangedHint view={current} search={viewSearch(search)} />}
      {saveAsked && (
        <Suspense fallback={null}>
          <SaveDialog
            opened={saving}
            page={page}
            search={viewSearch(search)}
            proposal={current && !current.mine ? `${current.name} (mine)` : ''}
            onClose={() => setSaving(false)}
            onSaved={(view) => {
              setSaving(false);
              go(openSearch(view), { replace: true });
            }}
          />
        </Suspense>
      )}
    </>
  );
}
