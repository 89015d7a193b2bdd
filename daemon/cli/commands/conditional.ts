import { conditionalFigure } from '../../../protocol/figures/conditional.ts';
import type { Dataset } from '../../data/definition.ts';
import { writeNpz } from '../../data/formats/npz.ts';
import { writeTable } from '../../encoding/write-csv.ts';
import { writeNpy } from '../../encoding/write-npy.ts';
import { checkpointText } from '../../format/checkpoint-text.ts';
import { formatNats, formatNumber } from '../../format/numbers.ts';
import { tableRanges } from '../../inspection/density/conditional/column-ranges.ts';
import { conditional } from '../../inspection/density/conditional/conditional-answer.ts';
import { sourceOf } from '../../inspection/opened/open-flow.ts';
import { PICTURE_FORMATS, type PictureStyle } from '../../pictures/picture-format.ts';
import type { AxisScale } from '../../pictures/plot-area.ts';
import type { ThemeName } from '../../pictures/theme.ts';
import { circleOf } from '../../statistics/circle.ts';
import { defineFigureCommand, writeFigure } from '../define-figure-command.ts';
import { interruptible } from '../interrupt.ts';
import { namedColumns } from '../named-columns.ts';
import { openFlowRun } from '../open-run.ts';
import { formatOf, writeOutput } from '../output-option.ts';
import { checkPrinted } from '../path-files.ts';
import { themeOf } from '../picture-theme.ts';
import { nested } from '../point-files.ts';
import { writeText } from '../print.ts';
import { showFields } from '../show.ts';
import { usageError } from '../usage-error.ts';

const FORMATS = [...PICTURE_FORMATS, 'csv', 'npy', 'npz'] as const;

type Conditional = Awaited<ReturnType<typeof conditional>>;
type Axis = Conditional['axes'][number];

/** Relative density at the border from which on the range cuts off visible mass. */
const CUT = 0.01;

export const run = defineFigureCommand(
  conditionalFigure,
  {
    usage: ['conditional RUN [--columns a[,b]] [options]'],
    notes: [
      'log q(a, b | the others) is log q along the slice minus the log of its integral over the shown range. What lies outside of the range is left out.',
      'For a dequantized column or a column of categories, the result is the probability of each value: the integral of q over its cell. A column with more than 128 values (64 for two columns) is shown as a density.',
    ],
    examples: [
      'flowscope conditional latest --columns income --at age=40 -o income.svg',
      'flowscope conditional latest --columns age,income --row 12 -o density.npz',
    ],
  },
  async (given, args, io) => {
    const { output: file, theme: chosen } = given;
    const format = file === null ? null : formatOf(file, FORMATS);
    const theme = themeOf(chosen, format);
    const { open, data, runtime, output } = await openFlowRun(conditionalFigure, args, io);
    const { shape } = data.dataset.summary;
    if (shape.length !== 1) throw notATable(shape);
    const ranges = tableRanges(data.dataset);
    const params = { ...given, columns: shownColumns(given.columns, data.dataset) };
    const found = await interruptible((signal) => conditional(runtime, open, data, ranges, params, signal));
    const { logProb, axes } = found;
    const both = axes.find(({ name }) => Object.hasOwn(given.at, name));
    if (both !== undefined) throw heldAndShown(both.name);
    const path =
      output === null || format === null
        ? null
        : await writeOutput(output, await fileOf(format, found, open.plan.name, theme));
    if (args.json) {
      if (path === null) checkPrinted(logProb.length);
      writeFigure(io, conditionalFigure, {
        ...sourceOf(open),
        ...found,
        path,
        format: format ?? 'json',
        logProb: path !== null ? undefined : axes.length === 1 ? [...logProb] : nested(logProb, axes[0]!.cells),
      });
      return 0;
    }
    showFields(io, [
      ['checkpoint', checkpointText(sourceOf(open))],
      ['conditioned on', givenText(found) || 'nothing'],
      ...axes.map((axis, k): [string, string] => [axis.name, axisText(found, axis, k)]),
      ['log of the integral', `${formatNats(found.logIntegral)} nats`],
    ]);
    for (const value of found.outside ?? []) writeText(io, outsideText(value));
    if (found.edge > CUT) writeText(io, cutText(found.edge));
    writeText(
      io,
      path === null ? 'To get the density, add -o F.png, F.svg, F.csv or F.npz, or --json.' : `Wrote ${path}`,
    );
    return 0;
  },
);

