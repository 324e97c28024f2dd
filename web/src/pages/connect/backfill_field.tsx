import { SegmentedControl } from '../../ui/library/segmented_control';
import { useFilterCheck, type JiraSource } from '../../api/connect';
import { useIdle } from '../../lib/use_idle';
import css from './connect.module.css';
import { kAllDays, kBackfill } from './draft';
import { estimateWords } from './estimate';
import { backfillJql } from './filter_state';

interface Props {
  days: number;
  onChange: (days: number) => void;
  source: JiraSource;
  filter: string;
  projectKeys: string[];
  requestsPerMinute: number;
}

const kRestMs = 700;

/** About how much that is and how long it takes; Jira counts, nothing is read. */
function Estimate({ days, source, filter, projectKeys, requestsPerMinute }: Props) {
  const [jql] = useIdle(backfillJql(filter, days, kAllDays), kRestMs);
  const check = useFilterCheck(source, jql, projectKeys);
  const matches = check.data?.valid ? check.data.matches : null;
  if (check.data?.valid === false) {
    return <p className={css.hint}>Estimated as soon as the filter is right.</p>;
  }
  return (
    <p className={css.estimate} role="status">
      {check.isFetching && !check.data
        ? 'Estimating…'
        : matches === null
          ? 'How many issues that is shows as soon as it runs.'
          : estimateWords(matches, requestsPerMinute)}
    </p>
  );
}

/** How far back the first sync goes. */
export function BackfillField(props: Props) {
  const { days, onChange } = props;
  return (
    <div>
      <SegmentedControl
        aria-labelledby="backfill"
        className={css.segments}
        value={String(days)}
        onChange={(value) => onChange(Number(value))}
        data={kBackfill.map((each) => ({
          value: String(each),
          label: each === kAllDays ? 'All' : `${each} days`,
        }))}
      />
      <Estimate {...props} />
      <p className={css.hint}>
        Every issue changed in this time with its full history, and every open issue of any age.
        Newest first, so the first dashboards are there within minutes. You can go further back
        later.
      </p>
    </div>
  );
}
