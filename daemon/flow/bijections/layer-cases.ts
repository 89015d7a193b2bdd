/** One line per layer and variant: the table for all layer tests. */
import type { LayerCase } from './layer-fixture.ts';

const REAL = { points: 'real', latents: 'real' } as const;
const mlp = { type: 'mlp', hidden: [16], activation: 'tanh' };
const convnet = { type: 'convnet', channels: 6, kernels: [3, 1, 3], activation: 'tanh' };
const convResnet = { type: 'conv-resnet', channels: 5, blocks: 1, activation: 'silu' };
const masked = { type: 'masked-mlp', hidden: [12, 12], activation: 'tanh' };
const even = (size: number) => Array.from({ length: size }, (_, d) => (d % 2 === 0 ? 1 : 0));
const checkerboard = Array.from({ length: 12 }, (_, i) =>
  (Math.floor(i / 6) + Math.floor((i % 6) / 2)) % 2 === 0 ? 1 : 0,
);
const channels = checkerboard.map((_, i) => (i % 2 === 0 ? 1 : 0));
const natural = [0, 1, 2, 3, 4];
const mixed = [3, 0, 4, 1, 2];

function layer(
  type: string,
  keys: LayerCase['keys'],
  shape: LayerCase['shape'],
  context = 0,
  rest: Partial<LayerCase> = {},
): LayerCase {
  return { type, keys, shape, context, ...REAL, identityAtStart: true, ...rest };
}

const coupling = (type: string, size: number, keys: object = {}) =>
  layer(type, { mask: even(size), conditioner: mlp, ...keys }, [size]);
/** [height, width, channels] = [2, 3, 2], or as said. */
const image = (type: string, mask: readonly number[], keys: object = {}, context = 0) =>
  layer(type, { mask, conditioner: convnet, ...keys }, [2, 3, 2], context);
const activations = ['relu', 'elu', 'gelu', 'silu', 'leaky-relu'];
const shifted = { identityAtStart: false };
const angles = (bound: number) => ({ points: [-bound, bound], latents: [-bound, bound] }) as const;

export const LAYER_CASES: readonly LayerCase[] = [
  coupling('affine-coupling', 2),
  coupling('affine-coupling', 5),
  coupling('affine-coupling', 5, { mask: [0, 0, 1, 1, 1] }),
  { ...coupling('affine-coupling', 4, { scale: 'sigmoid' }), ...shifted },
  { ...coupling('affine-coupling', 4, { scaleBound: 0.5 }), context: 3 },
  ...activations.map((activation) =>
    coupling('affine-coupling', 3, { conditioner: { type: 'mlp', hidden: [8, 8], activation } }),
  ),
  coupling('affine-coupling', 3, { conditioner: { type: 'mlp', hidden: [] } }),
  {
    ...coupling('affine-coupling', 4, { conditioner: { type: 'resnet', hidden: 8, blocks: 2, activation: 'silu' } }),
    context: 2,
  },
  layer('affine-coupling', { mask: [1, 1, 0, 0, 0, 0, 1, 1], conditioner: mlp }, [2, 2, 2]),
  coupling('additive-coupling', 5),
  { ...coupling('additive-coupling', 2), context: 2 },
  coupling('spline-coupling', 2),
  coupling('spline-coupling', 5, { bins: 4, bound: 2 }),
  { ...coupling('spline-coupling', 3, { minWidth: 0.01, minHeight: 0.01, minDerivative: 0.01 }), context: 2 },
  { ...coupling('spline-coupling', 4, { tails: 'circular', bound: Math.PI }), ...angles(Math.PI) },
  layer('spline', {}, [1]),
  layer('spline', { bins: 4, bound: 2 }, [3]),
  { ...layer('spline', { tails: 'circular', bound: Math.PI }, [2]), ...angles(Math.PI) },
  layer('spline', { bins: 3 }, [2, 3, 2]),
  { ...coupling('mixture-cdf-coupling', 2, { components: 2 }), ...shifted },
  { ...coupling('mixture-cdf-coupling', 3, { components: 1 }), context: 2 },
  image('affine-coupling', checkerboard),
  image('affine-coupling', channels, {}, 2),
  image(
    'affine-coupling',
    channels.map((entry) => 1 - entry),
    { conditioner: convResnet },
    1,
  ),
  image('additive-coupling', checkerboard, { conditioner: convResnet }),
  image('spline-coupling', checkerboard, { bins: 3 }),
  { ...image('spline-coupling', channels, { bins: 3, tails: 'circular' }), ...angles(3) },
  { ...image('mixture-cdf-coupling', checkerboard, { components: 2 }), ...shifted },
  layer('affine-autoregressive', { order: natural, conditioner: masked }, [5]),
  layer('affine-autoregressive', { order: natural.toReversed(), conditioner: masked }, [5], 2),
  layer(
    'affine-autoregressive',
    { order: mixed, conditioner: { type: 'masked-mlp', hidden: [6], activation: 'silu' } },
    [5],
  ),
  layer('affine-autoregressive', { order: [0], conditioner: masked }, [1]),
  layer('affine-autoregressive', { order: mixed, conditioner: masked, scale: 'sigmoid' }, [5], 0, shifted),
  layer('permutation', { order: mixed }, [5], 0, shifted),
  layer('linear', { kind: 'lu' }, [5]),
  layer('linear', { kind: 'lu', bias: false }, [3]),
  layer('linear', {}, [1]),
  layer('actnorm', {}, [4]),
  layer('actnorm', {}, [2, 3, 2]),
  layer('affine', {}, [3]),
  layer('affine', { scale: [2, -0.5, 3], shift: [0, 1, -1] }, [3], 0, shifted),
  layer('affine', { trainable: false, scale: -4, shift: 0.25 }, [2, 2, 1], 0, shifted),
  layer('logit', {}, [3], 0, { ...shifted, points: [0, 1] }),
  layer('logit', { alpha: 0 }, [2], 0, { ...shifted, points: [0.001, 0.999], edges: { forward: [0, 1, 1e-300] } }),
  layer('logit', { alpha: 1e-6 }, [2, 2, 1], 0, { ...shifted, points: [0, 1] }),
  layer('sigmoid', {}, [3], 0, { ...shifted, latents: [0.001, 0.999], edges: { inverse: [0, 1, 1e-300] } }),
  layer('flatten', {}, [2, 3, 2], 0, shifted),
  layer('squeeze', {}, [2, 4, 2], 0, shifted),
  layer('squeeze', { factor: 3 }, [3, 3, 1], 0, shifted),
  layer('conv1x1', {}, [2, 1, 3], 0, shifted),
  layer('conv1x1', { kind: 'plain' }, [1, 2, 4], 0, shifted),
  layer('split', {}, [5]),
  layer('split', { conditioner: mlp }, [2, 2, 3], 2),
  layer('split', {}, [2, 3, 3], 1),
  layer('split', { prior: 'standard' }, [4]),
  layer('planar', {}, [1]),
  layer('planar', {}, [4]),
  layer('planar', {}, [3], 2),
  layer('radial', {}, [1]),
  layer('radial', {}, [4]),
  layer('radial', {}, [3], 2),
  layer('conditional-normal', { conditioner: mlp }, [1, 3, 1], 2),
  layer('full-normal', {}, [2, 1, 2]),
];

export function caseName({ type, keys, shape, context }: LayerCase): string {
  return `${type} [${shape}]${context > 0 ? ` context ${context}` : ''} ${JSON.stringify(keys)}`;
}
