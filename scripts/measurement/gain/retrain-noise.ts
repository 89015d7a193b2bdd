/** How much training again with another seed changes, and what that leaves for a measure to explain. */
import { meanAndError } from '../../../daemon/statistics/mean-and-error.ts';
import { meanOf } from '../quality/figures.ts';
import { isUniform } from './agreement.ts';
import { median, noiseCeiling, spearman } from './rank-correlation.ts';
import type { StudiedFlow, StudiedLayer } from './study.ts';

export interface RetrainNoise {
  /** Standard deviation of the NLL of the same flow over the seeds, nats: median over the flows. */
  readonly flow: number;
  /** Standard error of the mean NLL lost without a layer, nats: median over the layers. */
  readonly lost: number;
  /** Median over the layers of |NLL lost|, nats. */
  readonly size: number;
  /** Share of the layers whose NLL lost is more than two standard errors from 0. */
  readonly certain: number;
  /** The pooled ρ of a perfect measure. */
  readonly ceiling: number;
  /** The ρ of a perfect measure within a flow: median over the flows that have an order. */
  readonly ceilingPerFlow: number;
}

export function retrainNoise(flows: readonly StudiedFlow[]): RetrainNoise {
  const seeds = flows[0]!.nlls.length;
  const layers = flows.flatMap((flow) => flow.layers);
  const losses = layers.map(({ lost }) => meanAndError(lost));
  return {
    flow: median(flows.map(({ nlls }) => meanAndError(nlls).se * Math.sqrt(seeds))),
    lost: median(losses.map(({ se }) => se)),
    size: median(losses.map(({ mean }) => Math.abs(mean))),
    certain: losses.filter(({ mean, se }) => Math.abs(mean) > 2 * se).length / losses.length,
    ceiling: ceilingOf(layers, seeds),
    ceilingPerFlow: median(flows.filter((flow) => !isUniform(flow)).map((flow) => ceilingOf(flow.layers, seeds))),
  };
}

function ceilingOf(layers: readonly StudiedLayer[], seeds: number): number {
  const truth = (chosen: readonly number[]) => layers.map(({ lost }) => meanOf(chosen.map((s) => lost[s]!)));
  return noiseCeiling(seeds, (one, other) => spearman(truth(one), truth(other)) || 0);
}
