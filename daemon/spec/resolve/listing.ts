import type { LayerDefinition } from '../../flow/definition.ts';
import type { Report } from '../diagnostic.ts';
import type { Pace } from '../pace.ts';
import type { ContainerType } from '../schema/container-schema.ts';
import type { ObjectNode, Place } from '../text/node.ts';
import type { ConditionerTable } from './conditioner-table.ts';
import type { Listed } from './listed.ts';
import type { Vocabulary } from './named-type.ts';

/** What is needed to check a list of layers, with functions for nested layers and lists. */
export interface Listing {
  readonly report: Report;
  readonly conditioners: ConditionerTable;
  readonly pace: Pace;
  readonly vocabulary: Vocabulary<LayerDefinition | ContainerType>;
  /** Checks one layer; `depth`: number of containers around it. */
  readonly one: (place: Place, depth: number) => Promise<Listed>;
  /** Checks the key `layers` of `owner`. */
  readonly list: (owner: Place<ObjectNode>, subject: string, depth: number) => Promise<readonly Listed[]>;
}
