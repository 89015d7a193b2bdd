import type * as z from 'zod';
import { splitName } from '../../../protocol/common.ts';
import { latentsFigure } from '../../../protocol/figures/latents.ts';
import { contextFileOption, THEME_NAMES, themeOption } from '../../../protocol/figures/shared-parts.ts';
import { contextColumns } from '../../data/context-values.ts';
import { formatCounted } from '../../format/numbers.ts';
import { repeatRow } from '../../inspection/graphs/batches.ts';
import { givenContext } from '../../inspection/opened/choose-context.ts';
import {
  type OpenFacts,
  openData,
  openDataAtHand,
  openDataFacts,
  sourceOf,
} from '../../inspection/opened/open-flow.ts';
import { decodeLatents } from '../../inspection/points/decode-latents.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { conditionFiles } from '../condition-files.ts';
import { defineCommand } from '../define-command.ts';
import { interruptible } from '../interrupt.ts';
import { CHECKPOINT_OPTION, type OpenRun, openRunWith } from '../open-run.ts';
import type { Arguments } from '../options.ts';
import { formatOf, writeOutput } from '../output-option.ts';
import { themeOf } from '../picture-theme.ts';
import { checkPicture, isPictureFormat, POINT_FORMATS, pointFile } from '../point-files.ts';
import { writeJson, writeText } from '../print.ts';
import { readLatents } from '../row-files.ts';
import { RUN_ARGUMENT } from '../run-argument.ts';
import { usageError } from '../usage-error.ts';
import { contextValues, oneOf, wholeNumber } from '../values.ts';

export const run = defineCommand(
  {
    name: 'decode',
    usage: ['decode RUN --data F -o F'],
    positionals: [RUN_ARGUMENT],
    required: 1,
    options: {
      data: { value: 'F', description: 'Latents: .npy [n, D], .npz with the array z, or .csv with columns z0, z1, …' },
      output: {
        value: 'F',
        short: 'o',
        description:
          '.csv (with the context columns), .npy (points only, float64) or a picture: .png (2-D data and images) or .svg (2-D data), in data units.',
      },
      theme: { value: 'T', description: `${themeOption.words} ${themeOption.otherwise}` },
      context: { value: 'k=v,…', description: 'Values of the context columns, the same for all points.' },
      'context-row': { value: 'ROW', description: 'Use the context of this row of the split for all points.' },
      'context-file': { value: 'F', description: contextFileOption.words },
      split: { value: 'S', description: 'Use the contexts of the rows of this split, in order, one for each point.' },
      checkpoint: CHECKPOINT_OPTION,
    },
    notes: [
      'A flow with context needs --context, --context-row or --context-file. If the points are the encoded rows of a split, pass --split.',
    ],
    examples: ['flowscope decode latest --data latents.npy -o points.csv'],
  },
  async (args, io) => {
    const [input, target] = [args.text('data'), args.text('output')];
    if (input === null || target === null) throw usageError('decode needs latents and an output file: --data F -o F');
    const format = formatOf(target, POINT_FORMATS);
    const theme = themeOf(args.text('theme') === null ? null : oneOf(args, 'theme', THEME_NAMES, 'dark'), format);
    const { open, data, runtime, output } = await openRunWith(
      latentsFigure,
      args,
      io,
      (opened, options): Promise<OpenFacts> => {
        const isGiven = args.text('context') !== null || args.text('context-file') !== null;
        const isRow = args.text('context-row') !== null || (!isGiven && args.text('split') !== null);
        if (opened.maps.contextSize > 0 && isRow) return openData(opened, options);
        return isPictureFormat(format) ? openDataAtHand(opened, options) : openDataFacts(opened, options);
      },
    );
    const { values, count } = await readLatents(input, io.cwd, sizeOf(open.maps.latentShape));
    checkPicture(format, count, data.dataset);
    const images = await conditionFiles(args.text('context-file'), io.cwd, open);
    const context = contextsOf(args, { open, data }, count, images);
    const points = await interruptible((signal) =>
      decodeLatents(runtime, open, data, { values, count, context }, signal),
    );
    const title = `${open.plan.name}: ${count} decoded points`;
    const conditions = contextColumns(data.dataset.contextEncoding ?? [], context);
    const content = await pointFile(
      format,
      { values: points, leading: [count], title, theme, context: conditions },
      data.dataset,
    );
    const path = await writeOutput(output!, content);
    const shape = [count, ...data.dataset.summary.shape];
    if (args.json) writeJson(io, { v: 1, ...sourceOf(open), n: count, shape, path, format });
    else writeText(io, `Wrote ${formatCounted(count, 'point')} to ${path}`);
    return 0;
  },
);

function contextsOf(
  args: Arguments,
  { open, data }: Pick<OpenRun<OpenFacts>, 'open' | 'data'>,
  count: number,
  images: ReadonlyMap<string, Float32Array>,
): Float32Array | null {
  const split = oneOf(args, 'split', splitName.options, 'validation');
  const contextRow = wholeNumber(args, 'context-row', { min: 0, otherwise: null });
  const given = givenContext(open, data, { context: contextValues(args), contextRow, split, images });
  if (given !== null) return repeatRow(given, count);
  if (open.maps.contextSize === 0) return null;
  if (args.text('split') === null) {
    const names = (data.dataset.contextEncoding ?? []).map(({ column }) => column).join(', ');
    throw usageError(
      `this flow needs the context ${names}`,
      'Pass --context k=v,… or --context-row ROW. If the points are the encoded rows of a split, pass --split S.',
    );
  }
  return splitContexts(data, split, count);
}

function splitContexts({ dataset }: OpenFacts, split: z.infer<typeof splitName>, count: number): Float32Array {
  const rows = dataset[split];
  if (!rows) throw new Error('contexts of a split need its rows, which were not loaded');
  if (rows.count !== count)
    throw usageError(
      `the ${split} split has ${formatCounted(rows.count, 'row')}, but the number of latents is ${count}`,
    );
  return rows.context!;
}
