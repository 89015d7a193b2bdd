import { resolve } from 'node:path';
import { evaluateFigure } from '../../../protocol/figures/evaluate.ts';
import { checkpointText } from '../../format/checkpoint-text.ts';
import { conditionFields } from '../../format/condition-text.ts';
import { leftOutField } from '../../format/left-out-text.ts';
import { formatCount, formatEstimate, formatNats } from '../../format/numbers.ts';
import { readingFields } from '../../format/reading-text.ts';
import { type Evaluation, evaluateRows } from '../../inspection/evaluate/evaluate-rows.ts';
import { sourceOf } from '../../inspection/opened/open-flow.ts';
import type { CommandIo } from '../command-io.ts';
import { defineFigureCommand, summaryExit, writeFigure } from '../define-figure-command.ts';
import { interruptible } from '../interrupt.ts';
import { openRows } from '../open-run.ts';
import { writeText } from '../print.ts';
import { showFields, showTable } from '../show.ts';
import { usageError } from '../usage-error.ts';

/** Rows to print as text; the JSON has all twenty. */
const SHOWN_ROWS = 5;

export const run = defineFigureCommand(
  evaluateFigure,
  {
    usage: ['evaluate RUN [--split validation|test | --data FILE [--context-file F]] [--checkpoint C]'],
    notes: [
      'Log-likelihoods are in nats, for the density in data units. The gap, known for toy densities, is mean(log p − log q) over the same rows; over samples of the true density it estimates the KL divergence. ± is two standard errors.',
      'Rows with log q = −inf (float32 overflows far from the data, or the density is 0) are left out of the means and the median, and counted in notFinite. If no row is left, the status is 1.',
      'leastLikely identifies rows by index, from 0: in the split, or in FILE without its header and empty lines.',
    ],
    examples: ['flowscope evaluate latest --split test', 'flowscope evaluate latest --data new.csv --json'],
  },
  async (given, args, io) => {
    const { split, data: file } = given;
    const { open, data, rows, reading, conditions, runtime } = await openRows(evaluateFigure, given, args, io);
    if (rows.count === 0) throw usageError(`the ${split} split of this run has no rows`);
    const noiseSeed = open.plan.training.seed;
    const evaluation = await interruptible((signal) => evaluateRows(runtime, open, data, rows, { noiseSeed, signal }));
    const source = sourceOf(open);
    if (args.json) {
      const where =
        file === null
          ? { split }
          : { data: resolve(io.cwd, file), ...(conditions ? { conditions: [...conditions] } : {}) };
      writeFigure(io, evaluateFigure, { ...source, ...where, ...(reading ? { table: reading } : {}), ...evaluation });
    } else {
      const facts = [...readingFields(reading), ...conditionFields(conditions)];
      show(io, checkpointText(source), file ?? `${split} split`, evaluation, facts);
    }
    return summaryExit(evaluation.logLikelihood.mean);
  },
);

/** The gap also leaves out rows where the true density is 0, so its count is printed if there are any. */
function gapLeftOut({ n, gap, logLikelihood }: Evaluation) {
  if (gap === null || gap.notFinite?.count === logLikelihood.notFinite?.count) return [];
  return leftOutField(gap.notFinite, n, { quantity: 'log p − log q', summary: 'the gap' });
}

function show(
  io: CommandIo,
  checkpoint: string,
  rows: string,
  evaluation: Evaluation,
  facts: readonly (readonly [string, string])[],
): void {
  const { n, logLikelihood, lowerBound, bitsPerDim, floor, gap, gapBitsPerDim, leastLikely } = evaluation;
  const estimate = ({ mean, se }: { mean: number; se: number }) => formatEstimate(mean, Number.isNaN(se) ? null : se);
  showFields(io, [
    ['checkpoint', checkpoint],
    ['rows', `${formatCount(n)} (${rows})`],
    ...facts,
    ['log-likelihood', `${estimate(logLikelihood)} nats, median ${formatNats(logLikelihood.median)}`],
    ...(lowerBound ? [['', 'a lower bound: a layer adds learned noise'] as const] : []),
    ...(bitsPerDim === null ? [] : [['bits/dim', estimate(bitsPerDim)] as const]),
    ...(floor === null
      ? []
      : [
          [
            'floor',
            `${formatNats(floor.nll)} nats${floor.bitsPerDim === undefined ? '' : `, ${formatNats(floor.bitsPerDim)} bits/dim`} (lowest mean NLL over samples of the true density)`,
          ] as const,
        ]),
    ...(gap === null
      ? []
      : [
          [
            'gap',
            `${estimate(gap)} nats${gapBitsPerDim === undefined ? '' : `, ${estimate(gapBitsPerDim)} bits/dim`}`,
          ] as const,
        ]),
    ...leftOutField(logLikelihood.notFinite, n, { summary: 'the log-likelihood' }),
    ...gapLeftOut(evaluation),
  ]);
  writeText(io, '\nLeast likely rows');
  showTable(
    io,
    [
      { title: 'row (from 0)', align: 'right' },
      { title: 'log q', align: 'right' },
    ],
    leastLikely
      .slice(0, SHOWN_ROWS)
      .map(({ row, logLikelihood: value }) => [String(row), Number.isNaN(value) ? 'nan' : formatNats(value)]),
  );
}
