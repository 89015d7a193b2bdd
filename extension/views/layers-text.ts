import { checkpointText } from '../../daemon/cli/terminal/checkpoint-text.ts';
import { formatCount, formatError, formatNats } from '../../daemon/cli/terminal/numbers.ts';
import { formatWaterfall } from '../../daemon/cli/terminal/waterfall.ts';
import { inspectLayers } from '../../protocol/rpc/inspect-methods.ts';
import { fields, page } from './text-layout.ts';
import type { ViewSource } from './view-source.ts';

/** log π(z) + Σ log|det| = log q(x), layer by layer, over held-out rows. */
export async function layersText({ link, run, checkpoint, panel }: ViewSource): Promise<string> {
  const result = await link.request(inspectLayers, { run: run.runDir, checkpoint, panel });
  const rows = result.layers.map(({ index, type, turn, mean, std, cutNll, gain }) => ({
    label: `${(index < 0 ? '' : String(index)).padStart(4)}  ${type}${turn.length > 0 ? ` [${turn.join()}]` : ''}`,
    mean: mean ?? Number.NaN,
    std: std ?? Number.NaN,
    cutNll,
    gain,
  }));
  const spread = ({ mean, std }: { mean: number | null; std: number | null }) => ({
    mean: mean ?? Number.NaN,
    std: std ?? Number.NaN,
  });
  const worst = result.layers.reduce<(typeof result.layers)[number] | null>(
    (a, b) => (a === null || (b.roundTripError ?? 0) > (a.roundTripError ?? 0) ? b : a),
    null,
  );
  return page(
    `${run.name}: layers`,
    fields([
      ['run', run.id],
      ['checkpoint', checkpointText(result)],
      ['rows', `${formatCount(result.n)} (${result.split} split)`],
      [
        'Gaussian NLL',
        `${formatNats(result.gaussianNll ?? Number.NaN)} nats (${result.covariance} covariance, fitted to the same rows)`,
      ],
    ]),
    formatWaterfall({ base: spread(result.base), rows, total: spread(result.total) }),
    fields([
      ['sum', result.sumOk ? 'the terms add up to log q(x) in every row' : 'the terms miss log q(x)'],
      ['largest error of a sum', `${formatError(result.sumError ?? Number.NaN)} nats`],
      ...(worst === null
        ? []
        : [
            [
              'largest round-trip error',
              `${formatError(worst.roundTripError ?? Number.NaN)} (layer ${worst.index})`,
            ] as const,
          ]),
    ]),
    'mean     average of the layer’s log|det| over the rows (nats, data → latent)\n' +
      'cut NLL  what the NLL would be if the flow ended behind the layer in a fitted Gaussian\n' +
      'gain     what the layer takes off it. A large log|det| is no gain: a layer may only rescale',
  );
}
