import { traversalFigure } from '../../../protocol/figures/traversal.ts';
import { formatNumber } from '../../format/numbers.ts';
import type { Direction } from '../../inspection/latent/directions.ts';
import { type Traversal, traverse } from '../../inspection/latent/traverse.ts';
import { contextFromValues } from '../../inspection/opened/choose-context.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { CommandIo } from '../command-io.ts';
import { defineCommand } from '../define-command.ts';
import { interruptible } from '../interrupt.ts';
import { CHECKPOINT_OPTION, openRunAll, RUN_ARGUMENT, sourceOf } from '../open-run.ts';
import type { Arguments } from '../options.ts';
import { formatOf, writeOutput } from '../output-option.ts';
import { checkPicture, nested } from '../point-files.ts';
import { writeJson, writeText } from '../print.ts';
import { showTable } from '../show.ts';
import { usageError } from '../usage-error.ts';
import { contextValues, oneOf, parameter, SPLITS, withDefault } from '../values.ts';
import { checkPrinted, WALK_FORMATS, walkFile } from '../walk-files.ts';

const KINDS = { dimensions: ['dimension'], principal: ['principal'], classes: ['class'] } as const;

const known = traversalFigure.method.params.shape;

export const run = defineCommand(
  {
    name: 'traverse',
    usage: ['traverse RUN [options]'],
    positionals: [RUN_ARGUMENT],
    required: 1,
    options: {
      directions: {
        value: 'K',
        description:
          'dimensions (by influence on the data), principal (principal components of the encoded rows), classes (from the mean to each label), or all of these. Default: all.',
      },
      rows: { value: 'N', description: withDefault('Directions of each kind.', known.rows) },
      columns: {
        value: 'N',
        description: withDefault('Steps along a direction; an odd number puts the start in the middle.', known.columns),
      },
      sigma: { value: 'K', description: withDefault('Traverse from −K σ to K σ.', known.sigma) },
      start: {
        value: 'ROW',
        description: 'Start: a row of the split (0-based), or centre, the center of the base. Default: centre.',
      },
      split: {
        value: 'S',
        description: 'Split that gives the rows: train, validation or test. Default: validation.',
      },
      seed: {
        value: 'S',
        description: withDefault('Seed of the dequantization noise and of random probes.', known.seed),
      },
      context: { value: 'k=v,…', description: 'Values of the context columns. Default: those of the start row.' },
      output: {
        value: 'F',
        short: 'o',
        description: '.png (images and 2-D data), .npy (float64 [rows, columns, …point]) or .csv, in data units.',
      },
      checkpoint: CHECKPOINT_OPTION,
    },
    notes: [
      'For dimensions, σ is that of the base (quantiles at Φ(k) if the base is not normal). Otherwise it is the standard deviation of the encoded rows along the direction.',
    ],
    examples: [
      'flowscope traverse latest -o traversal.png',
      'flowscope traverse latest --directions classes --start 12 -o traversal.npy',
    ],
  },
  async (args, io) => {
    const file = args.text('output');
    const format = file === null ? null : formatOf(file, WALK_FORMATS);
    const wanted = oneOf(args, 'directions', [...(Object.keys(KINDS) as (keyof typeof KINDS)[]), 'all'], 'all');
    const kinds: readonly Direction['kind'][] = wanted === 'all' ? ['dimension', 'principal', 'class'] : KINDS[wanted];
    const perKind = parameter(args, 'rows', known.rows);
    const columns = parameter(args, 'columns', known.columns);
    const extent = parameter(args, 'sigma', known.sigma);
    const seed = parameter(args, 'seed', known.seed);
    const split = oneOf(args, 'split', SPLITS, 'validation');
    const start = startOption(args);
    const values = contextValues(args);
    const { open, data, runtime, output } = await openRunAll(args, io);
    const width = sizeOf(data.dataset.summary.shape);
    checkPicture(format, kinds.length * perKind * columns, data.dataset);
    const context = values === null ? null : contextFromValues(open, data, values);
    const result = await interruptible((signal) =>
      traverse(runtime, open, data, { kinds, perKind, columns, extent, split, start, context, seed, signal }),
    );
    const { directions, sigmas } = result;
    const path = output === null || format === null ? null : await writeOutput(output, await content(format));
    const shape = [directions.length, sigmas.length, ...data.dataset.summary.shape];
    if (args.json) {
      if (path === null) checkPrinted(result.values.length);
      writeJson(io, {
        v: 1,
        ...sourceOf(open),
        split,
        shape,
        start,
        sigmas,
        directions: directions.map(({ kind, label, sigma, weight }) => ({ kind, label, sigma, weight })),
        influence: result.influence,
        path,
        format: format ?? 'json',
        ...(path === null ? { values: grouped(nested(result.values, width), sigmas.length) } : {}),
      });
    } else {
      show(io, result);
      writeText(io, path === null ? 'To get the points, add -o F.png, F.npy or F.csv, or --json.' : `Wrote ${path}`);
    }
    return 0;

    function content(target: (typeof WALK_FORMATS)[number]) {
      const places = directions.flatMap((_, row) => sigmas.map((sigma) => [row, sigma]));
      const title = `${open.plan.name}: ${directions.length} directions, ±${extent}σ`;
      const points = { values: result.values, leading: [directions.length, sigmas.length], title };
      return walkFile(target, points, data.dataset, ['direction', 'sigma'], places);
    }
  },
);

function startOption(args: Arguments): number | 'centre' {
  const text = args.text('start') ?? 'centre';
  if (text === 'centre') return text;
  if (!/^\d{1,9}$/.test(text)) throw usageError(`--start must be a row or centre, found '${text}'`);
  return Number(text);
}

function grouped<T>(rows: readonly T[], size: number): T[][] {
  return Array.from({ length: rows.length / size }, (_, i) => rows.slice(i * size, (i + 1) * size));
}

const WEIGHTS = {
  dimension: 'influence',
  principal: 'share of the variance',
  class: 'distance to the class mean',
} as const;

function show(io: CommandIo, { directions }: Traversal): void {
  showTable(
    io,
    [
      { title: 'row', align: 'right' },
      { title: 'direction' },
      { title: 'σ', align: 'right' },
      { title: 'weight', align: 'right' },
      { title: '' },
    ],
    directions.map(({ kind, label, sigma, weight }, row) => [
      String(row),
      label,
      formatNumber(sigma),
      formatNumber(weight),
      WEIGHTS[kind],
    ]),
  );
}
