/** How well each measure agrees with the NLL lost without a layer, by rank. */
import { layerOfType } from '../../../daemon/flow/bijections/registry.ts';
import { randomStream } from '../../../daemon/random/random-stream.ts';
import { meanOf } from '../quality/figures.ts';
import { MEASURE_NAMES, type MeasureName } from './measures.ts';
import { bootstrapInterval, median, spearman } from './rank-correlation.ts';
import type { StudiedFlow, StudiedLayer } from './study.ts';

export interface Agreement {
  readonly measure: MeasureName;
  /** ρ over all layers of all flows. */
  readonly pooled: number;
  /** 95 % of pooled ρ, over flows drawn with replacement. */
  readonly interval: readonly [number, number];
  /** Pooled ρ if the measure is of one trained flow, not the mean over the seeds: mean over the seeds. */
  readonly oneModel: number;
  /** Pooled ρ over the layers with a network. */
  readonly networks: number;
  /** Median over the flows of the ρ within each. */
  readonly perFlow: number;
}

const BOOTSTRAP = 1000;
/** Values that differ by less are equal, nats: float32 rounds sums over the rows at about this. */
const EQUAL = 1e-6;
const HALVES = 200;

/** Mean over the seeds, nats. */
export const lostOf = ({ lost }: StudiedLayer): number => meanOf(lost);

/** Mean over the trained flows. */
export function measureOf({ measures }: StudiedLayer, name: MeasureName): number {
  return settled(meanOf(measures.map((own) => own[name])));
}

export function agreements(flows: readonly StudiedFlow[]): readonly Agreement[] {
  return MEASURE_NAMES.map((measure) => {
    const value = (layer: StudiedLayer) => measureOf(layer, measure);
    const seeds = flows[0]!.nlls.keys();
    return {
      measure,
      pooled: pooled(flows, value),
      interval: bootstrapInterval(flows, (drawn) => pooled(drawn, value), BOOTSTRAP),
      oneModel: meanOf([...seeds].map((s) => pooled(flows, ({ measures }) => settled(measures[s]![measure])))),
      networks: pooled(withNetworks(flows), value),
      perFlow: median(perFlow(flows, value)),
    };
  });
}

/** ρ of a value of all layers with the NLL lost without them. */
export function pooled(flows: readonly StudiedFlow[], value: (layer: StudiedLayer) => number): number {
  const layers = flows.flatMap((flow) => flow.layers);
  return spearman(layers.map(value), layers.map(lostOf));
}

/** Flows that lose the same without any of their layers, because what stays is the same flow: no order within them. */
export function isUniform({ layers }: StudiedFlow): boolean {
  return layers.every((layer) => lostOf(layer) === lostOf(layers[0]!));
}

/** ρ within each flow that has an order; 0 for a measure that is the same for all of its layers. */
export function perFlow(flows: readonly StudiedFlow[], value: (layer: StudiedLayer) => number): readonly number[] {
  return flows
    .filter((flow) => !isUniform(flow))
    .map(({ layers }) => spearman(layers.map(value), layers.map(lostOf)) || 0);
}

/** Mean pooled ρ, in one half of the flows, of the measure that is best in the other half: what choosing it is worth. */
export function chosenInHalves(flows: readonly StudiedFlow[], among: readonly MeasureName[]): number {
  const random = randomStream(0, 'halves');
  const found = Array.from({ length: HALVES }, () => {
    const order = random.permutation(flows.length);
    const half = (start: number, end: number) => [...order.subarray(start, end)].map((i) => flows[i]!);
    const middle = Math.floor(flows.length / 2);
    const [one, other] = [half(0, middle), half(middle, flows.length)];
    const rho = (own: readonly StudiedFlow[], name: MeasureName) => pooled(own, (layer) => measureOf(layer, name));
    const best = among.reduce((a, b) => (rho(one, b) > rho(one, a) ? b : a));
    return rho(other, best);
  });
  return meanOf(found);
}

function withNetworks(flows: readonly StudiedFlow[]): readonly StudiedFlow[] {
  return flows.map((flow) => ({
    ...flow,
    layers: flow.layers.filter(({ type }) => layerOfType(type).conditioner !== undefined),
  }));
}

function settled(value: number): number {
  return Math.round(value / EQUAL) * EQUAL;
}
