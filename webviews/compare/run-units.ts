/** The unit of the NLL of each run: bits/dim if all runs are of images. */
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { NATS, type Unit, unitOf } from '../components/likelihood-unit.ts';

type Shaped = Pick<RunInfo, 'shape'>;

/** Number of values of an image; null: the run is not of images, or it is not known. */
function imageDimension({ shape }: Shaped): number | null {
  return shape?.length === 3 ? shape.reduce((product, length) => product * length, 1) : null;
}

/** Whether bits/dim can be shown: every run whose shape is known is of images. */
export function areImages(runs: readonly Shaped[]): boolean {
  const known = runs.filter(({ shape }) => shape !== undefined);
  return known.length > 0 && known.every((run) => imageDimension(run) !== null);
}

/** In the order of the runs. */
export function unitsOf(runs: readonly Shaped[], inBits: boolean): readonly Unit[] {
  return runs.map((run) => unitOf(inBits, imageDimension(run)));
}

/** For differences between runs: nats if their images differ in size. */
export function commonUnit(units: readonly Unit[]): Unit {
  const [first = NATS] = units;
  return units.every(({ scale }) => scale === first.scale) ? first : NATS;
}

/** The unit that is not shown; null: the run has only one. */
export function otherUnit(run: Shaped, { unit }: Unit): Unit | null {
  const dimension = imageDimension(run);
  return dimension === null ? null : unitOf(unit === 'nats', dimension);
}
