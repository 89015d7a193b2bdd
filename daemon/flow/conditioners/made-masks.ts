/**
 * Masks of MADE (Germain et al. 2015, eq. 12–13): a unit of degree m sees inputs at positions below m. Here input d has
 * degree order[d] + 1, and output d sees hidden units of degree ≤ order[d]; hidden degrees cycle deterministically.
 */

export interface MadeSizes {
  readonly inputs: number;
  /** Extra inputs that every unit may see. */
  readonly context: number;
  readonly hidden: readonly number[];
  /** Outputs per input dimension. */
  readonly perDimension: number;
}

/** One 0/1 mask per layer, row-major [inputs of the layer, outputs of the layer]. */
export function madeMasks(sizes: MadeSizes, order: readonly number[]): readonly Float64Array[] {
  const { inputs, context, hidden, perDimension } = sizes;
  const degrees = [
    // The context comes before all dimensions.
    [...order.map((position) => position + 1), ...new Array<number>(context).fill(0)],
    ...hidden.map((width) => hiddenDegrees(width, inputs, context)),
  ];
  const outputs = order.flatMap((position) => new Array<number>(perDimension).fill(position));
  return [...degrees.slice(1), outputs].map((to, layer) => connect(degrees[layer]!, to));
}

/**
 * Degrees 1 … D−1 in turn; with a context also 0, for units that see only the context: the first dimension depends on
 * them. Layers with fewer units than degrees spread them evenly, or dimensions late in the order would not be seen.
 */
function hiddenDegrees(width: number, inputs: number, context: number): number[] {
  const lowest = context > 0 || inputs === 1 ? 0 : 1;
  const count = inputs - lowest;
  return Array.from({ length: width }, (_, unit) =>
    width >= count ? lowest + (unit % count) : lowest + Math.floor(((unit + 0.5) * count) / width),
  );
}

function connect(from: readonly number[], to: readonly number[]): Float64Array {
  const mask = new Float64Array(from.length * to.length);
  for (const [i, a] of from.entries()) {
    for (const [j, b] of to.entries()) if (a <= b) mask[i * to.length + j] = 1;
  }
  return mask;
}
