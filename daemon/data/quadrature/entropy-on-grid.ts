/** A rectangle of the plane. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/**
 * −∫∫ p ln p, nats, by the trapezoid rule with spacing `step` over `box`. Outside it p must be negligible, or symmetric
 * to the inside across the bottom or top edge. For a density smoothed by a Gaussian with standard deviation σ the rule
 * converges exponentially once the step is below σ/2.
 */
export function entropyOnGrid(logProb: (points: Float64Array) => Float64Array, box: Box, step: number): number {
  const columns = Math.ceil((box.right - box.left) / step) + 1;
  const rows = Math.ceil((box.top - box.bottom) / step);
  const height = (box.top - box.bottom) / rows;
  const points = new Float64Array(2 * columns);
  for (let i = 0; i < columns; i++) points[2 * i] = box.left + i * step;
  let sum = 0;
  for (let j = 0; j <= rows; j++) {
    for (let i = 0; i < columns; i++) points[2 * i + 1] = box.bottom + j * height;
    let row = 0;
    for (const value of logProb(points)) if (value > -700) row -= Math.exp(value) * value;
    sum += j === 0 || j === rows ? row / 2 : row;
  }
  return sum * step * height;
}
