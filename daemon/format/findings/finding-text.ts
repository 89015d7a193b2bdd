/** Describes findings about a flow, with advice. */
import type { DataFinding } from '../../statistics/findings/data-findings.ts';
import type { Finding } from '../../statistics/findings/findings.ts';
import { formatCount } from '../numbers.ts';
import { ENGLISH, type FormatStrings } from '../strings.ts';
import { type FindingText, findingPlace, listed, texts } from './finding-parts.ts';
import { layerFindingText } from './layer-finding-text.ts';
import { runFindingText } from './run-finding-text.ts';
import { sumFindingText } from './sum-finding-text.ts';

/** @param place text for the layers of the finding in its sentences, such as `Layers 0–2, 5` */
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

function dataFindingText(finding: DataFinding, strings: FormatStrings): FindingText {
  switch (finding.kind) {
    case 'not-finite':
      return texts(strings.notFinite({ count: finding.count, n: formatCount(finding.n) }), {
        text: strings.notFiniteText,
        advice: strings.notFiniteAdvice,
        more: strings.notFiniteMore,
      });
    case 'integers':
      return integersText(finding, strings);
    case 'copied': {
      const { dimensions } = finding;
      const [first] = dimensions;
      const rest = { advice: strings.copiedAdvice, more: strings.copiedMore };
      if (dimensions.length > 1) {
        const names = dimensions.map(({ dimension, column }) =>
          column === null ? String(dimension) : strings.namedDimension({ dimension, column }),
        );
        const text = strings.copiedList({ dimensions: listed(names, ', ', strings) });
        return texts(strings.copiedDimensions({ count: dimensions.length }), { text, ...rest });
      }
      const { dimension, column } = first!;
      return column === null
        ? texts(strings.copiedDimension({ dimension }), { text: strings.copiedText, ...rest })
        : texts(strings.copiedColumn({ dimension, column }), { text: strings.copiedColumnText({ column }), ...rest });
    }
  }
}

function integersText(
  { columns, pixelValues }: Extract<DataFinding, { kind: 'integers' }>,
  strings: FormatStrings,
): FindingText {
  const text = (found: string) => strings.integersMeaning({ found });
  if (pixelValues !== null) {
    const found = strings.integersOfPixels({ values: formatCount(pixelValues) });
    return texts(strings.integerPixels, { text: text(found), advice: strings.integerPixelAdvice });
  }
  const { column, distinct: count } = columns[0]!;
  const advice = strings.integerAdvice;
  if (columns.length === 1) {
    return texts(strings.integerColumn({ column }), {
      text: text(strings.integersOfColumn({ column, count })),
      advice,
    });
  }
  const isSame = columns.every(({ distinct }) => distinct === count);
  const names = columns.map((each) => {
    return isSame ? each.column : strings.columnCount({ column: each.column, count: formatCount(each.distinct) });
  });
  const list = { columns: listed(names, ', ', strings) };
  const found = isSame ? strings.integersEach({ ...list, count }) : strings.integersApart(list);
  return texts(strings.integerColumns({ count: columns.length }), { text: text(found), advice });
}
