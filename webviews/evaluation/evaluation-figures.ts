/** The figures of all rows. */
import { html, nothing } from 'lit';
import { formatCount, formatEstimate, formatNats, formatNumber } from '../../daemon/format/numbers.ts';
import { isLikeData } from '../../daemon/statistics/yardsticks/yardstick.ts';
import { figures } from '../components/figures.ts';
import { leftOutLine } from '../components/left-out.ts';
import { formatStrings, strings as shared } from '../components/strings.ts';
import type { Evaluated } from './evaluation-data.ts';
import { strings } from './strings.ts';

/** @param compared with the two-sample test; null: not known yet */
export function evaluationFigures(
  { logLikelihood, elbo, gap, n, split, effectiveSampleSize }: Evaluated,
  compared: Evaluated | null,
) {
  const rows = shared.rowsOfSplit({ rows: formatCount(n), split: formatStrings[`split.${split ?? 'validation'}`] });
  const likelihood = logLikelihood ?? elbo;
  return [
    effectiveSampleSize == null
      ? nothing
      : html`<div class="muted">${strings.weighted({ rows: formatCount(n), size: formatCount(effectiveSampleSize) })}</div>`,
    figures([
      likelihood
        ? {
            name: logLikelihood ? strings.logLikelihood : strings.elbo,
            value: formatEstimate(likelihood.mean ?? Number.NaN, likelihood.se),
            unit: 'nats',
            detail: logLikelihood ? `${rows}, ${strings.median({ value: formatNats(logLikelihood.median) })}` : rows,
            definition: logLikelihood ? strings.logLikelihoodDefinition : strings.elboDefinition,
          }
        : null,
      gap && {
        name: strings.gap,
        value: formatEstimate(gap.mean ?? Number.NaN, gap.se),
        unit: 'nats',
        definition: strings.gapDefinition,
      },
      c2stFigure(compared, n),
    ]),
    leftOutLine(likelihood?.notFinite, n, { summary: strings.logLikelihood }),
  ];
}

function c2stFigure(compared: Evaluated | null, n: number) {
  const { c2st: name, c2stDefinition: definition } = strings;
  if (compared === null) return { name, value: '…', detail: strings.comparing, definition };
  const { c2st, comparedRows } = compared;
  if (!c2st) return { name, value: 'n/a', detail: strings.tooFewRows, definition };
  const [low, high] = [c2st.reference.low, c2st.reference.high].map((value) => formatNumber(value ?? Number.NaN, 3));
  const range =
    comparedRows === undefined
      ? strings.c2stRange({ low: low!, high: high! })
      : strings.comparedByWeight({
          low: low!,
          high: high!,
          compared: formatCount(comparedRows),
          rows: formatCount(n),
        });
  const verdict = c2stVerdict(c2st);
  return {
    name,
    value: formatEstimate(c2st.value ?? Number.NaN, c2st.se),
    detail: verdict === null ? range : `${verdict}, ${range}`,
    definition,
  };
}

/** null: one of the numbers is not finite. */
function c2stVerdict({ value, reference: { low, high } }: NonNullable<Evaluated['c2st']>): string | null {
  if (value === null || low === null || high === null) return null;
  return isLikeData({ better: 'lower' }, { value, reference: { low, high } }) ? strings.likeData : strings.unlikeData;
}
