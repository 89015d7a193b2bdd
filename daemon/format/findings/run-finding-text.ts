/** Describes findings about the training of a flow, with advice. */
import type { Divergence, RunFinding } from '../../statistics/findings/run-findings.ts';
import { formatCount, formatNumber, formatShortNats } from '../numbers.ts';
import type { FormatStrings } from '../strings.ts';
import { type FindingText, texts } from './finding-parts.ts';

export function runFindingText(finding: RunFinding, strings: FormatStrings): FindingText {
  if (finding.kind === 'diverged') return divergedText(finding, strings);
  const { best: step, shown } = finding;
  const values = { best: formatCount(step), newest: formatCount(finding.newest), by: formatShortNats(finding.by) };
  if (finding.kind === 'past-best') {
    return texts(strings.pastBest(values), {
      text: strings.pastBestText(values),
      advice: strings.pastBestAdvice,
      more: strings.pastBestMore,
      show: step,
    });
  }
  return shown === 'best'
    ? texts(strings.atBest(values), { text: strings.atBestText(values) })
    : texts(strings.worseLater(values), { text: strings.worseLaterText(values), show: step });
}

function divergedText(finding: Divergence, strings: FormatStrings): FindingText {
  const { shown, best, weights, gradientClip } = finding;
  const limits = finding.limits.map((limit) => formatNumber(limit, 3)).join(', ');
  const rate = finding.learningRate === null ? null : formatNumber(finding.learningRate, 3);
  const step = formatCount(finding.step);
  const cause =
    rate === null
      ? strings.divergedText
      : strings[gradientClip === null ? 'divergedUnclipped' : 'divergedRate']({ rate });
  return texts(limits === '' ? strings.diverged({ step }) : strings.divergedAtBound({ step, limits }), {
    text: [...(shown === null ? [] : [strings[`weights.${weights}`]({ shown: formatCount(shown) })]), cause].join(' '),
    advice: rate === null ? strings.divergedAdvice : strings.divergedAdviceNow({ rate }),
    more:
      typeof gradientClip === 'number'
        ? strings.divergedMoreClip({ clip: formatNumber(gradientClip, 3) })
        : strings.divergedMore,
    show: weights === 'unusable' || weights === 'after' ? best : null,
  });
}
