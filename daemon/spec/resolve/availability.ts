/** Which part of the vocabulary this version can build; messages, quick fixes and completion propose nothing else. */
import { MULTI_SCALE_PARTS } from '../../flow/bijections/registry.ts';
import type { LayerDefinition } from '../../flow/definition.ts';
import type { ContainerType } from '../schema/container-schema.ts';

interface Buildable {
  readonly type: string;
  readonly build: unknown;
}

export function isBuilt(definitions: readonly Buildable[], type: string): boolean {
  return definitions.some((definition) => definition.type === type && definition.build !== null);
}

/** A multi-scale flow consists of two kinds of layers. */
export function containerIsBuilt(type: ContainerType, layers: readonly LayerDefinition[]): boolean {
  return type !== 'multi-scale' || Object.values(MULTI_SCALE_PARTS).every((part) => isBuilt(layers, part));
}

/** The most expressive available elementwise layer: one that bends, else one that scales and shifts. */
export function elementwiseLayer(layers: readonly LayerDefinition[]): ElementwiseLayer | null {
  for (const does of ['bend', 'scale and shift'] as const) {
    const found = layers.find(({ build, traits }) => build !== null && traits?.elementwise === does);
    if (found) return { type: found.type, does };
  }
  return null;
}

/** A layer to propose if a coupling is not possible. */
export interface ElementwiseLayer {
  readonly type: string;
  readonly does: 'bend' | 'scale and shift';
}
