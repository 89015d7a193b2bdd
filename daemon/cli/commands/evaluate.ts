import { resolve } from 'node:path';
import { evaluateFigure } from '../../../protocol/figures/evaluate.ts';
import { checkpointText } from '../../format/checkpoint-text.ts';
import { conditionFields } from '../../format/condition-text.ts';
import { formatCount, formatCounted } from '../../format/numbers.ts';
import { readingFields } from '../../format/reading-text.ts';
import { BASELINES, type BaselineOptions, baselinesOf } from '../../inspection/evaluate/baselines.ts';
import { calibrationOf, exactOnly } from '../../inspection/evaluate/calibration.ts';
import { evaluateEachRow } from '../../inspection/evaluate/evaluate-rows.ts';
import { normsOf } from '../../inspection/evaluate/norms.ts';
import { type OpenData, type OpenModel, sourceOf } from '../../inspection/opened/open-flow.ts';
import { measuresOf } from '../../inspection/yardsticks/yardsticks-answer.ts';
import { PICTURE_FORMATS } from '../../pictures/picture-format.ts';
import type { CommandIo } from '../command-io.ts';
import { defineFigureCommand, summaryExit, writeFigure } from '../define-figure-command.ts';
import { evaluationPicture } from '../evaluation/evaluation-picture.ts';
import { showBaselines } from '../evaluation/show-baselines.ts';
import { showCoverage, showPit } from '../evaluation/show-calibration.ts';
import { showEvaluation } from '../evaluation/show-evaluation.ts';
import { showLeastLikely } from '../evaluation/show-least-likely.ts';
import { comparedText, showSamples } from '../evaluation/show-samples.ts';
import { interruptible } from '../interrupt.ts';
import { openRows } from '../open-run.ts';
import { formatOf, writeOutput } from '../output-option.ts';
import { themeOf } from '../picture-theme.ts';
import { writeText } from '../print.ts';
import { createTaskProgress } from '../task-progress.ts';
import { usageError } from '../usage-error.ts';

/** Rows of the picture of log q against ‖z‖². */
const DRAWN_ROWS = 5000;

