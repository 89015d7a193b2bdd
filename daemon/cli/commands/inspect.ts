import { layersFigure } from '../../../protocol/figures/layers.ts';
import { checkpointText } from '../../format/checkpoint-text.ts';
import { findingPlace, findingText } from '../../format/finding-text.ts';
import { layerLabel } from '../../format/layer-label.ts';
import { leftOutField } from '../../format/left-out-text.ts';
import { formatCount, formatError, formatNats } from '../../format/numbers.ts';
import { createStyle } from '../../format/style.ts';
import { formatWaterfall } from '../../format/waterfall.ts';
import { inspectLayers, type LayerInspection } from '../../inspection/layers/inspect-layers.ts';
import { sourceOf } from '../../inspection/opened/open-flow.ts';
import { layerFindings } from '../../statistics/layer-findings.ts';
import type { CommandIo } from '../command-io.ts';
import { defineFigureCommand, summaryExit, writeFigure } from '../define-figure-command.ts';
import { interruptible } from '../interrupt.ts';
import { openRunAll } from '../open-run.ts';
import { writeNote, writeText } from '../print.ts';
import { showFields } from '../show.ts';
import { usageError } from '../usage-error.ts';

export const run = defineFigureCommand(
  layersFigure,
  {
    usage: ['inspect RUN [--split S] [-n N]'],
    notes: [
      'mean is the mean of the layer’s log|det| over the rows (nats, data → latent). log π(z) plus all the means is the mean log q(x).',
      'cut NLL is the NLL of a flow that ends after the layer, in a fitted Gaussian. gain is how much the layer lowers it.',
    ],
    examples: ['flowscope inspect latest', 'flowscope inspect latest --split test -n 1000 --json'],
  },
  async (given, args, io) => {
    const { split, n: limit } = given;
    const { open, data, runtime } = await openRunAll(layersFigure, args, io);
    const rows = data.split(split);
    if (rows.count === 0) throw usageError(`the ${split} split of this run has no rows`);
    const noiseSeed = open.plan.training.seed;
    const inspection = await interruptible((signal) =>
      inspectLayers(runtime, open, data, rows, { limit, noiseSeed, signal }),
    );
    if (!inspection.sumOk) {
      writeNote(
        io,
        `The sum of the terms differs from log q(x) by up to ${formatError(inspection.sumError)} nats, more than float32 rounding explains.`,
      );
    }
    const source = sourceOf(open);
    if (args.json) writeFigure(io, layersFigure, { ...source, split, ...inspection });
    else show(io, checkpointText(source), split, inspection);
    return summaryExit(inspection.total.mean);
  },
);

function show(io: CommandIo, checkpoint: string, split: string, inspection: LayerInspection): void {
  const { n, gaussianNll, covariance, base, layers, total, sumError } = inspection;
  showFields(io, [
    ['checkpoint', checkpoint],
    ['rows', `${formatCount(n)} (${split} split)`],
    ...leftOutField(total.notFinite, n, { summary: 'everything below' }),
    [
      'Gaussian NLL',
      Number.isFinite(gaussianNll)
        ? `${formatNats(gaussianNll)} nats (${covariance} covariance, fitted to the same rows)`
        : 'n/a (these rows have zero variance in some direction, so no Gaussian can be fitted)',
    ],
  ]);
  const rows = layers.map(({ mean, std, cutNll, gain, ...layer }) => ({
    label: layerLabel(layer),
    mean,
    std,
    cutNll,
    gain,
  }));
  const width = 'columns' in io.stdout && typeof io.stdout.columns === 'number' ? { maxWidth: io.stdout.columns } : {};
  writeText(io, `\n${formatWaterfall({ base, rows, total }, { style: createStyle(io.color), ...width })}\n`);
  const worst = layers.reduce((a, b) => (b.roundTripError > a.roundTripError ? b : a), layers[0]!);
  showFields(io, [
    ['largest error of the sum', `${formatError(sumError)} nats`],
    ...(worst === undefined
      ? []
      : [['largest round-trip error', `${formatError(worst.roundTripError)} (layer ${worst.index})`] as const]),
  ]);
  const findings = layerFindings(layers, inspection);
  if (findings.length > 0) writeText(io, '\n');
  for (const finding of findings) {
    const { text, advice } = findingText(finding);
    writeText(io, `${findingPlace(finding)}: ${text}\n  ${advice}\n`);
  }
}
