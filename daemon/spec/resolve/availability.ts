/** What of the vocabulary this version can build; messages, quick fixes and completion propose nothing else. */
import type { LayerDefinition } from '../../flow/definition.ts';
import type { ContainerType } from '../schema/container-schema.ts';

interface Buildable {
  readonly type: string;
  readonly build: unknown;
}

export function isBuilt(definitions: readonly Buildable[], type: string): boolean {
  return definitions.some((definition) => definition.type === type && definition.build !== null);
}

/** A multi-scale flow is made of two layers. */
export function containerIsBuilt(type: ContainerType, layers: readonly LayerDefinition[]): boolean {
  return type !== 'multi-scale' || ['squeeze', 'split'].every((part) => isBuilt(layers, part));
}

/** The most that an elementwise layer can do here: bend, else only scale and shift. */
export function elementwiseLayer(layers: readonly LayerDefinition[]): 'spline' | 'affine' {
  return isBuilt(layers, 'spline') ? 'spline' : 'affine';
}
