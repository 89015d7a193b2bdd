/** All ops. A runtime's table over them is complete by the type checker: `{ readonly [N in OpName]: … }`. */
import type { TypedNode } from '../tensor.ts';
import { allMeanOp } from './all-mean.ts';
import { addOp, broadcastToOp, divOp, mulOp, negOp, reshapeOp, squareOp, subOp, sumOp } from './arithmetic.ts';
import { concatOp, splitOp } from './concat-split.ts';
import { conv2dOp, conv2dWeightsOp } from './conv2d.ts';
import { constantOp, inputOp, toFloatOp } from './leaf.ts';
import { maskedGradientOp } from './masked-gradient.ts';
import { linearOp, matmulOp } from './matmul.ts';
import { maxOp } from './max.ts';
import { scanOp } from './scan.ts';
import { greaterEqualOp, greaterOp, maximumOp, minimumOp, whereOp } from './select.ts';
import { softmaxOp } from './softmax.ts';
import { stopGradientOp } from './stop-gradient.ts';
import { takeOp } from './take.ts';
import { transposeOp } from './transpose.ts';
import {
  absOp,
  cosOp,
  expOp,
  floorOp,
  logOp,
  reciprocalOp,
  reluOp,
  sigmoidOp,
  sinOp,
  softplusOp,
  sqrtOp,
  stepOp,
  tanhOp,
} from './unary.ts';

export const OPS = [
  inputOp,
  constantOp,
  toFloatOp,
  negOp,
  squareOp,
  addOp,
  subOp,
  mulOp,
  divOp,
  reshapeOp,
  broadcastToOp,
  sumOp,
  expOp,
  logOp,
  sqrtOp,
  reciprocalOp,
  tanhOp,
  sigmoidOp,
  reluOp,
  absOp,
  floorOp,
  sinOp,
  cosOp,
  stepOp,
  softplusOp,
  stopGradientOp,
  allMeanOp,
  maskedGradientOp,
  greaterOp,
  greaterEqualOp,
  maximumOp,
  minimumOp,
  whereOp,
  concatOp,
  splitOp,
  takeOp,
  transposeOp,
  matmulOp,
  linearOp,
  conv2dOp,
  conv2dWeightsOp,
  maxOp,
  softmaxOp,
  scanOp,
] as const;

type AnyOp = (typeof OPS)[number];

export type OpName = AnyOp['name'];

/** The attributes of each op, by its name. */
export type OpAttributes = { readonly [O in AnyOp as O['name']]: Parameters<O['infer']>[1] };

/** A node of the op with this name. */
export type NodeOf<N extends OpName> = TypedNode<OpAttributes[N]>;
