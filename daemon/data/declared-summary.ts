import { sameShape } from '../tensor/tensor.ts';
import type { DataSummary } from './definition.ts';
import { mismatch } from './files/data-error.ts';

/** The keys of a file source that describe a file that is not available. */
export interface Declared {
  readonly shape?: readonly number[] | undefined;
  readonly contextSize?: number | undefined;
  readonly bits?: number;
}

/**
 * The summary that `shape` and `contextSize` of the configuration declare, so that a spec can be checked without its
 * file; null if `shape` is not given.
 */
export function declaredSummary(config: Declared): DataSummary | null {
  if (config.shape === undefined) return null;
  const size = config.contextSize ?? 0;
  return {
    shape: config.shape,
    context: size === 0 ? null : { size, names: Array.from({ length: size }, (_, i) => `context${i}`) },
    range:
      config.bits === undefined
        ? { low: -Infinity, high: Infinity, closed: false }
        : { low: 0, high: 2 ** config.bits - 1, closed: true },
    integerColumns: [],
    bits: config.bits ?? null,
  };
}

/** @throws FlowscopeError `data` if the file does not match the configuration */
export function checkDeclared(found: DataSummary, declared: Declared, file: string): void {
  if (declared.shape !== undefined && !sameShape(declared.shape, found.shape)) {
    throw mismatch(
      file,
      `has points of shape [${found.shape.join(', ')}], but "shape" says [${declared.shape.join(', ')}]`,
      'correct "shape", or leave it out: it is only needed without the file',
      { key: 'shape', choices: [found.shape] },
    );
  }
  const size = found.context?.size ?? 0;
  if (declared.contextSize !== undefined && declared.contextSize !== size) {
    throw mismatch(
      file,
      `gives a context of length ${size}, but "contextSize" says ${declared.contextSize}`,
      'correct "contextSize", or leave it out: it is only needed without the file',
      { key: 'contextSize', choices: [size] },
    );
  }
}
