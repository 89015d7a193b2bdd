/** Encodes a row's context with condition images for the networks of a flow. One encoder serves all of them. */
import { add, broadcastTo, mean, mul, reshape, sub } from '../../tensor/ops/arithmetic.ts';
import { concat, split } from '../../tensor/ops/concat-split.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { layerOfType } from '../bijections/registry.ts';
import { buildConditioner, conditionerKind } from '../conditioners/build-conditioner.ts';
import { mapKey } from '../conditioners/context.ts';
import { convolution, convolutionParameters } from '../conditioners/convolution.ts';
import type { EncodedContext, ParameterSpec, Scope, Site } from '../definition.ts';
import { flattenPlan } from '../flatten-plan.ts';
import type { FlowPlan, PlanContext } from '../plan.ts';
import { blockMeans, type Resolution, resized, squeezed } from './maps.ts';

/** Sizes of the context at a layer. */
export type ContextSizes = Pick<Site, 'contextSize' | 'pixelContext'>;

export interface ContextEncoder {
  readonly parameters: readonly ParameterSpec[];
  readonly sizes: ContextSizes;
  /** @param context [B, C], as in the rows @param scope of the encoder's own parameters */
  encode(context: Tensor, scope: Pick<Scope, 'parameter' | 'noise'>): EncodedContext;
}

/** Vector networks get features of this many rows and columns. */
const POOLED = 4;

/** null: the plan has no condition images, and its networks read the unencoded context. */
export function buildContextEncoder(plan: FlowPlan): ContextEncoder | null {
  const { context, contextEncoder } = plan;
  if (!context?.images || contextEncoder === undefined) return null;
  const features = channelsOf(contextEncoder);
  const vectorSize = context.size - context.images.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const whole = resolutionOf(plan.inputShape);
  const [finest = whole, ...coarser] = resolutions(plan);
  const blocks = (whole.height / finest.height) * (whole.width / finest.width);
  const inputs = blocks * context.images.reduce((sum, { shape }) => sum + shape[2]!, 0);
  const network = buildConditioner(contextEncoder, {
    inputSize: inputs,
    contextSize: 0,
    outputSize: features,
    image: finest,
  });
  const levels = coarser.map((level, i) => {
    const above = i === 0 ? finest : coarser[i - 1]!;
    const own = (above.height / level.height) * (above.width / level.width) * features;
    return { level, name: `level${mapKey(level)}`, inputs: own };
  });
  const point = { kernel: 1, outputs: features, start: 'hidden' } as const;
  const pixels = finest.height * finest.width;
  const pooled = { height: Math.min(POOLED, finest.height), width: Math.min(POOLED, finest.width) };
  return {
    parameters: [
      ...convolutionParameters({ ...point, name: 'input', inputs, pixels }),
      ...network.parameters,
      ...convolutionParameters({ ...point, name: 'whole', inputs: features, pixels: 1 }),
      ...levels.flatMap(({ name, inputs: own, level: { height, width } }) =>
        convolutionParameters({ ...point, name, inputs: own, pixels: height * width }),
      ),
    ],
    sizes: {
      contextSize: vectorSize + pooled.height * pooled.width * features,
      pixelContext: vectorSize + features,
    },
    encode(value, { parameter, noise }) {
      const scope: Scope = { parameter, noise, context: null };
      const { vector, images } = partsOf(value, context, vectorSize);
      const all = concat(
        images.map((image) => squeezed(resized(image, whole), finest)),
        3,
      );
      const local = add(convolution('input', all, scope), network.apply(all, scope));
      let map = add(local, convolution('whole', mean(local, [1, 2], true), scope));
      const withVector = (own: Tensor) => (vector === null ? own : concat([spread(vector, own), own], 3));
      const maps = new Map([[mapKey(finest), withVector(map)]]);
      const coarse = resized(map, pooled);
      const flat = reshape(coarse, [value.shape[0]!, sizeOf(coarse.shape.slice(1))]);
      for (const { level, name } of levels) {
        const blocksOf = squeezed(map, level);
        map = add(blockMeans(blocksOf, features), convolution(name, blocksOf, scope));
        maps.set(mapKey(level), withVector(map));
      }
      return { vector: vector === null ? flat : concat([vector, flat], 1), maps };
    },
  };
}

/** The channels of the encoder's network are also those of its maps. */
function channelsOf(config: FlowPlan['contextEncoder']): number {
  if (config && 'channels' in config && typeof config.channels === 'number') return config.channels;
  throw new Error('the context encoder has no channels');
}

/** Resolutions at which image networks work, finest first; each divides the previous one. */
function resolutions(plan: FlowPlan): Resolution[] {
  const found = new Map<string, Resolution>();
  for (const { layer } of flattenPlan(plan)) {
    const network = networkOf(layer);
    if (network === null || layer.inputShape.length !== 3 || conditionerKind(network) !== 'image') continue;
    const own = resolutionOf(layer.inputShape);
    found.set(mapKey(own), own);
  }
  return [...found.values()].sort((a, b) => b.height * b.width - a.height * a.width);
}

function networkOf({ type, config }: { readonly type: string; readonly config: object }): object | null {
  if (layerOfType(type).conditioner === undefined || !('conditioner' in config)) return null;
  return typeof config.conditioner === 'object' ? config.conditioner : null;
}

function resolutionOf([height, width = 1]: readonly number[]): Resolution {
  return { height: height!, width };
}

/** The vector, if there is one, and the images with values around 0, [B, height, width, channels]. */
function partsOf(value: Tensor, { images = [] }: PlanContext, vectorSize: number) {
  const sizes = images.map(({ shape }) => sizeOf(shape));
  const parts = split(value, vectorSize === 0 ? sizes : [vectorSize, ...sizes], 1);
  const vector = vectorSize === 0 ? null : parts[0]!;
  const pixels = vectorSize === 0 ? parts : parts.slice(1);
  return {
    vector,
    images: pixels.map((part, i) => centered(reshape(part, [value.shape[0]!, ...images[i]!.shape]))),
  };
}

/** From [0, 1] to [−1, 1]. */
function centered(x: Tensor): Tensor {
  return mul(sub(x, scalar(0.5)), scalar(2));
}

/** A vector at every pixel of a map. */
function spread(vector: Tensor, map: Tensor): Tensor {
  const [batch, size] = vector.shape as readonly [number, number];
  return broadcastTo(reshape(vector, [batch, 1, 1, size]), [...map.shape.slice(0, 3), size]);
}
