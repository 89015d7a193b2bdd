/** Nats, or bits per dimension: NLL / (D ln 2). */
export interface Unit {
  readonly scale: number;
  readonly unit: 'nats' | 'bits/dim';
}

export const NATS: Unit = { scale: 1, unit: 'nats' };

/** @param dimension of one data point; null: not known yet */
export function unitOf(inBits: boolean, dimension: number | null): Unit {
  return inBits && dimension !== null ? { scale: 1 / (dimension * Math.LN2), unit: 'bits/dim' } : NATS;
}
