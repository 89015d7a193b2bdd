/**
 * Rows times the inverse of a triangular matrix, by substitution: one coordinate per turn of a loop. (Inverting the
 * matrix by a product series would be exact on paper but lose digits in float32.)
 */
import { mul, reshape, sub } from '../../../tensor/ops/arithmetic.ts';
import { constant } from '../../../tensor/ops/leaf.ts';
import { matmul } from '../../../tensor/ops/matmul.ts';
import { scan } from '../../../tensor/ops/scan.ts';
import { where } from '../../../tensor/ops/select.ts';
import { transpose } from '../../../tensor/ops/transpose.ts';
import type { Tensor } from '../../../tensor/tensor.ts';

/** x with x·(strict + diag(1/scale)) = y; strict upper triangular [D, D], scale [D] (null: ones), y [B, D]. */
export function solveUpper(y: Tensor, strict: Tensor, scale: Tensor | null): Tensor {
  return substitute(y, strict, scale, false);
}

/** The same with strict lower triangular. */
export function solveLower(y: Tensor, strict: Tensor, scale: Tensor | null): Tensor {
  return substitute(y, strict, scale, true);
}

function substitute(y: Tensor, strict: Tensor, scale: Tensor | null, reverse: boolean): Tensor {
  const dimension = strict.shape[0]!;
  const columns = transpose(strict);
  const turns = constant(
    Float64Array.from({ length: dimension ** 2 }, (_, i) => (i % (dimension + 1) === 0 ? 1 : 0)),
    [dimension, dimension],
  );
  const { carry } = scan({
    init: [y],
    scanned: [columns, turns],
    invariant: scale ? [scale] : [],
    length: dimension,
    reverse,
    // Coordinates that are not solved yet still have y's value; their entries of the strict column are 0.
    body: ([x], [column, turn], [factor]) => {
      const rest = sub(x!, matmul(x!, reshape(column!, [dimension, 1])));
      return { carry: [where(turn!, factor ? mul(rest, factor) : rest, x!)], outputs: [] };
    },
  });
  return carry[0]!;
}
