import { MOST_PRINTED_SAMPLES, SHOWN_CONDITIONS, samplesFigure } from '../../../protocol/figures/samples.ts';
import { type ContextColumns, contextColumns } from '../../data/context-values.ts';
import { categoryNames, pointCells } from '../../data/modelled-categories.ts';
import { turnsOf } from '../../data/turns.ts';
import type { PlanContext } from '../../flow/plan.ts';
import { formatCount, formatCounted, formatNumber } from '../../format/numbers.ts';
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
import { drawsOthers, type ValueRows, valueRows } from '../../inspection/samples/value-rows.ts';
import type { ThemeName } from '../../pictures/theme.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { conditionFiles } from '../condition-files.ts';
import { type CornerPlot, cornerColumns, cornerFacts, cornerFile, cornerWords } from '../corner-file.ts';
import { defineFigureCommand, writeFigure } from '../define-figure-command.ts';
import type { FigureArguments } from '../figure-options.ts';
import { interruptible } from '../interrupt.ts';
import { openRunWith } from '../open-run.ts';
import { formatOf, writeOutput } from '../output-option.ts';
import { themeOf } from '../picture-theme.ts';
import {
  checkPicture,
  isPictureFormat,
  nested,
  POINT_FORMATS,
  type PointFormat,
  type PointSet,
  pointFile,
} from '../point-files.ts';
import { writeNote, writeText } from '../print.ts';
import { conditionLines, valueLines } from '../sample-lines.ts';
import { showTable } from '../show.ts';
import { usageError } from '../usage-error.ts';

export const run = defineFigureCommand(
  samplesFigure,
  {
    usage: ['sample RUN -n N [options]'],
    notes: [
      'The picture of a table is a corner plot: samples over rows of --split, for each pair of columns. Two columns of numbers without angles are a scatter plot, unless --columns names them.',
      'With --by, the samples of each value have a color of their own, without rows of the data. With --context, the rows have the same labels.',
      'If the flow has a context, evaluate --data accepts the .csv file, and --json without -o lists the values of the context columns in contexts, one object per sample.',
    ],
    examples: [
      'flowscope sample latest -n 2000 -o samples.png',
      'flowscope sample latest -n 20000 --split test --columns age,income,score -o corner.svg',
      'flowscope sample latest -n 80 --by label -o classes.png',
      'flowscope sample latest -n 100 --context letter=A --temperature 0.8 -o a.csv',
    ],
  },
  async (given, args, io) => {
    const { n: count, temperature, seed, context: values, output: file } = given;
    if (count === null) throw usageError('sample needs the number of samples: -n N');
    const format = file === null ? null : formatOf(file, POINT_FORMATS);
    if (given.columns !== null && !isPictureFormat(format)) {
      throw usageError('--columns chooses the columns of a picture', 'Write a picture: -o F.png or -o F.svg.');
    }
    if (file === null && count > MOST_PRINTED_SAMPLES) {
      throw usageError(
        `cannot print ${count} samples, the limit is ${MOST_PRINTED_SAMPLES}`,
        'Write them to a file: -o F.npy.',
      );
    }
    const theme = themeOf(given.theme, format);
    const { open, data, runtime, output } = await openRunWith(
      samplesFigure,
      args,
      io,
      (opened, options): Promise<OpenFacts> => {
        const byRow = conditionsFor(given, opened.plan.context) > 0;
        const isGiven = given.contextFile !== null || given.by !== null;
        const isDrawn = contextNeedsRows(opened, given, isGiven) || drawsOthers(opened.plan.context, given);
        if (byRow || isDrawn) return openData(opened, options);
        return isPictureFormat(format) ? openDataAtHand(opened, options) : openDataFacts(opened, options);
      },
    );
    const images = await conditionFiles(given.contextFile, io.cwd, open);
    const choice = { ...given, images, n: count, conditions: conditionsFor(given, open.plan.context) };
    const chosen = conditionRows(open, data, choice);
    const byValue = valueRows(open, data, choice);
    const own = chosen ?? byValue;
    const corner = cornerOf(given, format, theme, data.dataset, byValue);
    if (corner === null) checkPicture(format, count, data.dataset);
    const context = own === null ? givenContext(open, data, choice) : null;
    const samples = await interruptible((signal) =>
      drawSamples(runtime, open, data, { count, temperature, seed, context, contexts: own?.contexts, signal }),
    );
    const { columns, summary, contextEncoding = [] } = data.dataset;
    const conditions = contextColumns(contextEncoding, samples.context);
    const title = `${open.plan.name}: samples, T = ${temperature}, seed ${seed}`;
    const list = { values: samples.values, leading: [count], title, theme, context: conditions };
    const points = format === 'png' ? pictured(list, data.dataset, chosen, byValue) : list;
    const content = (kind: PointFormat) =>
      corner === null ? pointFile(kind, points, data.dataset) : cornerFile(list, data.dataset, corner);
    const path = output === null || format === null ? null : await writeOutput(output, await content(format));
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
        ...(byValue === null
          ? {}
          : { by: { column: byValue.column, values: [...byValue.values], each: byValue.each } }),
        ...(corner === null ? {} : { corner: cornerFacts(data.dataset, corner) }),
        context: values,
        ...(data.dataset.chains === undefined ? {} : { clipped: samples.clipped }),
        path,
        format: format ?? 'json',
        ...(path === null ? { samples: nested(samples.values, sizeOf(summary.shape)) } : {}),
        ...categoryNames(data.dataset),
        ...(path === null && conditions !== null ? { contexts: conditionsOf(conditions, count) } : {}),
      });
    } else if (path !== null) {
      const over = corner === null ? '' : cornerWords(data.dataset, corner);
      writeText(io, `Wrote ${formatCounted(count, 'sample')}${over} to ${path}`);
    } else {
      showTable(
        io,
        [...columns, ...(conditions?.names ?? [])].map((title) => ({ title, align: 'right' as const })),
        Array.from({ length: count }, (_, i) =>
          [...pointCells(data.dataset, samples.values, i), ...(conditions?.row(i) ?? [])].map((cell) =>
            typeof cell === 'number' ? formatNumber(cell) : cell,
          ),
        ),
      );
    }
    if (!args.json && samples.clipped > 0) writeNote(io, clippedText(samples.clipped, count));
    return 0;
  },
);

