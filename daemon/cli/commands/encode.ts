import { latentsFigure } from '../../../protocol/figures/latents.ts';
import { writeNpz } from '../../data/formats/npz.ts';
import { writeCsv } from '../../encoding/write-csv.ts';
import { writeNpy } from '../../encoding/write-npy.ts';
import { checkpointText } from '../../format/checkpoint-text.ts';
import { conditionFields } from '../../format/condition-text.ts';
import { leftOutField } from '../../format/left-out-text.ts';
import { formatEstimate } from '../../format/numbers.ts';
import { sourceOf } from '../../inspection/opened/open-flow.ts';
import { type Encoded, encodeRows } from '../../inspection/points/encode-rows.ts';
import { estimateOver } from '../../statistics/row-summary.ts';
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
      'logq is log q(x) in nats, for the density in data units: of a VAE the ELBO of one draw, a lower bound. A BiGAN has no likelihood, so there is no logq.',
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
    const hasLikelihood = open.model.logDensity !== null;
    const path = await writeOutput(output!, fileOf(format, encoded, width, hasLikelihood));
    const logLikelihood = hasLikelihood ? estimateOver(encoded.logProb) : null;
    const isBound = open.model.lowerBound ?? false;
    if (args.json) {
      writeFigure(io, latentsFigure, {
        ...sourceOf(open),
        n: encoded.count,
        shape: [encoded.count, width],
        path,
        format,
        logLikelihood: logLikelihood && { ...logLikelihood, unit: 'nats' },
        ...(isBound ? { lowerBound: true } : {}),
        ...(conditions ? { conditions: [...conditions] } : {}),
      });
      return 0;
    }
    showFields(io, [
      ['checkpoint', checkpointText(sourceOf(open))],
      ['rows', String(encoded.count)],
      ...conditionFields(conditions),
      ...(logLikelihood === null
        ? [['log q', 'none: the model has no likelihood'] as const]
        : [
            [
              open.model.bound ? 'ELBO' : 'log q',
              `${formatEstimate(logLikelihood.mean, logLikelihood.se)} nats${isBound ? ', a lower bound' : ''}`,
            ] as const,
            ...leftOutField(logLikelihood.notFinite, encoded.count),
          ]),
    ]);
    writeText(io, `Wrote ${path}`);
    return 0;
  },
);

function fileOf(
  format: (typeof FORMATS)[number],
  { latents, logProb, count }: Encoded,
  width: number,
  hasLikelihood: boolean,
): Uint8Array | string {
  const z = { values: latents, shape: [count, width] };
  const logq = hasLikelihood ? { logq: { values: logProb, shape: [count] } } : {};
  if (format === 'npy') return writeNpy(z.values, z.shape);
  if (format === 'npz') return writeNpz({ z, ...logq });
  const names = [...Array.from({ length: width }, (_, i) => `z${i}`), ...Object.keys(logq)];
  const columns = names.length;
  const table = new Float64Array(count * columns);
  for (let row = 0; row < count; row++) {
    table.set(latents.subarray(row * width, (row + 1) * width), row * columns);
    if (hasLikelihood) table[row * columns + width] = logProb[row]!;
  }
  return writeCsv(names, table);
}
