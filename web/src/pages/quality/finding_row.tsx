import { Link } from '@tanstack/react-router';
import type { QualityFinding } from '../../api/quality';
import { Spark } from '../../charts/spark';
import { exact } from '../../lib/format';
import { Icon } from '../../ui/icon';
import { LinkButton } from '../../ui/link_button';
import css from './quality.module.css';
import { fixAddress, sparkWords } from './quality_rules';

interface Props {
  finding: QualityFinding;
  onOpen: (code: string) => void;
}

function Examples({ keys, count }: { keys: readonly string[]; count: number }) {
  if (keys.length === 0) return null;
  return (
    <p className={css.examples}>
      {keys.map((key) => (
        <Link key={key} to="/issues/$key" params={{ key }}>
          {key}
        </Link>
      ))}
      {count > keys.length && <span>and {exact(count - keys.length)} more</span>}
    </p>
  );
}

function Fix({ finding }: { finding: QualityFinding }) {
  const address = fixAddress(finding.fix.href);
  if (!address || finding.fix.text === '') return null;
  return (
    <LinkButton
      to={address.to}
      search={address.search as never}
      variant="default"
      size="xs"
      classNames={{ root: css.fixLink, label: css.fixLabel }}
      rightSection={<Icon name="arrow" size={13} />}
    >
      {finding.fix.text}
    </LinkButton>
  );
}

/** One doubt about the data: what, how many, what it does to the numbers, where to mend it. */
export function FindingRow({ finding, onOpen }: Props) {
  const { code, title, text, count, of, effect, spark, examples } = finding;
  return (
    <li className={css.row} data-row>
      <button type="button" className={css.count} onClick={() => onOpen(code)}>
        <b>{exact(count)}</b> <span>of {exact(of)}</span>
        <span className="sr"> items: {title}. Open the list.</span>
      </button>
      <div className={css.words}>
        <h3>{title}</h3>
        <p className={css.text}>{text}</p>
        {effect !== null && (
          <p className={css.effect}>
            <Icon name="alert" size={13} />
            {effect}
          </p>
        )}
        <Examples keys={examples} count={count} />
      </div>
      <div className={css.trend} title={sparkWords(spark)}>
        <Spark values={spark} zero label={sparkWords(spark)} width={112} height={32} />
        <span aria-hidden="true">12 weeks</span>
      </div>
      <div className={css.fix}>
        <Fix finding={finding} />
      </div>
    </li>
  );
}