/** @param text null: the default */
function shownColumns(text: string | null, { columns, contextEncoding }: Dataset): string[] | null {
  if (text === null) return null;
  const names = namedColumns('columns', text, columns, contextEncoding).map((index) => columns[index]!);
  if (names.length <= 2) return names;
  throw usageError(
    `--columns names ${names.length} columns, a conditional density is of one or two`,
    'Choose two of them. flowscope sample RUN --columns a,b,c -o corner.svg draws samples of more columns.',
  );
}

function heldAndShown(name: string) {
  return usageError(
    `--at has a value of '${name}', but that column is shown`,
    'Leave it out of --at, or choose other columns with --columns.',
  );
}

function notATable(shape: readonly number[]) {
  return usageError(
    `a conditional density is of the columns of a table, but these data have the shape [${shape}]`,
    'Look at samples instead.',
  );
}

function cutText(edge: number): string {
  return `At the border of the range the density still has ${formatNumber(100 * edge, 2)} % of its maximum: part of it lies outside. Set a wider range with --extent.`;
}

function outsideText({ name, value, low, high }: NonNullable<Conditional['outside']>[number]): string {
  const side = value < low ? 'below' : 'above';
  return `${name} = ${formatNumber(value)} is ${side} all training rows (${formatNumber(low)} … ${formatNumber(high)}): the density there is an extrapolation.`;
}

/** Categories that are named. */
const MOST_NAMED = 6;

function axisText(found: Conditional, axis: Axis, k: number): string {
  const { low, high, mean, std, values, categories, turn } = axis;
  if (categories !== undefined) {
    const shares = marginOf(found, k);
    const order = categories.map((_, i) => i).sort((a, b) => shares[b]! - shares[a]!);
    const named = order.slice(0, MOST_NAMED).map((i) => `${categories[i]} ${formatNumber(100 * shares[i]!, 3)} %`);
    return [...named, ...(order.length > MOST_NAMED ? ['…'] : [])].join(', ');
  }
  const kind = turn === undefined ? 'mean' : 'circular mean';
  const moments =
    Number.isNaN(mean) && Number.isFinite(std)
      ? `no ${kind}, since the density is the same all around`
      : `${kind} ${formatNumber(mean)}, standard deviation ${formatNumber(std)}`;
  return values === undefined
    ? `${moments} in [${formatNumber(low)}, ${formatNumber(high)}]`
    : `${moments} over the values ${formatNumber(low)} … ${formatNumber(high)}`;
}

/** Probabilities of the values along an axis. */
function marginOf({ axes, logProb }: Conditional, k: number): Float64Array {
  const shares = new Float64Array(axes[k]!.cells);
  const width = axes[0]!.cells;
  for (const [i, log] of logProb.entries()) shares[k === 0 ? i % width : Math.floor(i / width)]! += Math.exp(log);
  const sum = shares.reduce((total, own) => total + own, 0);
  return shares.map((own) => own / sum);
}

function centersOf({ low, high, cells, values }: Axis): Float64Array {
  if (values !== undefined) return Float64Array.from(values);
  return Float64Array.from({ length: cells }, (_, i) => low + ((i + 0.5) / cells) * (high - low));
}

/** As a CSV file has them. */
function namesOf(axis: Axis): ArrayLike<string | number> {
  return axis.categories ?? centersOf(axis);
}

