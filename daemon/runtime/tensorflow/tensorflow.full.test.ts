/** All layers, forward, inverse and gradients, in TensorFlow.js. Its ops are in the comparison of all runtimes. */
import { expect, test } from 'vitest';
import { LAYER_CASES } from '../../flow/bijections/layer-cases.ts';
import { computedBy, layerParityCases, opParityCases, parityError } from '../testing/parity-cases.ts';
import { openTensorflow } from './tensorflow-runtime.ts';

/** Relative to the largest value of a tensor, at least 1. */
const TOLERANCE = 1e-3;

// Another one of its devices that is installed: FLOWSCOPE_TEST_TENSORFLOW=wasm.
const runtime = await openTensorflow({ device: process.env.FLOWSCOPE_TEST_TENSORFLOW ?? 'cpu' });

test.each([...opParityCases(), ...layerParityCases(LAYER_CASES)])('$name agrees with float64', async (own) => {
  const { values, gradients } = await parityError(own, computedBy(runtime));
  expect(values).toBeLessThanOrEqual(TOLERANCE);
  expect(gradients).toBeLessThanOrEqual(TOLERANCE);
});
