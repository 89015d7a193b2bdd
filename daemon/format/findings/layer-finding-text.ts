/** Describes findings about layers, with advice. */
import type { LayerFinding } from '../../statistics/findings/layer-findings.ts';
import { saturatedAt } from '../../statistics/findings/layer-findings.ts';
import { formatNats, formatNumber, formatShortNats } from '../numbers.ts';
import type { FormatStrings } from '../strings.ts';
import { errorText, type FindingText, percentText, texts } from './finding-parts.ts';

export function layerFindingText(finding: LayerFinding, strings: FormatStrings, place: string): FindingText {
  const { worst } = finding;
  const limits = finding.limits.map((limit) => formatNumber(limit, 3)).join(', ');
  switch (finding.kind) {
    case 'inexact':
      return texts(
        worst === null ? strings.inexact({ place }) : strings.inexactBy({ place, error: errorText(worst) }),
        {
          text: limits === '' ? strings.inexactText : strings.inexactTextLimit({ limits }),
          advice: strings.inexactAdvice,
          more: strings.inexactMore,
        },
      );
    case 'dead':
      return deadText(finding, strings, place);
    case 'single-dimension':
      return texts(strings.singleDimension, {
        text: strings.singleDimensionText({ place }),
        advice: strings.singleDimensionAdvice,
      });
    case 'outside-bound':
      return texts(limits === '' ? strings.outsideBound({ place }) : strings.outsideBoundLimit({ place, limits }), {
        text: strings.outsideBoundText({ share: percentText(worst) }),
        advice: strings.outsideBoundAdvice,
      });
    case 'cancelled':
      return cancelledText(finding, strings, place);
  }
}

function deadText({ layers, limits, logDets, activations = [] }: LayerFinding, strings: FormatStrings, place: string) {
  const count = layers.length;
  const headline = strings.dead({ count, place });
  const isStuck = logDets.length > 0 && logDets.every((mean) => limits.some((scaleBound) => isAt(mean, scaleBound)));
  if (isStuck) {
    const text = strings.deadStuck({ limits: limits.map((limit) => formatNumber(limit, 3)).join(', ') });
    return texts(headline, { text, advice: strings.deadStuckAdvice, more: strings.deadMore });
  }
  const [low, high] = [Math.min(...logDets), Math.max(...logDets)].map((value) => formatNats(value));
  const text = strings.deadText({ count, values: low === high ? low! : strings.range({ low: low!, high: high! }) });
  const isRelu = activations.length === 0 || activations.includes('relu');
  return isRelu
    ? texts(headline, { text, advice: strings.deadReluAdvice, more: strings.deadReluMore })
    : texts(headline, { text, advice: strings.deadAdvice, more: strings.deadMore });
}

/** Whether a log-det is one or several times the bound of the log-scales. */
function isAt(mean: number, scaleBound: number): boolean {
  return saturatedAt([{ mean, scaleBound }]).length > 0;
}

function cancelledText({ layers, logDets }: LayerFinding, strings: FormatStrings, place: string): FindingText {
  const signed = (value: number) => `${value > 0 ? '+' : ''}${formatShortNats(value)}`;
  const isPair = layers.length === 2 && logDets.length === 2;
  const sum = (sign: number) => logDets.reduce((all, mean) => all + sign * Math.max(0, sign * mean), 0);
  const [first, second] = (isPair ? logDets : [sum(1), sum(-1)]).map(signed);
  const values = { place, first: first!, second: second! };
  return isPair
    ? texts(strings.cancelledPair(values), { text: strings.cancelledText })
    : texts(strings.cancelledMany(values), { text: strings.cancelledManyText });
}
