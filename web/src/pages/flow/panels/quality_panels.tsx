import type { EfficiencyAnswer } from '../../../api/flow_answers';
import { formatIn, scaleOf } from '../../../charts/unit';
import { formatPercent, plural } from '../../../lib/format';
import type { Flow } from '../flow_context';
import css from '../flow.module.css';
import { blockedView, causeTarget, efficiencyView, kCauseNames } from '../models/efficiency';
import { stageName, stagePaint } from '../models/stages';
import { mixView, mixWeeksView } from '../models/mix';
import { reopenView } from '../models/reopen';
import { Panel } from '../panel';

/** Where the cycle time went, as one bar: each part opens the issues that were there. */
function StageShares({ flow, data }: { flow: Flow; data: EfficiencyAnswer }) {
  const scale = scaleOf(data);
  const stages = data.stages.filter((s) => s.seconds > 0);
  if (stages.length === 0) return null;
  return (
    <div className={css.shares}>
      <h4>Where the cycle time went</h4>
      <div className={css.shareBar} aria-hidden="true">
        {stages.map((s) => (
          <span
            key={s.stage}
            style={{ flexGrow: s.share, background: `var(--${stagePaint(s.stage)})` }}
          />
        ))}
      </div>
      <ul className={css.shareList}>
        {stages.map((s) => (
          <li key={s.stage}>
            <button
              type="button"
              title={formatIn(s.seconds, scale)}
              onClick={() =>
                flow.open({ kind: 'items', mark: { metric: 'efficiency', stage: s.stage } })
              }
            >
              <span
                className={css.swatch}
                style={{ background: `var(--${stagePaint(s.stage)})` }}
                aria-hidden="true"
              />
              {stageName(s.stage)} <b>{formatPercent(s.share, 1)}</b>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function EfficiencyPanel({ flow }: { flow: Flow }) {
  return (
    <Panel
      flow={flow}
      id="efficiency"
      metric="efficiency"
      title="How much of the time is work?"
      subject="flow efficiency"
      height={292}
      rows={{ metric: 'efficiency' }}
      view={efficiencyView}
      below={(data) => <StageShares flow={flow} data={data} />}
    />
  );
}

/** What blocked, each cause with its issues. */
function Causes({ flow, data }: { flow: Flow; data: EfficiencyAnswer }) {
  const scale = scaleOf(data);
  const most = Math.max(1, ...data.blocked.by_cause.map((c) => c.seconds));
  return (
    <div className={css.shares}>
      <h4>What blocked</h4>
      <ul className={css.causes}>
        {data.blocked.by_cause.map((cause) => {
          const target = causeTarget(cause);
          return (
            <li key={cause.cause}>
              <button type="button" onClick={() => target && flow.open(target)}>
                <span>{kCauseNames[cause.cause] ?? cause.cause}</span>
                <span className={css.causeBar} aria-hidden="true">
                  <span style={{ width: `${(cause.seconds / most) * 100}%` }} />
                </span>
                <b>{formatIn(cause.seconds, scale)}</b>
                <span className="muted">{plural(cause.issues, 'issue')}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

export function BlockedPanel({ flow }: { flow: Flow }) {
  return (
    <Panel
      flow={flow}
      id="blocked"
      metric="efficiency"
      title="How long was work stuck?"
      subject="blocked time"
      height={260}
      rows={{ metric: 'efficiency' }}
      view={blockedView}
      below={(data) => <Causes flow={flow} data={data} />}
    />
  );
}

export function MixPanel({ flow }: { flow: Flow }) {
  return (
    <Panel
      flow={flow}
      id="mix"
      metric="mix"
      title="What is the time spent on?"
      subject="mix by category"
      height={260}
      view={(data) => mixView(data, flow.page.hide)}
    />
  );
}

export function MixWeeksPanel({ flow }: { flow: Flow }) {
  return (
    <Panel
      flow={flow}
      id="mix-weeks"
      metric="mix"
      title="Does the mix change?"
      subject="mix by week"
      height={260}
      view={(data) => mixWeeksView(data, flow.page.hide)}
    />
  );
}

export function ReopenPanel({ flow }: { flow: Flow }) {
  return (
    <Panel
      flow={flow}
      id="reopen"
      metric="reopen"
      title="Does done stay done?"
      subject="reopen rate"
      height={280}
      rows={{ metric: 'reopen' }}
      view={reopenView}
    />
  );
}
