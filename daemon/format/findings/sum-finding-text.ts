/** Describes findings about the complete sum of a flow, with advice. */
import type { SumFinding } from '../../statistics/findings/sum-findings.ts';
import { formatCount, formatNats, formatShortNats } from '../numbers.ts';
import type { FormatStrings } from '../strings.ts';
import { type FindingText, listed } from './finding-parts.ts';

export function sumFindingText(finding: SumFinding, strings: FormatStrings): FindingText {
  switch (finding.kind) {
    case 'wrong-sum':
      return { headline: strings.wrongSum, text: strings.wrongSumText, advice: strings.wrongSumAdvice };
    case 'overfitting': {
      const gap = formatShortNats(finding.gap);
      const { since } = finding;
      if (since === null) {
        const advice = strings.overfittingAdvice;
        return { headline: strings.overfitting({ gap }), text: strings.overfittingText, advice };
      }
      const step = formatCount(since);
      return {
        headline: strings.overfittingSince({ gap, step }),
        text: strings.overfittingSinceText({ step }),
        advice: strings.overfittingSinceAdvice,
      };
    }
    case 'worse-than-gaussian': {
      const { nll, gaussian } = finding;
      return {
        headline: strings.worseThanGaussian({ by: formatShortNats(nll - gaussian) }),
        text: strings.worseThanGaussianText({ nll: formatNats(nll), gaussian: formatNats(gaussian) }),
        advice: strings.worseThanGaussianAdvice,
      };
    }
    case 'mismatch': {
      const values = { term: strings[`lastTerm.${finding.term}`], value: formatShortNats(finding.value) };
      return {
        headline: strings.mismatch(values),
        text: strings.mismatchText({ expected: formatNats(finding.expected) }),
        advice:
          finding.since === null
            ? strings.mismatchAdvice
            : strings.mismatchSinceAdvice({ step: formatCount(finding.since) }),
      };
    }
    case 'mismatch-held-out': {
      const values = { term: strings[`lastTerm.${finding.term}`], value: formatShortNats(finding.value) };
      return {
        headline: strings.mismatchHeldOut(values),
        text: strings.mismatchHeldOutText({ training: formatNats(finding.training) }),
        advice: strings.mismatchHeldOutAdvice,
      };
    }
    case 'dependent-columns': {
      const text = strings.dependentList({ columns: dependentList(finding.columns, strings) });
      return { headline: strings.dependentColumns, text, advice: strings.dependentAdvice };
    }
  }
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
