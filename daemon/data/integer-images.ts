/** What all sources of images with integer pixels share. */
import type { Shape } from '../tensor/tensor.ts';
import type { DataSummary } from './definition.ts';

/** The summary of images as the integers 0 … 2ⁿ−1. @param shape [height, width, channels] */
export function integerSummary(shape: Shape, bits: number): DataSummary {
  return { shape, context: null, range: { low: 0, high: 2 ** bits - 1, closed: true }, integerColumns: [], bits };
}

/** The highest `bits` bits of each value; with 8 bits the same array. */
export function dropLowBits(values: Uint8Array, bits: number): Uint8Array {
  return bits === 8 ? values : values.map((value) => value >> (8 - bits));
}
