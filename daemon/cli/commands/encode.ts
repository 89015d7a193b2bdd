import { latentsFigure } from '../../../protocol/figures/latents.ts';
import { writeNpz } from '../../data/formats/npz.ts';
import { writeCsv } from '../../encoding/write-csv.ts';
import { writeNpy } from '../../encoding/write-npy.ts';
import { checkpointText } from '../../format/checkpoint-text.ts';
import { conditionFields } from '../../format/condition-text.ts';
import { withErrorField } from '../../format/error-text.ts';
import { leftOutField } from '../../format/left-out-text.ts';
import { formatEstimate } from '../../format/numbers.ts';
import { effectiveText } from '../../format/reading-text.ts';
import { type OpenModel, sourceOf } from '../../inspection/opened/open-flow.ts';
import { type Encoded, encodeRows } from '../../inspection/points/encode-rows.ts';
import { effectiveSampleSize } from '../../statistics/mean-and-error.ts';
import { type Estimate, estimateOver } from '../../statistics/row-summary.ts';
import { defineFigureCommand, writeFigure } from '../define-figure-command.ts';
import { interruptible } from '../interrupt.ts';
import { openRows } from '../open-run.ts';
import { formatOf, writeOutput } from '../output-option.ts';
import { writeText } from '../print.ts';
import { showFields } from '../show.ts';
import { usageError } from '../usage-error.ts';

const FORMATS = ['npy', 'csv', 'npz'] as const;

export const run = defineFigureCommand(
  latentsFigure,
  {
    usage: ['encode RUN [--split S | --data F [--context-file F]] -o F'],
    notes: [
      'logq is log q(x) in nats, for the density in data units. For a VAE, elbo is one draw of its lower bound. A BiGAN has no likelihood, so there is neither.',
    ],
    examples: ['flowscope encode latest --split test -o latents.npz'],
  },
  async (given, args, io) => {
    const { output: target } = given;
    if (target === null) throw usageError('encode needs an output file: -o F.npy, F.csv or F.npz');
    const format = formatOf(target, FORMATS);
    const { open, data, rows, conditions, runtime, output } = await openRows(latentsFigure, given, args, io);
    const prepared = data.transform.prepare(rows);
    // The same dequantization noise as in `evaluate`, so that both give the same numbers.
    const noiseSeed = open.plan.training.seed;
    const encoded = await interruptible((signal) => encodeRows(runtime, open, data, prepared, { noiseSeed, signal }));
    const width = encoded.latents.length / Math.max(1, encoded.count);
    const likelihood = likelihoodOf(open, encoded, rows.weights);
    const effectiveSize = rows.weights && effectiveSampleSize(rows.weights);
    const path = await writeOutput(output!, fileOf(format, encoded, width, likelihood?.key ?? null));
    if (args.json) {
      writeFigure(io, latentsFigure, {
        ...sourceOf(open),
        n: encoded.count,
        ...(effectiveSize === undefined ? {} : { effectiveSampleSize: effectiveSize }),
        shape: [encoded.count, width],
        path,
        format,
        ...(likelihood === null
          ? { logLikelihood: null }
          : { [likelihood.key === 'elbo' ? 'elbo' : 'logLikelihood']: { ...likelihood.estimate, unit: 'nats' } }),
        ...(conditions ? { conditions: [...conditions] } : {}),
      });
      return 0;
    }
    showFields(
      io,
      withErrorField([
        ['checkpoint', checkpointText(sourceOf(open))],
        ['rows', `${encoded.count}${effectiveText(effectiveSize)}`],
        ...conditionFields(conditions),
        ...likelihoodFields(likelihood, encoded.count),
      ]),
    );
    writeText(io, `Wrote ${path}`);
    return 0;
  },
);

interface Likelihood {
  /** What it is called in files. */
  readonly key: 'logq' | 'elbo';
  readonly estimate: Estimate;
}

/** null: the model has none. */
function likelihoodOf(
  { model }: Pick<OpenModel, 'model'>,
  { logProb, hasLikelihood }: Encoded,
  weights: Float64Array | undefined,
): Likelihood | null {
  if (!hasLikelihood) return null;
  return { key: model.bound ? 'elbo' : 'logq', estimate: estimateOver(logProb, weights) };
}

function likelihoodFields(likelihood: Likelihood | null, n: number): readonly (readonly [string, string])[] {
  if (likelihood === null) return [];
  const { mean, se, notFinite } = likelihood.estimate;
  const [name, after] = likelihood.key === 'elbo' ? ['ELBO', ', a lower bound of log q'] : ['log q', ''];
  return [[name, `${formatEstimate(mean, se)} nats${after}`], ...leftOutField(notFinite, n)];
}

function fileOf(
  format: (typeof FORMATS)[number],
  { latents, logProb, count }: Encoded,
  width: number,
  key: Likelihood['key'] | null,
): Uint8Array | string {
  const z = { values: latents, shape: [count, width] };
  if (format === 'npy') return writeNpy(z.values, z.shape);
  const own = key === null ? null : { key, values: logProb };
  if (format === 'npz') return writeNpz({ z, ...(own && { [own.key]: { values: own.values, shape: [count] } }) });
  const names = [...Array.from({ length: width }, (_, i) => `z${i}`), ...(own ? [own.key] : [])];
  const table = new Float64Array(count * names.length);
  for (let row = 0; row < count; row++) {
    table.set(latents.subarray(row * width, (row + 1) * width), row * names.length);
    if (own) table[row * names.length + width] = own.values[row]!;
  }
  return writeCsv(names, table);
}
