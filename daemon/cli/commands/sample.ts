import { samplesFigure } from '../../../protocol/figures/samples.ts';
import { type ContextColumns, contextColumns } from '../../data/context-values.ts';
import { formatNumber } from '../../format/numbers.ts';
import { contextFromValues } from '../../inspection/opened/choose-context.ts';
import { type OpenFacts, openData, openDataAtHand, openDataFacts } from '../../inspection/opened/open-flow.ts';
import { drawSamples } from '../../inspection/samples/draw-samples.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { defineCommand } from '../define-command.ts';
import { interruptible } from '../interrupt.ts';
import { CHECKPOINT_OPTION, openRunWith, RUN_ARGUMENT, sourceOf } from '../open-run.ts';
import { formatOf, writeOutput } from '../output-option.ts';
import { checkPicture, nested, POINT_FORMATS, pointFile } from '../point-files.ts';
import { writeJson, writeText } from '../print.ts';
import { showTable } from '../show.ts';
import { usageError } from '../usage-error.ts';
import { contextValues, parameter, wholeNumber, withDefault } from '../values.ts';

/** Maximum number of samples to print; more need a file. */
const MOST_PRINTED = 1000;
const MOST_SAMPLES = 1e8;

export const run = defineCommand(
  {
    name: 'sample',
    usage: ['sample RUN -n N [options]'],
    positionals: [RUN_ARGUMENT],
    required: 1,
    options: {
      count: { value: 'N', short: 'n', description: `Number of samples; at most ${MOST_PRINTED} without -o.` },
      temperature: {
        value: 'T',
        description: withDefault(
          'Factor on the standard deviation of the base. Below 1, samples are closer to the modes.',
          samplesFigure.method.params.shape.temperature,
        ),
      },
      seed: {
        value: 'S',
        description: withDefault('The same seed gives the same samples.', samplesFigure.method.params.shape.seed),
      },
      context: {
        value: 'k=v,…',
        description: 'Values of the context columns, the same for all samples. Default: drawn from the training rows.',
      },
      output: {
        value: 'F',
        short: 'o',
        description:
          'File to write: .csv (with the context columns), .npy (points only, float64) or .png (2-D data and images), in data units.',
      },
      checkpoint: CHECKPOINT_OPTION,
    },
    notes: [
      'If the flow has a context, evaluate --data accepts the .csv file, and --json without -o lists the values of the context columns in contexts, one object per sample.',
    ],
    examples: [
      'flowscope sample latest -n 2000 -o samples.png',
      'flowscope sample latest -n 100 --context letter=A --temperature 0.8 -o a.csv',
    ],
  },
  async (args, io) => {
    const count = wholeNumber(args, 'count', { min: 1, max: MOST_SAMPLES, otherwise: null });
    if (count === null) throw usageError('sample needs the number of samples: -n N');
    const temperature = parameter(args, 'temperature', samplesFigure.method.params.shape.temperature);
    const seed = parameter(args, 'seed', samplesFigure.method.params.shape.seed);
    const values = contextValues(args);
    const file = args.text('output');
    const format = file === null ? null : formatOf(file, POINT_FORMATS);
    if (file === null && count > MOST_PRINTED) {
      throw usageError(
        `cannot print ${count} samples, the limit is ${MOST_PRINTED}`,
        'Write them to a file: -o F.npy.',
      );
    }
    const { open, data, runtime, output } = await openRunWith(args, io, (opened): Promise<OpenFacts> => {
      if (opened.flow.contextSize > 0 && values === null) return openData(opened);
      return format === 'png' ? openDataAtHand(opened) : openDataFacts(opened);
    });
    checkPicture(format, count, data.dataset);
    const context = values === null ? null : contextFromValues(open, data, values);
    const samples = await interruptible((signal) =>
      drawSamples(runtime, open, data, { count, temperature, seed, context, signal }),
    );
    const { columns, summary, contextEncoding = [] } = data.dataset;
    const conditions = contextColumns(contextEncoding, samples.context);
    const title = `${open.plan.name}: samples, T = ${temperature}, seed ${seed}`;
    const points = { values: samples.values, leading: [count], title, context: conditions };
    const path =
      output === null || format === null
        ? null
        : await writeOutput(output, await pointFile(format, points, data.dataset));
    if (args.json) {
      writeJson(io, {
        v: 1,
        ...sourceOf(open),
        n: count,
        shape: [count, ...summary.shape],
        temperature,
        seed,
        context: values,
        path,
        format: format ?? 'json',
        ...(path === null ? { samples: nested(samples.values, sizeOf(summary.shape)) } : {}),
        ...(path === null && conditions !== null ? { contexts: conditionsOf(conditions, count) } : {}),
      });
    } else if (path !== null) writeText(io, `Wrote ${count} samples to ${path}`);
    else {
      showTable(
        io,
        [...columns, ...(conditions?.names ?? [])].map((title) => ({ title, align: 'right' as const })),
        nested(samples.values, columns.length).map((row, i) =>
          [...row, ...(conditions?.row(i) ?? [])].map((cell) => (typeof cell === 'number' ? formatNumber(cell) : cell)),
        ),
      );
    }
    return 0;
  },
);

function conditionsOf({ names, row }: ContextColumns, count: number): Record<string, string | number>[] {
  return Array.from({ length: count }, (_, i) => {
    const cells = row(i);
    return Object.fromEntries(names.map((name, k) => [name, cells[k]!]));
  });
}
