import { parseQuery, type RawSearch } from '../../lib/list_codec';
import type { Quality, QualityFinding } from '../../api/quality';
import { plural } from '../../lib/format';

/** What the findings mean for the numbers, in one sentence. */
export function summaryWords(data: Pick<Quality, 'findings' | 'considered'>): string {
  const { findings, considered } = data;
  const items = plural(considered, 'item');
  if (findings.length === 0) return `No problems found in ${items}.`;
  const out = findings.reduce((sum, each) => sum + (each.effect_count ?? 0), 0);
  const found = `${plural(findings.length, 'finding')} in ${items}`;
  if (out === 0) return `${found}. None of them keeps an item out of cycle time.`;
  return `${found}. They keep up to ${plural(out, 'item')} out of cycle time.`;
}

/** Findings with an effect on numbers, and those that only are worth knowing; order is kept. */
export function splitFindings(findings: readonly QualityFinding[]) {
  const hasEffect = (each: QualityFinding) => (each.effect_count ?? 0) > 0 || each.effect !== null;
  return {
    effective: findings.filter(hasEffect),
    others: findings.filter((each) => !hasEffect(each)),
  };
}

/** `falling from 9 to 7 a week`: a finding's last twelve weeks in words. */
export function sparkWords(spark: readonly number[]): string {
  const half = Math.floor(spark.length / 2);
  const mean = (list: readonly number[]) =>
    list.reduce((sum, each) => sum + each, 0) / Math.max(1, list.length);
  const [before, after] = [mean(spark.slice(0, half)), mean(spark.slice(half))];
  const last = spark.at(-1) ?? 0;
  const way = after > before * 1.1 ? 'rising' : after < before * 0.9 ? 'falling' : 'steady';
  return `Last 12 weeks ${way}; ${last} in the last one`;
}

/** The page and query of a fix; only pages of this program. */
export function fixAddress(href: string): { to: string; search: RawSearch } | null {
  if (!/^\/(?![/\\])/.test(href)) return null;
  const [path = '/', query = ''] = href.split('?');
  return { to: path, search: parseQuery(query) };
}
