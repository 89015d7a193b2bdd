/** The waterfall log π(z) + Σ terms = log q(x) as lines of text. */
import { barScale, signedBar } from './bar.ts';
import { formatNats } from './numbers.ts';
import { createStyle, type Style } from './style.ts';
import { type Column, formatTable } from './table.ts';

export interface WaterfallRow {
  /** E.g. `3  affine-coupling`. */
  readonly label: string;
  /** Mean over the samples, nats. */
  readonly mean: number;
  /** Standard deviation over the samples, nats. */
  readonly std: number;
  /** What the layer is worth, nats; null: it is an affine map. Absent in all rows: there is no such column. */
  readonly worth?: number | null;
  /** NLL if the flow ended after this row, and the row's gain; null if not applicable. */
  readonly cutNll: number | null;
  readonly gain: number | null;
  /** The gain of training rows. Absent in all rows: there is no such column. */
  readonly trainingGain?: number;
}

export interface Waterfall {
  readonly base: { readonly mean: number; readonly std: number };
  readonly rows: readonly WaterfallRow[];
  readonly total: { readonly mean: number; readonly std: number };
  /** Whether the total is a lower bound of log q(x). */
  readonly lowerBound?: boolean | undefined;
}

export interface WaterfallOptions {
  readonly style?: Style;
  /** Columns of the terminal, default 100. */
  readonly maxWidth?: number;
}

const TERM: Column = { title: 'term' };
/** In the column of the worth. */
const AFFINE = 'affine map';
const WORTH: Column = { title: 'worth', align: 'right' };
const COLUMNS: readonly Column[] = [
  { title: 'mean', align: 'right' },
  { title: 'std', align: 'right' },
  { title: 'cut NLL', align: 'right' },
  { title: 'gain', align: 'right' },
];
const TRAINING: Column = { title: 'train gain', align: 'right' };
const BARS: Column = { title: '' };

/** The table with one bar per term; the layers' bars share a scale, base and total have no bar. */
export function formatWaterfall(waterfall: Waterfall, options: WaterfallOptions = {}): string {
  const style = options.style ?? createStyle(false);
  const maxWidth = options.maxWidth ?? 100;
  const optional = (value: number | null) => (value === null ? '' : formatNats(value));
  const hasTraining = waterfall.rows.some(({ trainingGain }) => trainingGain !== undefined);
  const hasWorth = waterfall.rows.some(({ worth }) => worth !== undefined);
  const columns = [TERM, ...(hasWorth ? [WORTH] : []), ...COLUMNS, ...(hasTraining ? [TRAINING] : []), BARS];
  const cells = waterfall.rows.map((row) => [
    row.label,
    ...(hasWorth ? [row.worth === null ? AFFINE : row.worth === undefined ? '' : formatNats(row.worth)] : []),
    formatNats(row.mean),
    formatNats(row.std),
    optional(row.cutNll),
    optional(row.gain),
    ...(hasTraining ? [optional(row.trainingGain ?? null)] : []),
  ]);
  const outer = (label: string, { mean, std }: { readonly mean: number; readonly std: number }) => [
    label,
    ...(hasWorth ? [''] : []),
    formatNats(mean),
    formatNats(std),
  ];
  const body = [
    outer('log π(z)', waterfall.base),
    ...cells,
    outer(waterfall.lowerBound ? 'log q(x) ≥' : 'log q(x)', waterfall.total),
  ];
  const used = columns.reduce(
    (sum, column, i) =>
      sum + 2 + body.reduce((widest, row) => Math.max(widest, (row[i] ?? '').length), column.title.length),
    0,
  );
  const scale = barScale(
    waterfall.rows.map((row) => row.mean),
    Math.min(40, Math.max(8, maxWidth - used - 1)),
  );
  const rows = body.map((row, i) => {
    const term = waterfall.rows[i - 1];
    return term === undefined ? row : [...row, signedBar(term.mean, scale, style)];
  });
  return formatTable(columns, rows, { style, maxWidth, rulesBefore: [1, rows.length - 1] });
}
