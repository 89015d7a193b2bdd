/** Layers with every form of Jacobian, in any dimension; those above 256 dimensions are verified on a subspace. */
const net = { type: 'mlp', hidden: [8] };

export const WIDE_LAYERS: readonly object[] = [
  { type: 'affine-coupling', mask: 'even', conditioner: net },
  { type: 'permutation', order: 'random' },
  { type: 'spline-coupling', conditioner: net, bins: 3 },
  { type: 'inverse', layers: [{ type: 'additive-coupling', conditioner: net }] },
  { type: 'affine' },
  { type: 'linear' },
];
