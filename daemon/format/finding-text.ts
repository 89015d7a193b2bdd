/** Describes findings about layers, with advice. */
import type { Finding } from '../statistics/findings.ts';
import type { LayerFinding } from '../statistics/layer-findings.ts';
import type { SumFinding } from '../statistics/sum-findings.ts';
import { formatCount, formatError, formatNats } from './numbers.ts';
import { ENGLISH, type FormatStrings } from './strings.ts';

export interface FindingText {
  /** The finding. */
  readonly text: string;
  /** What to do about it. */
  readonly advice: string;
}

function findingText({ kind, worst }: LayerFinding, strings: FormatStrings): FindingText {
  switch (kind) {
    case 'inexact': {
      const text = worst === null ? strings.inexact : strings.inexactBy({ error: formatError(worst) });
      return { text, advice: strings.inexactAdvice };
    }
    case 'dead':
      return { text: strings.dead, advice: strings.deadAdvice };
    case 'single-dimension':
      return { text: strings.singleDimension, advice: strings.singleDimensionAdvice };
    case 'outside-bound':
      return {
        text: strings.outsideBound({ share: (100 * (worst ?? 0)).toFixed(1) }),
        advice: strings.outsideBoundAdvice,
      };
    case 'cancelled':
      return { text: strings.cancelled, advice: strings.cancelledAdvice };
  }
}

export interface NamedFinding extends FindingText {
  /** The layers, or the term of the sum. */
  readonly name: string;
}

export function namedFinding({ about, finding }: Finding, strings: FormatStrings = ENGLISH): NamedFinding {
  return about === 'sum'
    ? sumFindingText(finding, strings)
    : { name: findingPlace(finding, strings), ...findingText(finding, strings) };
}

function sumFindingText(finding: SumFinding, strings: FormatStrings): NamedFinding {
  switch (finding.kind) {
    case 'overfitting': {
      const gap = formatNats(finding.gap);
      const { since } = finding;
      const text =
        since === null ? strings.overfittingBy({ gap }) : strings.overfittingBySince({ gap, step: formatCount(since) });
      return { name: strings.overfitting, text, advice: strings.overfittingAdvice };
    }
    case 'mismatch': {
      const values = { value: formatNats(finding.value), expected: formatNats(finding.expected) };
      return {
        name: strings[`lastTerm.${finding.term}`],
        text: strings.mismatch(values),
        advice:
          finding.since === null
            ? strings.mismatchAdvice
            : strings.mismatchSinceAdvice({ step: formatCount(finding.since) }),
      };
    }
    case 'mismatch-held-out': {
      const values = { value: formatNats(finding.value), training: formatNats(finding.training) };
      return {
        name: strings[`lastTerm.${finding.term}`],
        text: strings.mismatchHeldOut(values),
        advice: strings.mismatchHeldOutAdvice,
      };
    }
    case 'dependent-columns': {
      const text = strings.dependentList({ columns: dependentList(finding.columns, strings) });
      return { name: strings.dependentColumns, text, advice: strings.dependentAdvice };
    }
  }
}

/** More columns, and more of those that one depends on, are counted. */
const MOST_COLUMNS = 4;

function dependentList(
  columns: Extract<SumFinding, { kind: 'dependent-columns' }>['columns'],
  strings: FormatStrings,
): string {
  const atMost = (names: readonly string[], separator: string) => {
    const rest = names.length - MOST_COLUMNS;
    const more = rest > 0 ? [strings.moreColumns({ count: rest })] : [];
    return [...names.slice(0, MOST_COLUMNS), ...more].join(separator);
  };
  const clauses = columns.map(({ column, on }) =>
    on.length === 0 ? strings.constantColumn({ column }) : strings.dependsOn({ column, others: atMost(on, ', ') }),
  );
  return atMost(clauses, '; ');
}

/** `Layer 3`, `Layers 0–2, 5`. */
function findingPlace({ layers }: LayerFinding, strings: FormatStrings): string {
  const parts: [number, number][] = [];
  for (const layer of layers) {
    const last = parts.at(-1);
    if (last !== undefined && last[1] === layer - 1) last[1] = layer;
    else parts.push([layer, layer]);
  }
  const places = parts
    .map(([from, to]) => (from === to ? `${from}` : to === from + 1 ? `${from}, ${to}` : `${from}–${to}`))
    .join(', ');
  return layers.length > 1 ? strings.layers({ layers: places }) : strings.layer({ layers: places });
}
