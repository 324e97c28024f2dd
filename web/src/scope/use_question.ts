import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useMe } from '../api/session';
import { todayIn } from '../lib/civil_date';
import type { RawSearch } from '../lib/list_codec';
import { useNow } from '../lib/use_now';
import { formatQuestion, parseQuestion, questionQuery, type Question } from './question';

/** How a page reads and writes the parameters that are its own. */
export interface PageCodec<T> {
  /** `ignored` takes a sentence for each part that is not understood; see reportUnknown(). */
  parse: (rest: RawSearch, ignored: string[]) => T;
  format: (state: T) => RawSearch;
}

interface ChangeOptions {
  /** True: Back does not undo it (typing into a search field). */
  replace?: boolean;
}

/** Today in the organisation's zone, renewed every minute. */
export function useToday(): string {
  const me = useMe();
  return todayIn(me.data?.tenant.time_zone ?? 'UTC', useNow(60));
}

/** The present query as flat strings. */
export function useRawSearch(): RawSearch {
  return useRouterState({ select: (state) => state.location.search as RawSearch });
}

/** Moves to another query of the same page; Back undoes it. */
export function useGoSearch(): (search: RawSearch, options?: ChangeOptions) => void {
  const navigate = useNavigate();
  return (search, options) =>
    void navigate({
      to: '.',
      search: search as never,
      replace: options?.replace ?? false,
      resetScroll: false,
    });
}

/**
 * The question and the page's own state, both out of the address. `codec` must be a constant.
 * `change` and `changePage` write the address; `changeBoth` does it in one step of Back.
 */
export function useQuestion<T extends object>(codec: PageCodec<T>) {
  const search = useRawSearch();
  const today = useToday();
  const go = useGoSearch();
  const parsed = useMemo(() => {
    const { question, ignored, rest } = parseQuestion(search);
    return { question, page: codec.parse(rest, ignored), ignored };
  }, [search, codec]);
  const query = useMemo(() => questionQuery(parsed.question, today), [parsed.question, today]);
  const changeBoth = (question: Question, page: T, options?: ChangeOptions) =>
    go({ ...formatQuestion(question), ...codec.format(page) }, options);
  return {
    ...parsed,
    today,
    /** The question as the API takes it. */
    query,
    change: (part: Partial<Question>, options?: ChangeOptions) =>
      changeBoth({ ...parsed.question, ...part }, parsed.page, options),
    changePage: (part: Partial<T>, options?: ChangeOptions) =>
      changeBoth(parsed.question, { ...parsed.page, ...part }, options),
    changeBoth,
  };
}