export const run = defineFigureCommand(
  evaluateFigure,
  {
    usage: [
      'evaluate RUN [--split validation|test] [-o F.png|F.svg] [options]',
      'evaluate RUN --data FILE [--context-file F] [--checkpoint C]',
    ],
    notes: [
      'Log-likelihoods are in nats, for the density in data units. The gap, known for toy densities, is mean(log p − log q) over the same rows; over samples of the true density it estimates the KL divergence. ± is two standard errors.',
      'Rows with log q = −inf (float32 overflows far from the data, or the density is 0) are left out of the means and the median, and counted in notFinite. If no row is left, the status is 1.',
      '--baselines, --calibration, --samples and -o are for a split, not for --data. The baselines are fitted to the training rows. The number of Gaussians and the bandwidth are chosen by the validation rows, which favors them slightly on that split, as a checkpoint that was chosen by validation favors the model. model − density is the mean difference over the same rows: only where it exceeds its ± does one of them fit better.',
      'For the coverage and the ranks, samples are drawn at temperature 1, for each row given its context if there is one. The region of highest density that has 90 % of the samples has 90 % of the rows if the model is right. p is the probability of ranks at least this far from uniform (Kolmogorov-Smirnov). Among many columns, some have a small p by chance.',
      'The yardsticks compare samples with rows of the split; flowscope yardsticks says what each can and cannot show.',
      'leastLikely identifies rows by index, from 0: in the split, or in FILE without its header, empty lines and rows that are dropped. Rows of a text file also have the line on which they begin, from 1. A low likelihood does not prove that a row is an anomaly: rows from a region that the model knows less well are unlikely, too, and in many columns typical rows are never the likeliest.',
    ],
    examples: [
      'flowscope evaluate latest --split test',
      'flowscope evaluate latest --data new.csv --json',
      'flowscope evaluate latest -o evaluation.png',
    ],
  },
  async (given, args, io) => {
    const { split, data: file, importance, samples: drawn, baselines: wanted, calibration: ranked } = given;
    const format = given.output === null ? null : formatOf(given.output, PICTURE_FORMATS);
    const theme = themeOf(given.theme, format);
    if (format !== null && file !== null) throw usageError('evaluate -o draws the rows of a split; --data has none');
    const opened = await openRows(evaluateFigure, { ...given, mayDrop: true }, args, io);
    const { open, data, rows, whole, reading, conditions, runtime, output } = opened;
    if (rows.count === 0)
      throw usageError(`the ${split} split of this run has no rows`, 'choose another one, such as --split train');
    const noiseSeed = open.plan.training.seed;
    const { evaluation, logDensity } = await interruptible((signal) =>
      evaluateEachRow(runtime, open, data, rows, { noiseSeed, importance, signal }),
    );
    const baselines =
      whole === null || wanted === 'none' ? null : await fitted(io, open, whole, logDensity, { split, noiseSeed });
    const calibration =
      whole === null || ranked === 0
        ? null
        : await interruptible((signal) =>
            calibrationOf(runtime, open, whole, exactOnly(open, logDensity), {
              split,
              samples: ranked,
              noiseSeed,
              signal,
            }),
          );
    const options = { split, n: drawn, seed: 0 };
    const measures =
      whole === null || drawn === 0
        ? null
        : await interruptible((signal) => measuresOf({ runtime, open }, whole, { ...options, signal }));
    const source = sourceOf(open);
    const path = output === null || format === null ? null : await writeOutput(output, await picture(format));
    if (args.json) {
      const where =
        file === null
          ? { split }
          : { data: resolve(io.cwd, file), ...(conditions ? { conditions: [...conditions] } : {}) };
      writeFigure(io, evaluateFigure, {
        ...source,
        ...where,
        ...(reading ? { table: reading } : {}),
        ...evaluation,
        ...(baselines ? { baselines } : {}),
        ...calibration,
        ...measures,
        ...(measures ? { c2st: measures.samples.c2st } : {}),
        ...(path === null ? {} : { path }),
      });
    } else {
      const facts = [...readingFields(reading), ...conditionFields(conditions)];
      showEvaluation(io, checkpointText(source), file ?? `${split} split`, evaluation, facts);
      if (baselines) showBaselines(io, evaluation, baselines);
      if (measures) {
        writeText(
          io,
          `\nSamples beside the rows (${formatCounted(drawn, 'sample')}${comparedText(measures, rows.count)})`,
        );
        showSamples(io, measures);
      }
      const { coverage, pit, latentPit } = calibration ?? {};
      if (coverage) showCoverage(io, coverage);
      if (pit) showPit(io, 'columns', pit);
      if (latentPit) showPit(io, 'latents', latentPit);
      showLeastLikely(io, evaluation, file === null ? 'row of the split (from 0)' : 'row (from 0)');
      if (path !== null) writeText(io, `\nWrote ${path}`);
    }
    const summary = evaluation.logLikelihood ?? evaluation.elbo;
    return summary ? summaryExit(summary.mean) : 0;

    async function picture(target: (typeof PICTURE_FORMATS)[number]) {
      const norms =
        whole &&
        (await interruptible((signal) =>
          normsOf(runtime, open, whole, split, { noiseSeed, limit: DRAWN_ROWS, signal }),
        ));
      const { pit = null, latentPit = null, coverage = null } = calibration ?? {};
      const title = `${open.plan.name}: ${formatCounted(rows.count, 'row')} (${split}), step ${formatCount(source.checkpoint)}`;
      return evaluationPicture({ title, evaluation, baselines, pit, latentPit, coverage, norms }, given.picture, {
        format: target,
        theme,
      });
    }
  },
);

/** With a line of progress. Fitting takes some seconds. */
async function fitted(
  io: CommandIo,
  open: OpenModel,
  data: OpenData,
  logDensity: Float64Array | null,
  options: Pick<BaselineOptions, 'split' | 'noiseSeed'>,
) {
  const line = createTaskProgress(io);
  const progress: BaselineOptions['progress'] = (name, done) =>
    line.update({ done, total: BASELINES.length, what: `Fitting the baseline ${name} …` });
  try {
    return await interruptible((signal) => baselinesOf(open, data, logDensity, { ...options, signal, progress }));
  } finally {
    line.finish();
  }
}
