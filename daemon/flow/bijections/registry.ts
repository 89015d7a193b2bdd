import { baseDefinitions } from '../bases/registry.ts';
import type { LayerDefinition, LayerTraits } from '../definition.ts';
import { affineAutoregressive } from './autoregressive/affine-autoregressive.ts';
import { splineAutoregressive } from './autoregressive/spline-autoregressive.ts';
import { additiveCoupling } from './couplings/additive-coupling.ts';
import { affineCoupling } from './couplings/affine-coupling.ts';
import { mixtureCdfCoupling } from './couplings/mixture-cdf-coupling.ts';
import { splineCoupling } from './couplings/spline-coupling.ts';
import { affine } from './elementwise/affine.ts';
import { exp } from './elementwise/exp.ts';
import { leakyRelu } from './elementwise/leaky-relu.ts';
import { logit } from './elementwise/logit.ts';
import { sigmoid } from './elementwise/sigmoid.ts';
import { softplus } from './elementwise/softplus.ts';
import { spline } from './elementwise/spline.ts';
import { tanh } from './elementwise/tanh.ts';
import { dequantize } from './images/dequantize.ts';
import { flatten } from './images/flatten.ts';
import { split } from './images/split.ts';
import { squeeze } from './images/squeeze.ts';
import { conv1x1 } from './linear/conv1x1.ts';
import { linear } from './linear/linear.ts';
import { permutation } from './linear/permutation.ts';
import { actnorm } from './normalization/actnorm.ts';
import { batchnorm } from './normalization/batchnorm.ts';
import { continuous } from './residual/continuous.ts';
import { planar } from './residual/planar.ts';
import { radial } from './residual/radial.ts';
import { residual } from './residual/residual.ts';
import { sylvester } from './residual/sylvester.ts';

/** All layer types that are bijections themselves, in the order of the reference page. */
export const layerDefinitions: readonly LayerDefinition[] = [
  affineCoupling,
  additiveCoupling,
  splineCoupling,
  mixtureCdfCoupling,
  affineAutoregressive,
  splineAutoregressive,
  permutation,
  linear,
  conv1x1,
  actnorm,
  batchnorm,
  affine,
  logit,
  sigmoid,
  tanh,
  exp,
  softplus,
  leakyRelu,
  spline,
  flatten,
  squeeze,
  split,
  planar,
  radial,
  sylvester,
  dequantize,
  residual,
  continuous,
];

function find(type: string): LayerDefinition | undefined {
  const step = baseDefinitions.find((base) => base.type === type)?.step;
  return step ?? layerDefinitions.find((definition) => definition.type === type);
}

/** The traits of a layer by its type; empty for types that are not layers. */
export function traitsOf(type: string): LayerTraits {
  return find(type)?.traits ?? {};
}

/** The definition of a layer of a plan, or of the step of its base. @throws Error for a type that is not a layer: plans are checked before */
export function layerOfType(type: string): LayerDefinition {
  const found = find(type);
  if (found === undefined) throw new Error(`'${type}' is not a layer`);
  return found;
}

/** The layers that `multi-scale` adds around its own, by function. */
export const MULTI_SCALE_PARTS = { squeeze: squeeze.type, split: split.type } as const;
