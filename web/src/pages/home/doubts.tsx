import { Link } from '@tanstack/react-router';
import { useQuality } from '../../api/quality';
import { formatMark } from '../../charts/mark_ref';
import { exact, plural } from '../../lib/format';
import { formatQuestion, type Question, type QuestionQuery } from '../../scope/question';
import { Icon } from '../../ui/icon';
import { Card } from '../../ui/page';
import { Loading } from '../../ui/state_panel';
import css from './home.module.css';

const kMost = 4;

/** The findings that move numbers most, and the way to all of them. */
export function Doubts({ question, query }: { question: Question; query: QuestionQuery }) {
  const { data, isPending } = useQuality(query);
  if (!data && !isPending) return null;
  const search = formatQuestion({ ...question, view: null });
  return (
    <Card flush>
      <div className={css.cardHead}>
        <h2>Data quality</h2>
        <Link to="/quality" search={search}>
          See all
        </Link>
      </div>
      {!data && <Loading what="the findings" height={120} />}
      {data?.findings.length === 0 && (
        <p className={css.rest}>
          <Icon name="check" size={14} /> No problems found in {plural(data.considered, 'item')}.
        </p>
      )}
      <ul>
        {data?.findings.slice(0, kMost).map((finding) => (
          <li key={finding.code} data-row>
            <Link
              to="/quality"
              search={{ ...search, mark: formatMark({ metric: 'quality', finding: finding.code }) }}
              className={css.doubt}
            >
              <span>{finding.title}</span>
              <b>{exact(finding.count)}</b>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
