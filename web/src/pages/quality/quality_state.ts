import { formatMark, parseMark, type MarkRef } from '../../charts/mark_ref';
import { reportUnknown } from '../../scope/question';
import type { PageCodec } from '../../scope/use_question';

export interface QualityState {
  /** The open list. */
  mark: MarkRef | null;
  how: boolean;
}

export const kQualityCodec: PageCodec<QualityState> = {
  parse: (rest, ignored) => {
    ignored.push(...reportUnknown(rest, ['mark', 'how']));
    const mark = parseMark(rest.mark);
    if (rest.mark !== undefined && mark?.metric !== 'quality') {
      ignored.push(`List "${rest.mark}" was not understood.`);
    }
    return { mark: mark?.metric === 'quality' ? mark : null, how: rest.how === '1' };
  },
  format: ({ mark, how }) => ({
    ...(mark && { mark: formatMark(mark) }),
    ...(how && { how: '1' }),
  }),
};
