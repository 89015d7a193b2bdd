/** The ELBO as the rows of a waterfall, and as a table. */
import { writeTable } from '../../../daemon/encoding/write-csv.ts';
import { formatNats } from '../../../daemon/format/numbers.ts';
import type { WaterfallRow } from '../../charts/bars/waterfall-places.ts';
import { strings } from '../strings.ts';
import type { ElboResult, FoundBound, LatentDimension } from './elbo-data.ts';

/** Rows of latent dimensions; the others are together in one. */
const MOST_ROWS = 40;

/** @param bound null: not known yet; then the last two rows are missing */
export function elboRows(
  { reconstruction, kl, dimensions, elbo }: ElboResult,
  bound: FoundBound['bound'] | null,
): readonly WaterfallRow[] {
  const used = dimensions.filter((own) => own.used && own.kl !== null).slice(0, MOST_ROWS);
  const rest = dimensions.length - used.length;
  const shown = used.reduce((sum, own) => sum + (own.kl!.mean ?? Number.NaN), 0);
  return [
    spreadRow('base', strings.reconstruction, 'base', reconstruction),
    ...used.map((own) =>
      spreadRow(String(own.index), strings.klOfDimension({ index: own.index }), 'term', negative(own.kl!)),
    ),
    ...(used.length === 0
      ? [spreadRow('rest', strings.kl, 'last', negative(kl))]
      : rest === 0
        ? []
        : [plainRow('rest', restName(dimensions, used.length), 'last', shown - (kl.mean ?? Number.NaN))]),
    spreadRow('elbo', strings.elbo, 'total', elbo),
    ...(bound === null
      ? []
      : [
          plainRow('gap', strings.boundGap, 'last', bound.gap.mean),
          plainRow('bound', strings.boundOf({ k: bound.k }), 'total', bound.bound),
        ]),
  ];
}

function restName(dimensions: readonly LatentDimension[], shown: number): string {
  const unused = dimensions.filter(({ used }) => !used).length;
  const count = dimensions.length - shown;
  return count === unused ? strings.unusedDimensions({ count }) : strings.otherDimensions({ count });
}

interface Places {
  readonly mean: number | null;
  readonly p10: number | null;
  readonly p90: number | null;
}

/** A divergence lowers the bound. */
function negative({ mean, p10, p90 }: Places): Places {
  const minus = (value: number | null) => (value === null ? null : -value);
  return { mean: minus(mean), p10: minus(p90), p90: minus(p10) };
}

function spreadRow(key: string, label: string, kind: WaterfallRow['kind'], { mean, p10, p90 }: Places): WaterfallRow {
  const values = { mean: mean ?? Number.NaN, p10: p10 ?? Number.NaN, p90: p90 ?? Number.NaN };
  const texts = { mean: formatNats(mean), low: formatNats(p10), high: formatNats(p90) };
  return { key, label, kind, ...values, gain: null, detail: strings.termDetail(texts) };
}

function plainRow(key: string, label: string, kind: WaterfallRow['kind'], value: number | null): WaterfallRow {
  const detail = strings.natsDetail({ value: formatNats(value) });
  return { key, label, kind, mean: value ?? Number.NaN, p10: null, p90: null, gain: null, detail };
}

/** The numbers behind the waterfall, and those of all latent dimensions, as CSV. */
export function elboTable({ reconstruction, kl, dimensions, elbo }: ElboResult, bound: FoundBound['bound'] | null) {
  const spread = (name: string, { mean, p10, p90 }: Places) => [name, mean, p10, p90, null, null, null, null];
  return writeTable(
    ['term', 'mean', 'p10', 'p90', 'centerMean', 'centerStd', 'posteriorStd', 'used'],
    [
      spread('reconstruction', reconstruction),
      spread('kl', kl),
      ...dimensions.map((own) => [
        `kl z${own.index}`,
        ...(own.kl === null ? [null, null, null] : [own.kl.mean, own.kl.p10, own.kl.p90]),
        own.mean,
        own.std,
        own.posteriorStd,
        own.used ? 1 : 0,
      ]),
      spread('elbo', elbo),
      ...(bound === null ? [] : [[`bound ${bound.k}`, bound.bound, null, null, null, null, null, null]]),
    ],
  );
}
