/** Prints whether rows lie where the samples of a model say. */
import { formatCount, formatCounted, formatNumber, formatP, formatProbability } from '../../format/numbers.ts';
import { weightedRowsText } from '../../format/reading-text.ts';
import type { Coverage } from '../../inspection/evaluate/calibration.ts';
import type { PitHistograms, Ranked } from '../../inspection/evaluate/pit.ts';
import { type RankShape, rankShape } from '../../statistics/calibration/rank-shape.ts';
import type { CommandIo } from '../command-io.ts';
import { writeText } from '../print.ts';
import { showTable } from '../show.ts';

/** Levels of the coverage to print. */
const LEVELS = [0.5, 0.9];
/** Columns to print, from the one that is least like its samples. */
const SHOWN_COLUMNS = 8;

const SHAPES: Readonly<Record<RankShape, string>> = {
  higher: 'rows are higher than samples',
  lower: 'rows are lower than samples',
  'more-spread': 'rows are more spread: the model is too narrow',
  'less-spread': 'rows are less spread: the model is too wide',
};

export function showCoverage(io: CommandIo, { levels, observed, low, high, p, classes, ...ranked }: Coverage): void {
  writeText(
    io,
    `\nCoverage: rows in the region of highest density that has a share of the samples (${rankedText(ranked)})`,
  );
  const percent = (value: number) => (100 * value).toFixed(1);
  showTable(
    io,
    [
      { title: 'share of the samples', align: 'right' },
      { title: 'share of the rows', align: 'right' },
      { title: '95 % band if the model is right', align: 'right' },
    ],
    LEVELS.map((level) => {
      const at = levels.indexOf(level);
      return [`${100 * level} %`, `${percent(observed[at]!)} %`, `${percent(low[at]!)} … ${percent(high[at]!)} %`];
    }),
  );
  writeText(io, `${formatP(p)} (probability of a deviation at least this large if the model is right)`);
  if (classes === undefined) return;
  writeText(io, '');
  const isWeighted = classes.some(({ effectiveRows }) => effectiveRows !== undefined);
  showTable(
    io,
    [
      { title: 'class' },
      { title: 'rows', align: 'right' },
      ...(isWeighted ? [{ title: 'effective sample size', align: 'right' } as const] : []),
      { title: 'in the 50 % region', align: 'right' },
      { title: 'in the 90 % region', align: 'right' },
      { title: 'p', align: 'right' },
    ],
    classes.map((own) => [
      own.name,
      formatCount(own.rows),
      ...(isWeighted ? [formatCount(own.effectiveRows ?? own.rows)] : []),
      `${percent(own.in50)} %`,
      `${percent(own.in90)} %`,
      formatProbability(own.p),
    ]),
  );
}

/** @param what the columns are */
export function showPit(io: CommandIo, what: 'columns' | 'latents', pit: PitHistograms): void {
  const { columns } = pit;
  const [title, heading] =
    what === 'columns'
      ? ['column', `PIT of the columns: ranks of ${rankedText(pit)}, uniform if the model is right`]
      : ['latent', 'PIT of the latents z = f(x): ranks among draws from the base, uniform if the model is right'];
  writeText(io, `\n${heading}`);
  const ordered = columns.toSorted((a, b) => a.p - b.p || b.distance - a.distance);
  showTable(
    io,
    [{ title }, { title: 'KS distance', align: 'right' }, { title: 'p', align: 'right' }, { title: '' }],
    ordered.slice(0, SHOWN_COLUMNS).map((column) => {
      const shape = rankShape(column, columns.length);
      return [
        column.name,
        column.distance.toFixed(2),
        formatProbability(column.p),
        shape === null ? '' : SHAPES[shape],
      ];
    }),
  );
  const cuts = columns.flatMap(({ name, cut }) => (cut === undefined ? [] : [`${name} at ${formatNumber(cut)}`]));
  if (cuts.length > 0) writeText(io, `Angles are ranked from where the model cuts the circle: ${cuts.join(', ')}.`);
  const left = columns.length - SHOWN_COLUMNS;
  if (left > 0) writeText(io, `${formatCounted(left, 'more column')} in the output of --json.`);
}

export function rankedText({ rows, effectiveRows, samples, givenContext }: Ranked): string {
  const counted = `${weightedRowsText(rows, effectiveRows)}${effectiveRows === undefined ? '' : ','}`;
  const among = `${counted} among ${formatCounted(samples, 'sample')}`;
  return givenContext ? `${among} each, given their context` : among;
}