function clippedText(clipped: number, count: number): string {
  return `${formatCount(clipped)} of ${formatCounted(count, 'sample')} had a value outside the bounds of its column, which was clipped.`;
}

/** The corner plot that a picture is; null: it is another one. @throws FlowscopeError `usage` (exit 2) */
function cornerOf(
  { columns, split, context }: FigureArguments<typeof samplesFigure>,
  format: PointFormat | null,
  theme: ThemeName,
  dataset: DataFacts,
  by: ValueRows | null,
): CornerPlot | null {
  if (!isPictureFormat(format)) return null;
  if (dataset.summary.shape.length !== 1) {
    if (columns !== null) throw usageError('--columns is for corner plots of tables, not for images');
    return null;
  }
  // The plane has a picture with room for details. Categories have no places in it, and angles no ends.
  const hasAngles = turnsOf(dataset.summary).some((turn) => turn !== null);
  const isPlain = dataset.columns.length === 2 && dataset.categories === undefined && !hasAngles;
  if (columns === null && by === null && isPlain) return null;
  return { columns: cornerColumns(columns, dataset), split, format, theme, context, by };
}

/** The points of a picture: in lines by condition or by label, if they are images. */
function pictured(
  list: PointSet,
  dataset: DataFacts,
  conditions: ConditionRows | null,
  byValue: ValueRows | null,
): PointSet {
  if (conditions !== null) return conditionLines(list, conditions, dataset);
  return byValue === null || dataset.summary.shape.length !== 3 ? list : valueLines(list, byValue, dataset);
}

function conditionsFor(
  { by, conditions, context, contextRow, contextFile, output }: FigureArguments<typeof samplesFigure>,
  layout: PlanContext | null,
): number {
  if ((layout?.images ?? []).length === 0) return 0;
  if (by !== null && conditions !== null && conditions > 0) {
    throw usageError(
      '--by makes lines by label, --conditions by row: use one of them',
      'Use --by with --context-row for the condition images of one row.',
    );
  }
  if (by !== null) return 0;
  const isPicture = output !== null && formatOf(output, POINT_FORMATS) === 'png';
  if (conditions !== null) return conditions;
  if (!isPicture || context !== null || contextFile !== null) return 0;
  // If a context row is given, only that row is shown.
  return contextRow === null ? SHOWN_CONDITIONS : 1;
}

function conditionsOf({ names, row }: ContextColumns, count: number): Record<string, string | number>[] {
  return Array.from({ length: count }, (_, i) => {
    const cells = row(i);
    return Object.fromEntries(names.map((name, k) => [name, cells[k]!]));
  });
}
