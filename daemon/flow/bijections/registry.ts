import type { LayerDefinition, LayerTraits } from '../definition.ts';
import { actnorm } from './actnorm.ts';
import { additiveCoupling } from './additive-coupling.ts';
import { affine } from './affine.ts';
import { affineAutoregressive } from './affine-autoregressive.ts';
import { affineCoupling } from './affine-coupling.ts';
import { batchnorm } from './batchnorm.ts';
import { continuous } from './continuous.ts';
import { conv1x1 } from './conv1x1.ts';
import { dequantize } from './dequantize.ts';
import { exp } from './exp.ts';
import { flatten } from './flatten.ts';
import { leakyRelu } from './leaky-relu.ts';
import { linear } from './linear.ts';
import { logit } from './logit.ts';
import { mixtureCdfCoupling } from './mixture-cdf-coupling.ts';
import { permutation } from './permutation.ts';
import { planar } from './planar.ts';
import { radial } from './radial.ts';
import { residual } from './residual.ts';
import { sigmoid } from './sigmoid.ts';
import { softplus } from './softplus.ts';
import { spline } from './spline.ts';
import { splineAutoregressive } from './spline-autoregressive.ts';
import { splineCoupling } from './spline-coupling.ts';
import { split } from './split.ts';
import { squeeze } from './squeeze.ts';
import { sylvester } from './sylvester.ts';
import { tanh } from './tanh.ts';

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

/** The traits of a layer by its type; empty for types that are not layers. */
export function traitsOf(type: string): LayerTraits {
  return layerDefinitions.find((definition) => definition.type === type)?.traits ?? {};
}

/** The definition of a layer of a plan. @throws Error for a type that is not a layer: plans are checked before */
export function layerOfType(type: string): LayerDefinition {
  const found = layerDefinitions.find((definition) => definition.type === type);
  if (found === undefined) throw new Error(`'${type}' is not a layer`);
  return found;
}

/** The layers that `multi-scale` adds around its own, by function. */
export const MULTI_SCALE_PARTS = { squeeze: squeeze.type, split: split.type } as const;
