/** Describes findings about a flow, with advice. */
import type { DataFinding } from '../../statistics/findings/data-findings.ts';
import type { Finding } from '../../statistics/findings/findings.ts';
import type { LayerFinding } from '../../statistics/findings/layer-findings.ts';
import type { RunFinding } from '../../statistics/findings/run-findings.ts';
import { formatCount, formatError, formatNats, formatNumber, formatShortNats } from '../numbers.ts';
import { ENGLISH, type FormatStrings } from '../strings.ts';
import { type FindingText, findingPlace, listed } from './finding-parts.ts';
import { sumFindingText } from './sum-finding-text.ts';

/** @param place stands for the layers of the finding in its sentences, as `Layers 0–2, 5` */
export function findingText(finding: Finding, strings: FormatStrings = ENGLISH, place?: string): FindingText {
  switch (finding.kind) {
    case 'diverged':
    case 'past-best':
    case 'worse-later':
      return runFindingText(finding, strings);
    case 'integers':
    case 'copied':
    case 'not-finite':
      return dataFindingText(finding, strings);
    case 'inexact':
    case 'dead':
    case 'single-dimension':
    case 'outside-bound':
    case 'cancelled':
      return layerFindingText(finding, strings, place ?? findingPlace(finding, strings));
    default:
      return sumFindingText(finding, strings);
  }
}

function runFindingText(finding: RunFinding, strings: FormatStrings): FindingText {
  if (finding.kind === 'diverged') {
    const { step, shown } = finding;
    return {
      headline: strings.diverged({ step: formatCount(step) }),
      text: shown === null ? strings.divergedText : strings.divergedShown({ step: formatCount(shown) }),
      advice: strings.divergedAdvice,
    };
  }
  const values = {
    best: formatCount(finding.best),
    newest: formatCount(finding.newest),
    by: formatShortNats(finding.by),
  };
  return finding.kind === 'past-best'
    ? { headline: strings.pastBest(values), text: strings.pastBestText(values), advice: strings.pastBestAdvice }
    : { headline: strings.worseLater(values), text: strings.worseLaterText(values), advice: strings.worseLaterAdvice };
}

function dataFindingText(finding: DataFinding, strings: FormatStrings): FindingText {
  switch (finding.kind) {
    case 'not-finite':
      return {
        headline: strings.notFinite({ count: finding.count, n: formatCount(finding.n) }),
        text: strings.notFiniteText,
        advice: strings.notFiniteAdvice,
      };
    case 'integers': {
      const { columns, pixelValues } = finding;
      if (pixelValues !== null) {
        const text = strings.integerPixelText({ values: formatCount(pixelValues) });
        return { headline: strings.integerPixels, text, advice: strings.integerPixelAdvice };
      }
      const [first] = columns;
      const values = columns.map(({ column, distinct: count }) => strings.integerValues({ column, count }));
      return {
        headline:
          columns.length === 1
            ? strings.integerColumn({ column: first!.column })
            : strings.integerColumns({ count: columns.length }),
        text: strings.integerList({ columns: listed(values, ', ', strings) }),
        advice: strings.integerAdvice,
      };
    }
    case 'copied': {
      const { dimensions } = finding;
      const [first] = dimensions;
      const advice = strings.copiedAdvice;
      if (dimensions.length > 1) {
        const names = dimensions.map(({ dimension, column }) =>
          column === null ? String(dimension) : strings.namedDimension({ dimension, column }),
        );
        const text = strings.copiedList({ dimensions: listed(names, ', ', strings) });
        return { headline: strings.copiedDimensions({ count: dimensions.length }), text, advice };
      }
      const { dimension, column } = first!;
      const headline =
        column === null ? strings.copiedDimension({ dimension }) : strings.copiedColumn({ dimension, column });
      return { headline, text: strings.copiedText, advice };
    }
  }
}

function layerFindingText(finding: LayerFinding, strings: FormatStrings, place: string): FindingText {
  const { worst, logDets } = finding;
  const limits = finding.limits.map((limit) => formatNumber(limit, 3)).join(', ');
  switch (finding.kind) {
    case 'inexact':
      return {
        headline: worst === null ? strings.inexact({ place }) : strings.inexactBy({ place, error: errorText(worst) }),
        text: limits === '' ? strings.inexactText : strings.inexactTextLimit({ limits }),
        advice: strings.inexactAdvice,
      };
    case 'dead': {
      const [low, high] = (logDets ?? [Number.NaN, Number.NaN]).map((value) => formatNats(value));
      const values = low === high ? low! : strings.range({ low: low!, high: high! });
      return {
        headline: strings.dead({ place }),
        text: isSaturated(finding) ? strings.deadTextLimit({ values, limits }) : strings.deadText({ values }),
        advice: strings.deadAdvice,
      };
    }
    case 'single-dimension':
      return {
        headline: strings.singleDimension,
        text: strings.singleDimensionText({ place }),
        advice: strings.singleDimensionAdvice,
      };
    case 'outside-bound':
      return {
        headline: strings.outsideBound({ place, share: (100 * (worst ?? 0)).toFixed(1) }),
        text: limits === '' ? strings.outsideBoundText : strings.outsideBoundTextLimit({ limits }),
        advice: strings.outsideBoundAdvice,
      };
    case 'cancelled':
      return { headline: strings.cancelled({ place }), text: strings.cancelledText, advice: strings.cancelledAdvice };
  }
}

/** `0.3`, `2.0e6`. */
function errorText(error: number): string {
  return error >= 0.01 && error < 1e4 ? formatNumber(error, 2) : formatError(error);
}

/** Of its greatest value. */
const NEARLY = 0.9;

/** Whether a log-det of these layers is one or several times the bound of the log-scales. */
function isSaturated({ limits, logDets }: LayerFinding): boolean {
  const largest = Math.max(...(logDets ?? []).map(Math.abs));
  return limits.some((limit) => largest >= NEARLY * limit);
}
