/** Specs of the maximum size. */

export const many = (layer: string, times: number) => Array.from({ length: times }, () => layer).join(',');
export const spec = (dimension: number, layers: string) =>
  `{"data":{"source":"csv","path":"x.csv","shape":[${dimension}],"contextSize":0},"layers":[${layers}]}`;
/** A flow as the prior of a VAE with as many latents. */
export const prior = (latent: number, layers: string) =>
  `{"model":"vae","data":{"source":"two-moons"},"latent":${latent},"encoder":{"type":"mlp"},"decoder":{"type":"mlp"},"prior":{"layers":[${layers}]}}`;
export const repeat = (times: number, layers: string) => `{"type":"repeat","times":${times},"layers":[${layers}]}`;
export const coupling = '{"type":"affine-coupling"}';
const nested = Array.from({ length: 16 }, (_, depth) => (depth < 12 ? 2 : 1)).reduce(
  (inside, times) => repeat(times, inside),
  '{"type":"actnorm"}',
);
const scales = Array.from({ length: 15 }).reduce<string>(
  (inside) => `{"type":"multi-scale","levels":8,"layers":[${inside}]}`,
  '{"type":"actnorm"}',
);
const nothing = Array.from({ length: 15 }).reduce<string>((inside) => repeat(1000, inside), '');

export const LARGE: Readonly<Record<string, string>> = {
  '1000 couplings on 784 dimensions': spec(784, repeat(1000, coupling)),
  '4000 couplings on 784 dimensions': spec(784, many(repeat(1000, coupling), 4)),
  '4095 layers of three kinds': spec(64, many(repeat(455, `${coupling},{"type":"actnorm"},{"type":"linear"}`), 3)),
  'repeats 16 deep': spec(64, nested),
  'multi-scale 15 deep': spec(64, scales),
  'repeats of nothing, 1000^15 times': spec(64, nothing),
  '1000 random orders of 784 dimensions': spec(
    784,
    repeat(1000, `{"type":"permutation","order":"random"},${coupling}`),
  ),
  '4096 couplings written out': spec(784, many(coupling, 4096)),
  '4096 couplings written out in a prior': prior(64, many(coupling, 4096)),
  '4000 couplings in a prior': prior(64, many(repeat(1000, coupling), 4)),
  '20000 dimensions': spec(20_000, repeat(400, coupling)),
  '4 MiB of brackets': '[{"a": ['.repeat(500_000),
};
