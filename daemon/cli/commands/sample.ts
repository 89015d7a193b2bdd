import { MOST_PRINTED_SAMPLES, SHOWN_CONDITIONS, samplesFigure } from '../../../protocol/figures/samples.ts';
import { type ContextColumns, contextColumns } from '../../data/context-values.ts';
import type { PlanContext } from '../../flow/plan.ts';
import { formatNumber } from '../../format/numbers.ts';
import { contextNeedsRows, givenContext } from '../../inspection/opened/choose-context.ts';
import {
  type DataFacts,
  type OpenFacts,
  openData,
  openDataAtHand,
  openDataFacts,
  sourceOf,
} from '../../inspection/opened/open-flow.ts';
import { drawSamples } from '../../inspection/points/draw-samples.ts';
import { type ConditionRows, conditionRows } from '../../inspection/samples/condition-rows.ts';
import type { GridLabels } from '../../pictures/grid-picture.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { conditionFiles } from '../condition-files.ts';
import { defineFigureCommand, writeFigure } from '../define-figure-command.ts';
import type { FigureArguments } from '../figure-options.ts';
import { interruptible } from '../interrupt.ts';
import { openRunWith } from '../open-run.ts';
import { formatOf, writeOutput } from '../output-option.ts';
import { checkPicture, nested, POINT_FORMATS, type PointSet, pointFile } from '../point-files.ts';
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
    const { open, data, runtime, output } = await openRunWith(
      samplesFigure,
      args,
      io,
      (opened, options): Promise<OpenFacts> => {
        const byRow = conditionsFor(given, opened.plan.context) > 0;
        if (byRow || contextNeedsRows(opened, given, given.contextFile !== null)) return openData(opened, options);
        return format === 'png' ? openDataAtHand(opened, options) : openDataFacts(opened, options);
      },
    );
    checkPicture(format, count, data.dataset);
    const images = await conditionFiles(given.contextFile, io.cwd, open);
    const choice = { ...given, images, n: count, conditions: conditionsFor(given, open.plan.context) };
    const chosen = conditionRows(open, data, choice);
    const context = chosen === null ? givenContext(open, data, choice) : null;
    const samples = await interruptible((signal) =>
      drawSamples(runtime, open, data, { count, temperature, seed, context, contexts: chosen?.contexts, signal }),
    );
    const { columns, summary, contextEncoding = [] } = data.dataset;
    const conditions = contextColumns(contextEncoding, samples.context);
    const title = `${open.plan.name}: samples, T = ${temperature}, seed ${seed}`;
    const list = { values: samples.values, leading: [count], title, context: conditions };
    const points = chosen !== null && format === 'png' ? linesOf(list, chosen, data.dataset) : list;
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
        ...(chosen === null
          ? {}
          : {
              conditions: { split: given.split, rows: [...chosen.rows], each: chosen.each, names: [...chosen.names] },
            }),
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

function conditionsFor(
  { conditions, context, contextRow, contextFile, output }: FigureArguments<typeof samplesFigure>,
  layout: PlanContext | null,
): number {
  if ((layout?.images ?? []).length === 0) return 0;
  const isPicture = output !== null && formatOf(output, POINT_FORMATS) === 'png';
  if (conditions !== null) return conditions;
  if (!isPicture || context !== null || contextFile !== null) return 0;
  // If a context row is given, only that row is shown.
  return contextRow === null ? SHOWN_CONDITIONS : 1;
}

/** A line for each row: its condition images, the row itself, and the samples with its context. */
function linesOf(
  points: PointSet,
  { rows, each, names, cells, areas }: ConditionRows,
  { summary }: DataFacts,
): PointSet {
  const width = sizeOf(summary.shape);
  const line = (names.length + each) * width;
  const scale = (2 ** (summary.bits ?? 8) - 1) / 255;
  const values = new Float64Array(rows.length * line);
  for (const i of rows.keys()) {
    const own = cells.subarray(i * names.length * width, (i + 1) * names.length * width);
    values.set(
      Float64Array.from(own, (value) => value * scale),
      i * line,
    );
    const samples = points.values.subarray(i * each * width, (i + 1) * each * width);
    values.set(samples, i * line + own.length);
  }
  const columns = names.length + each;
  const [count] = points.leading;
  const labels: GridLabels = {
    rowLabels: rows.map(String),
    columnLabels: [...names, 'samples'],
    groups: { columns: [...names.map(() => 1), each] },
    areaOf: (n) => {
      const [i, column] = [Math.floor(n / columns), n % columns];
      // The last lines may have fewer samples.
      const isMissing = column >= names.length && i * each + column - names.length >= count!;
      return isMissing ? null : (areas[column] ?? { x: 0, y: 0, width: summary.shape[1]!, height: summary.shape[0]! });
    },
  };
  return { ...points, values, leading: [rows.length, columns], labels };
}

function conditionsOf({ names, row }: ContextColumns, count: number): Record<string, string | number>[] {
  return Array.from({ length: count }, (_, i) => {
    const cells = row(i);
    return Object.fromEntries(names.map((name, k) => [name, cells[k]!]));
  });
}
