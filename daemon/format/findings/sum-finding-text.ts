/** Describes findings about the complete sum of a flow, with advice. */
import type { SumFinding } from '../../statistics/findings/sum-findings.ts';
import { formatCount, formatNats, formatShortNats } from '../numbers.ts';
import type { FormatStrings } from '../strings.ts';
import { type FindingText, listed, texts } from './finding-parts.ts';

export function sumFindingText(finding: SumFinding, strings: FormatStrings): FindingText {
  switch (finding.kind) {
    case 'wrong-sum':
      return texts(strings.wrongSum, { text: strings.wrongSumText, advice: strings.wrongSumAdvice });
    case 'overfitting':
      return overfittingText(finding, strings);
    case 'worse-than-gaussian': {
      const { nll, gaussian, later } = finding;
      return texts(strings.worseThanGaussian({ by: formatShortNats(nll - gaussian) }), {
        text: strings.worseThanGaussianText({ nll: formatNats(nll), gaussian: formatNats(gaussian) }),
        ...(later === null
          ? { advice: strings.worseThanGaussianAdvice, more: strings.worseThanGaussianMore }
          : { show: later }),
      });
    }
    case 'mismatch': {
      const { value, expected, limit, later } = finding;
      return texts(strings.mismatch({ value: formatShortNats(value) }), {
        text: strings.mismatchText({
          term: strings[`lastTerm.${finding.term}`],
          limit: formatNats(limit),
          expected: formatNats(expected),
        }),
        ...(later === null ? { advice: strings.mismatchAdvice, more: strings.mismatchMore } : { show: later }),
      });
    }
    case 'mismatch-held-out': {
      const term = strings[`lastTerm.${finding.term}`];
      return texts(strings.mismatchHeldOut({ value: formatShortNats(finding.value) }), {
        text: strings.mismatchHeldOutText({ term, training: formatNats(finding.training) }),
        advice: strings.mismatchHeldOutAdvice,
        more: strings.mismatchHeldOutMore,
      });
    }
    case 'dependent-columns': {
      const text = strings.dependentList({ columns: dependentList(finding.columns, strings) });
      return texts(strings.dependentColumns, { text, advice: strings.dependentAdvice });
    }
  }
}

const OVERFITTING_TEXTS = {
  before: 'overfittingBefore',
  best: 'overfittingAtBest',
  after: 'overfittingAfter',
} as const;

function overfittingText(
  { gap, worse }: Extract<SumFinding, { kind: 'overfitting' }>,
  strings: FormatStrings,
): FindingText {
  const said = { gap: formatShortNats(gap) };
  const rest = { advice: strings.overfittingAdvice, more: strings.overfittingMore };
  if (worse === null) return texts(strings.overfitting(said), { text: strings.overfittingText, ...rest });
  const { shown } = worse;
  const values = { best: formatCount(worse.best), newest: formatCount(worse.newest), by: formatShortNats(worse.by) };
  return texts(shown === 'after' ? strings.overfittingSince({ ...said, ...values }) : strings.overfitting(said), {
    text: strings[OVERFITTING_TEXTS[shown]](values),
    ...rest,
    show: shown === 'best' ? null : worse.best,
  });
}

function dependentList(
  columns: Extract<SumFinding, { kind: 'dependent-columns' }>['columns'],
  strings: FormatStrings,
): string {
  const clauses = columns.map(({ column, on }) =>
    on.length === 0
      ? strings.constantColumn({ column })
      : strings.dependsOn({ column, others: listed(on, ', ', strings) }),
  );
  return listed(clauses, '; ', strings);
}