function scaleOf(axis: Axis, { gridTicks, nameTicks }: typeof import('../../pictures/column-ticks.ts')): AxisScale {
  const { values, categories, step = 1 } = axis;
  if (categories !== undefined) return nameTicks(categories);
  const turn = circleOf(axis.turn ?? null);
  return values === undefined ? turn : gridTicks(values, step, turn);
}

/** Of a picture: a value is in the middle of its cell. */
function endsOf({ low, high, step = 0 }: Axis): readonly [number, number] {
  return [low - step / 2, high + step / 2];
}

/** What is held, by name: columns that are not shown, and the context. */
function givenText({ held, axes, context }: Conditional): string {
  const shown = axes.map(({ name }) => name);
  const values = held
    .filter(({ name }) => !shown.includes(name))
    .map(({ name, value, category }) => `${name} = ${category ?? formatNumber(value)}`);
  const given = Object.entries(context ?? {}).map(
    ([name, value]) => `${name} = ${typeof value === 'number' ? formatNumber(value) : value}`,
  );
  return [...values, ...given].join(', ');
}

async function fileOf(
  format: (typeof FORMATS)[number],
  found: Conditional,
  name: string,
  theme: ThemeName,
): Promise<Uint8Array | string> {
  const { axes, logProb } = found;
  const shape = axes.map(({ cells }) => cells).toReversed();
  const [x, y] = axes.map(centersOf);
  switch (format) {
    case 'npy':
      return writeNpy(logProb, shape);
    case 'npz':
      return writeNpz({
        logq: { values: logProb, shape },
        x: { values: x!, shape: [x!.length] },
        ...(y === undefined ? {} : { y: { values: y, shape: [y.length] } }),
      });
    case 'csv': {
      const [across, up] = axes.map(namesOf);
      return writeTable(
        [...axes.map((axis) => axis.name), 'log q'],
        Array.from(logProb, (value, i) => [
          across![i % x!.length]!,
          ...(up === undefined ? [] : [up[Math.floor(i / x!.length)]!]),
          value,
        ]),
      );
    }
    default:
      return picture({ format, theme }, found, name);
  }
}

async function picture(style: PictureStyle, found: Conditional, name: string): Promise<Uint8Array> {
  const { axes, logProb } = found;
  const ticks = await import('../../pictures/column-ticks.ts');
  const names = axes.map((axis) => axis.name).join(', ');
  const conditions = givenText(found);
  const [first, second] = axes;
  const common = {
    title: `${name}: q(${names}${conditions === '' ? '' : ' | …'})`,
    notes: [
      ...(conditions === '' ? [] : [`Given ${conditions}.`]),
      first!.categories !== undefined && second === undefined ? '' : 'Normalized over the shown range.',
    ].filter((note) => note !== ''),
    ...style,
  };
  if (second === undefined) {
    const { curvesPicture } = await import('../../pictures/curves-picture.ts');
    const { values, step = 1 } = first!;
    const bars = values === undefined ? {} : { bars: { width: step } };
    const across = scaleOf(first!, ticks);
    const chart = { heading: '', x: centersOf(first!), y: logProb.map(Math.exp), across, ...bars };
    return curvesPicture({
      ...common,
      groups: [{ heading: '', charts: [chart] }],
      labels: { x: first!.name, y: values === undefined ? 'density' : 'probability' },
      filled: true,
      size: { width: 760, height: 400 },
    });
  }
  const { densityPicture } = await import('../../pictures/density-picture.ts');
  const separate = [first!.values !== undefined, second.values !== undefined] as const;
  const isDensity = axes.some(({ values }) => values === undefined);
  return densityPicture({
    ...common,
    panels: [{ values: logProb, width: first!.cells, height: second.cells, separate, heading: '' }],
    extent: [...endsOf(first!), ...endsOf(second)],
    columns: [first!.name, second.name],
    values: [scaleOf(first!, ticks), scaleOf(second, ticks)],
    hasOwnScales: true,
    unit: isDensity ? 'density' : 'probability',
  });
}
