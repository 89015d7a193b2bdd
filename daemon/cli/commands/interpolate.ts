import { interpolateFigure } from '../../../protocol/figures/interpolate.ts';
import { formatNumber } from '../../format/numbers.ts';
import { interpolate } from '../../inspection/latent/interpolate.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { defineCommand } from '../define-command.ts';
import { interruptible } from '../interrupt.ts';
import { CHECKPOINT_OPTION, openRunAll, RUN_ARGUMENT, sourceOf } from '../open-run.ts';
import { formatOf, writeOutput } from '../output-option.ts';
import { checkPicture, nested } from '../point-files.ts';
import { writeJson, writeText } from '../print.ts';
import { showTable } from '../show.ts';
import { oneOf, parameter, SPLITS, withDefault } from '../values.ts';
import { checkPrinted, WALK_FORMATS, walkFile } from '../walk-files.ts';

/** Points with more dimensions are not printed as a table. */
const WIDEST_TABLE = 12;

const known = interpolateFigure.method.params.shape;

export const run = defineCommand(
  {
    name: 'interpolate',
    usage: ['interpolate RUN [--from ROW] [--to ROW] [options]'],
    positionals: [RUN_ARGUMENT],
    required: 1,
    options: {
      from: { value: 'ROW', description: withDefault('Row of the split, 0-based.', known.from) },
      to: { value: 'ROW', description: withDefault('Row of the split.', known.to) },
      split: { value: 'S', description: 'train, validation or test. Default: validation.' },
      columns: { value: 'N', description: withDefault('Number of points, including both ends.', known.columns) },
      method: {
        value: 'M',
        description: 'spherical (along the shell where latents concentrate) or linear. Default: spherical.',
      },
      seed: { value: 'S', description: withDefault('Seed of the dequantization noise.', known.seed) },
      output: {
        value: 'F',
        short: 'o',
        description: '.png (images and 2-D data), .npy (float64 [columns, …point]) or .csv, in data units.',
      },
      checkpoint: CHECKPOINT_OPTION,
    },
    notes: ['If the flow has a context, the context is interpolated linearly between those of the two rows.'],
    examples: ['flowscope interpolate latest --from 3 --to 17 -o path.png'],
  },
  async (args, io) => {
    const file = args.text('output');
    const format = file === null ? null : formatOf(file, WALK_FORMATS);
    const from = parameter(args, 'from', known.from);
    const to = parameter(args, 'to', known.to);
    const split = oneOf(args, 'split', SPLITS, 'validation');
    const columns = parameter(args, 'columns', known.columns);
    const method = oneOf(args, 'method', known.method.unwrap().options, 'spherical');
    const seed = parameter(args, 'seed', known.seed);
    const { open, data, runtime, output } = await openRunAll(args, io);
    const { dataset } = data;
    const width = sizeOf(dataset.summary.shape);
    checkPicture(format, columns, dataset);
    const { positions, values } = await interruptible((signal) =>
      interpolate(runtime, open, data, { split, from, to, columns, path: method, seed, signal }),
    );
    const title = `${open.plan.name}: from row ${from} to row ${to}`;
    const points = { values, leading: [columns], imagesPerRow: columns, title };
    const places = positions.map((position) => [position]);
    const path =
      output === null || format === null
        ? null
        : await writeOutput(output, await walkFile(format, points, dataset, ['position'], places));
    if (args.json) {
      if (path === null) checkPrinted(values.length);
      writeJson(io, {
        v: 1,
        ...sourceOf(open),
        split,
        shape: [columns, ...dataset.summary.shape],
        from,
        to,
        method,
        positions,
        path,
        format: format ?? 'json',
        ...(path === null ? { values: nested(values, width) } : {}),
      });
    } else if (path !== null || width > WIDEST_TABLE) {
      writeText(io, path === null ? 'To get the points, add -o F.png, F.npy or F.csv, or --json.' : `Wrote ${path}`);
    } else {
      showTable(
        io,
        ['position', ...dataset.columns].map((column) => ({ title: column, align: 'right' as const })),
        nested(values, width).map((row, i) => [positions[i]!, ...row].map((value) => formatNumber(value))),
      );
    }
    return 0;
  },
);
