import { MOST_PRINTED_SAMPLES, samplesFigure } from '../../../protocol/figures/samples.ts';
import { type ContextColumns, contextColumns } from '../../data/context-values.ts';
import { formatNumber } from '../../format/numbers.ts';
import { contextNeedsRows, givenContext } from '../../inspection/opened/choose-context.ts';
import {
  type OpenFacts,
  openData,
  openDataAtHand,
  openDataFacts,
  sourceOf,
} from '../../inspection/opened/open-flow.ts';
import { drawSamples } from '../../inspection/samples/draw-samples.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { conditionFiles } from '../condition-files.ts';
import { defineFigureCommand, writeFigure } from '../define-figure-command.ts';
import { interruptible } from '../interrupt.ts';
import { openRunWith } from '../open-run.ts';
import { formatOf, writeOutput } from '../output-option.ts';
import { checkPicture, nested, POINT_FORMATS, pointFile } from '../point-files.ts';
import { writeText } from '../print.ts';
import { showTable } from '../show.ts';
import { usageError } from '../usage-error.ts';

export const run = defineFigureCommand(
  samplesFigure,
  {
    usage: ['sample RUN -n N [options]'],
    notes: [
      'If the flow has a context, evaluate --data accepts the .csv file, and --json without -o lists the values of the context columns in contexts, one object per sample.',
    ],
    examples: [
      'flowscope sample latest -n 2000 -o samples.png',
      'flowscope sample latest -n 100 --context letter=A --temperature 0.8 -o a.csv',
    ],
  },
  async (given, args, io) => {
    const { n: count, temperature, seed, context: values, output: file } = given;
    if (count === null) throw usageError('sample needs the number of samples: -n N');
    const format = file === null ? null : formatOf(file, POINT_FORMATS);
    if (file === null && count > MOST_PRINTED_SAMPLES) {
      throw usageError(
        `cannot print ${count} samples, the limit is ${MOST_PRINTED_SAMPLES}`,
        'Write them to a file: -o F.npy.',
      );
    }
    const { open, data, runtime, output } = await openRunWith(samplesFigure, args, io, (opened): Promise<OpenFacts> => {
      if (contextNeedsRows(opened, given, given.contextFile !== null)) return openData(opened);
      return format === 'png' ? openDataAtHand(opened) : openDataFacts(opened);
    });
    checkPicture(format, count, data.dataset);
    const images = await conditionFiles(given.contextFile, io.cwd, open);
    const context = givenContext(open, data, { ...given, images });
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
      writeFigure(io, samplesFigure, {
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
