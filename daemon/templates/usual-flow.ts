/** A flow of usual size, whose training steps are timed where nobody names another model. */
export const USUAL_FLOW = {
  /** What a step is. */
  name: '8 affine couplings with networks of 128 × 128, 512 rows of 2 columns',
  spec: {
    data: { source: 'two-moons', samples: 4096 },
    conditioners: { net: { type: 'mlp', hidden: [128, 128] } },
    layers: [{ type: 'repeat', times: 8, layers: [{ type: 'affine-coupling', conditioner: 'net' }] }],
    training: { batchSize: 512 },
  },
} as const;
