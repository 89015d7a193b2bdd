/** Facts about the data of a flow, and about what its layers do to them for any weights. */
import { layerDefinitions } from '../../flow/bijections/registry.ts';
import type { FlatLayer } from '../../flow/flatten-plan.ts';
import { followCoordinates } from '../../spec/analysis/coordinates.ts';
import { createPace } from '../../spec/pace.ts';
import type { CopiedDimension } from '../../statistics/findings/facts.ts';
import type { Shape } from '../../tensor/tensor.ts';
import type { Covariance } from '../numerics/covariance.ts';

/** A column that others determine in these rows. */
export interface DependentColumn {
  readonly column: string;
  /** The columns before it that it is a linear function of; none: it is constant. */
  readonly on: readonly string[];
}

export function dependentColumns(data: Covariance, columns: readonly string[]): readonly DependentColumn[] {
  // For images, columns do not correspond to elements.
  if (columns.length !== data.dimension) return [];
  return data
    .dependents()
    .map(({ coordinate, on }) => ({ column: columns[coordinate]!, on: on.map((each) => columns[each]!) }));
}

/**
 * The dimensions of which `never-transformed` warns in the editor: according to the masks of the layers, their latents are
 * fixed multiples of them. None if the flow is meant to treat each dimension separately.
 * @throws the signal's reason once it is aborted
 */
export async function copiedDimensions(
  layers: readonly FlatLayer[],
  inputShape: Shape,
  columns: readonly string[],
  signal: AbortSignal | null,
): Promise<readonly CopiedDimension[]> {
  const definitions = new Map(layerDefinitions.map((definition) => [definition.type, definition]));
  const pace = createPace(signal === null ? {} : { signal });
  const { interacts, untouched } = await followCoordinates(layers, definitions, inputShape, pace);
  if (!interacts) return [];
  const isTable = inputShape.length === 1;
  return untouched.map((dimension) => ({ dimension, column: isTable ? (columns[dimension] ?? null) : null }));
}

/** A number among the keys of a layer, or null. */
export function numberAt(config: object, key: 'bound' | 'scaleBound'): number | null {
  const found: unknown = Object.entries(config).find(([name]) => name === key)?.[1];
  return typeof found === 'number' ? found : null;
}
