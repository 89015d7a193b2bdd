/** The flows of the study: stacks of equal layers, as most specs have them, and flows whose layers differ. */
import { tmpdir } from 'node:os';
import { asFlowPlan } from '../../../daemon/models/flow-plan.ts';
import { checkSpec } from '../../../daemon/spec/check-spec.ts';
import type { Plan } from '../../../daemon/spec/plan.ts';
import type { SpecLayer } from './removal.ts';

export interface StudyFlow {
  readonly architecture: string;
  readonly family: Family;
  readonly rows: string;
  /** As in a spec, data → latent, without `repeat`. */
  readonly layers: readonly SpecLayer[];
}

export type Family = 'couplings' | 'splines' | 'autoregressive' | 'mixed';

export const TRAINING = {
  steps: 1000,
  batchSize: 256,
  learningRate: 3e-3,
  warmup: 50,
  gradientClip: 5,
} as const;

/** Far above any loss of these runs, and a number: the default depends on the first loss. */
const LOSS_LIMIT = 1e6;

const mlp = (...hidden: number[]) => ({ type: 'mlp', hidden });
const affine = (hidden = [32, 32], scaleBound = 2): SpecLayer => ({
  ...{ type: 'affine-coupling', scaleBound },
  conditioner: mlp(...hidden),
});
const spline = (bins = 8, hidden = [32, 32]): SpecLayer => ({
  ...{ type: 'spline-coupling', bins, bound: 4 },
  conditioner: mlp(...hidden),
});
const additive = (): SpecLayer => ({ type: 'additive-coupling', conditioner: mlp(32, 32) });
const autoregressive = (...hidden: number[]): SpecLayer => ({
  ...{ type: 'affine-autoregressive', scaleBound: 2 },
  conditioner: { type: 'masked-mlp', hidden: hidden.length > 0 ? hidden : [32, 32] },
});
const actnorm: SpecLayer = { type: 'actnorm' };
const linear: SpecLayer = { type: 'linear' };
const times = (n: number, ...layers: SpecLayer[]) => Array.from({ length: n }, () => layers).flat();

interface Architecture {
  readonly name: string;
  readonly family: Family;
  readonly layers: readonly SpecLayer[];
  readonly rows: readonly string[];
}

const ARCHITECTURES: readonly Architecture[] = [
  {
    name: 'affine ×4',
    family: 'couplings',
    layers: times(4, affine()),
    rows: ['two-moons', 'checkerboard', 'sine-chain-8', 'gaussian-4'],
  },
  {
    name: 'affine, actnorm ×3',
    family: 'couplings',
    layers: times(3, affine(), actnorm),
    rows: ['eight-gaussians', 'swiss-roll', 'mixture-6', 'letters-16'],
  },
  {
    name: 'affine with permutations ×4',
    family: 'couplings',
    layers: times(4, { ...affine(), mask: 'even' }, { type: 'permutation' }),
    rows: ['eight-gaussians', 'mixture-6'],
  },
  {
    name: 'NICE',
    family: 'couplings',
    layers: [...times(4, additive()), { type: 'affine' }],
    rows: ['two-moons', 'swiss-roll', 'skewed-5'],
  },
  {
    name: 'Glow ×2',
    family: 'couplings',
    layers: times(2, actnorm, linear, affine()),
    rows: ['pinwheel', 'mixture-6', 'letters-16'],
  },
  {
    name: 'uneven widths',
    family: 'couplings',
    layers: [affine([64, 64]), affine([4]), affine([4]), affine([64, 64])],
    rows: ['swiss-roll', 'pinwheel', 'sine-chain-8', 'few-rows-6'],
  },
  {
    name: 'uneven scales',
    family: 'couplings',
    layers: [affine([32, 32], 0.1), affine(), affine([32, 32], 0.1), affine(), affine([32, 32], 0.1)],
    rows: ['two-moons', 'two-spirals', 'sine-chain-8'],
  },
  {
    name: 'spline ×3',
    family: 'splines',
    layers: times(3, spline()),
    rows: ['two-moons', 'two-spirals', 'mixture-6', 'letters-16'],
  },
  {
    name: 'uneven bins',
    family: 'splines',
    layers: [spline(2), spline(16), spline(16), spline(2)],
    rows: ['checkerboard', 'eight-gaussians', 'mixture-6'],
  },
  {
    name: 'linear, spline ×2, linear',
    family: 'splines',
    layers: [...times(2, linear, spline()), linear],
    rows: ['pinwheel', 'skewed-5', 'gaussian-4'],
  },
  {
    name: 'MAF ×3',
    family: 'autoregressive',
    layers: times(3, autoregressive()),
    rows: ['pinwheel', 'sine-chain-8', 'letters-16', 'few-rows-6'],
  },
  {
    name: 'MAF, uneven widths',
    family: 'autoregressive',
    layers: [autoregressive(8), autoregressive(64, 64), autoregressive(8), actnorm],
    rows: ['two-spirals', 'skewed-5', 'mixture-6'],
  },
  {
    name: 'MAF and splines',
    family: 'mixed',
    layers: times(2, autoregressive(), spline(6)),
    rows: ['checkerboard', 'swiss-roll', 'skewed-5'],
  },
  {
    name: 'spline, affine, additive, affine',
    family: 'mixed',
    layers: [spline(), affine(), additive(), affine()],
    rows: ['two-spirals', 'eight-gaussians', 'sine-chain-8', 'skewed-5'],
  },
];

export const STUDY_FLOWS: readonly StudyFlow[] = ARCHITECTURES.flatMap(({ name, family, layers, rows }) =>
  rows.map((own) => ({ architecture: name, family, rows: own, layers })),
);

/** @throws Error if the layers have errors */
export async function planOfLayers(layers: readonly SpecLayer[], dimension: number): Promise<Plan> {
  const { steps, batchSize, learningRate, warmup, gradientClip } = TRAINING;
  const spec = {
    // The rows come as an array in memory; the file is never opened.
    data: { source: 'npy', path: 'absent.npy', shape: [dimension] },
    layers,
    training: {
      steps,
      batchSize,
      optimizer: { type: 'adam', learningRate },
      schedule: { type: 'cosine', warmup },
      gradientClip,
      lossLimit: LOSS_LIMIT,
    },
  };
  const { plan, diagnostics } = await checkSpec(JSON.stringify(spec), {
    folder: tmpdir(),
    trusted: true,
    fileStem: 'gain',
  });
  if (plan === null) throw new Error(`the spec has errors: ${JSON.stringify(diagnostics)}`);
  return asFlowPlan(plan, 'the spec');
}
