/** A flow of the plane with every kind of nesting: loops with a left-over turn, nested loops, and inverted layers. */
const net = { type: 'mlp', hidden: [12], activation: 'tanh' };

export const MIXED = {
  data: { source: 'two-moons', samples: 3000, evaluationSamples: 1500, standardize: true },
  layers: [
    {
      type: 'repeat',
      times: 5,
      layers: [
        { type: 'affine-coupling', mask: 'alternate', conditioner: net },
        { type: 'repeat', times: 2, layers: [{ type: 'actnorm' }, { type: 'linear' }] },
      ],
    },
    {
      type: 'inverse',
      layers: [
        { type: 'repeat', times: 3, layers: [{ type: 'spline-coupling', conditioner: net, bins: 4, bound: 1 }] },
        { type: 'affine' },
      ],
    },
    { type: 'permutation' },
    { type: 'affine-autoregressive', conditioner: { type: 'masked-mlp', hidden: [12] } },
  ],
};
