/** The weights that a result is about: `step 4000 (EMA weights)`. */
export function checkpointText({
  checkpoint,
  weights,
}: {
  readonly checkpoint: number;
  readonly weights: 'raw' | 'ema';
}): string {
  return `step ${checkpoint}${weights === 'ema' ? ' (EMA weights)' : ''}`;
}
