import { formatMark, parseMark, type MarkRef } from '../../charts/mark_ref';
import { oneOf, reportUnknown } from '../../scope/question';
import type { PageCodec } from '../../scope/use_question';

export type Measure = 'issues' | 'points';
export type Shape = 'burndown' | 'burnup';

export interface SprintPageState {
  measure: Measure;
  shape: Shape;
  /** Cards shown as tables. */
  tables: ('burn' | 'history')[];
  /** The open list. */
  mark: MarkRef | null;
  how: boolean;
}

export const kSprintCodec: PageCodec<SprintPageState> = {
  parse: (rest, ignored) => {
    ignored.push(...reportUnknown(rest, ['measure', 'shape', 'tables', 'mark', 'how']));
    const mark = parseMark(rest.mark);
    if (rest.mark !== undefined && mark?.metric !== 'sprint') {
      ignored.push(`List "${rest.mark}" was not understood.`);
    }
    const tables = (rest.tables ?? '').split(',');
    return {
      measure: oneOf(rest, 'measure', ['issues', 'points'], ignored),
      shape: oneOf(rest, 'shape', ['burndown', 'burnup'], ignored),
      tables: (['burn', 'history'] as const).filter((each) => tables.includes(each)),
      mark: mark?.metric === 'sprint' ? mark : null,
      how: rest.how === '1',
    };
  },
  format: (state) => ({
    ...(state.measure !== 'issues' && { measure: state.measure }),
    ...(state.shape !== 'burndown' && { shape: state.shape }),
    ...(state.tables.length > 0 && { tables: state.tables.join(',') }),
    ...(state.mark && { mark: formatMark(state.mark) }),
    ...(state.how && { how: '1' }),
  }),
};
