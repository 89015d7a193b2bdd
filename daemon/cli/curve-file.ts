/** Pictures of paths through a table: one curve for each column, with its own axes. */
import type { Dataset } from '../data/definition.ts';
import { turnsOf } from '../data/turns.ts';
import { inverseDeviations } from '../inspection/points/influence.ts';
import type { PictureFormat } from '../pictures/picture-format.ts';
import type { ThemeName } from '../pictures/theme.ts';
import { unwrapped } from '../statistics/circle.ts';
import { categoryTicks } from './point-files.ts';
import { usageError } from './usage-error.ts';

/** Where the points of one or several paths are. */
export interface PathSteps {
  /** Ascending; the horizontal axis. */
  readonly values: readonly number[];
  /** Its title. */
  readonly name: string;
  /** Of each path. */
  readonly headings: readonly string[];
  /** Index of the step from which the paths go; absent: they have no start. */
  readonly start?: number;
}

/** A larger picture would have no use. */
const MOST_CURVES = 400;

/** Refuses a picture before the points are computed. @param paths number of them */
export function checkCurves(paths: number, { columns }: Pick<Dataset, 'columns'>): void {
  if (paths * columns.length <= MOST_CURVES) return;
  throw usageError(
    `a picture can hold at most ${MOST_CURVES} curves, but ${paths} paths of ${columns.length} columns were requested`,
    'Request fewer directions with --rows, or one with --along, or write .npy.',
  );
}

export interface CurvePaths {
  /** [paths, steps, D], data units. */
  readonly values: ArrayLike<number>;
  readonly steps: PathSteps;
  readonly title: string;
  readonly theme: ThemeName;
}

export async function curveFile(
  format: PictureFormat,
  { values, steps, title, theme }: CurvePaths,
  dataset: Dataset,
): Promise<Uint8Array> {
  const { curvesPicture } = await import('../pictures/curves-picture.ts');
  const width = dataset.columns.length;
  const inverse = inverseDeviations(dataset, dataset.train);
  const turns = turnsOf(dataset.summary);
  const start = steps.start ?? 0;
  const groups = steps.headings.map((heading, path) => {
    const curves = dataset.columns.map((name, d) => {
      const turn = turns[d] ?? null;
      const own = steps.values.map((_, i) => values[(path * steps.values.length + i) * width + d]!);
      const y = turn === null ? own : [...unwrapped(own, start, turn.period)];
      const scale = categoryTicks(dataset, d) ?? turn;
      return { heading: name, x: steps.values, y, scale, mark: steps.start, reach: reachOf(y) * inverse[d]! };
    });
    return { heading, charts: curves.sort((a, b) => b.reach - a.reach) };
  });
  return curvesPicture({
    groups,
    title,
    notes: [
      'Data units. The columns that move most, in standard deviations of the data, come first.',
      ...(turns.some((turn) => turn !== null)
        ? ['Angles are drawn without jumps: after the end of a turn its axis begins again.']
        : []),
    ],
    labels: { x: steps.name, y: '' },
    format,
    theme,
  });
}

/** Largest minus smallest finite value. */
function reachOf(y: readonly number[]): number {
  const finite = y.filter(Number.isFinite);
  return finite.length === 0 ? 0 : finite.reduce((a, b) => Math.max(a, b)) - finite.reduce((a, b) => Math.min(a, b));
}
