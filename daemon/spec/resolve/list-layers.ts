import type { LayerDefinition } from '../../flow/definition.ts';
import type { Report } from '../diagnostic.ts';
import type { Pace } from '../pace.ts';
import { checkObject } from '../schema/check-object.ts';
import { CONTAINER_TYPES, type ContainerType } from '../schema/container-schema.ts';
import { shown } from '../schema/expectation.ts';
import { namingToken } from '../schema/report-issue.ts';
import {
  type ArrayNode,
  child,
  isArrayPlace,
  isObjectPlace,
  itemPath,
  keyPath,
  type ObjectNode,
  openingBrace,
  type Place,
  toValue,
} from '../text/node.ts';
import { containerIsBuilt } from './availability.ts';
import type { ConditionerTable } from './conditioner-table.ts';
import { specialKeysOf } from './layer-keys.ts';
import { listContainer } from './list-container.ts';
import type { Listed, ListedLayer } from './listed.ts';
import type { Listing } from './listing.ts';
import { type NamedType, readNamedType, reportNotAvailable } from './named-type.ts';
import { readMask, readOrder } from './special-keys.ts';
import { reportUnavailableKeys } from './unavailable-keys.ts';

/** Containers nested deeper are refused. */
export const MAX_NESTING = 16;

export function createListing(
  report: Report,
  conditioners: ConditionerTable,
  definitions: readonly LayerDefinition[],
  pace: Pace,
): Listing {
  const byType = new Map<string, LayerDefinition | ContainerType>(CONTAINER_TYPES.map((type) => [type, type]));
  for (const definition of definitions) byType.set(definition.type, definition);
  const vocabulary = {
    what: 'layer',
    key: 'type',
    names: [...byType.keys()],
    built: [...byType].flatMap(([type, definition]) => {
      const built =
        typeof definition === 'string' ? containerIsBuilt(definition, definitions) : definition.build !== null;
      return built ? [type] : [];
    }),
    find: (name: string) => byType.get(name),
  } as const;
  const listing: Listing = {
    report,
    conditioners,
    pace,
    vocabulary,
    one: (place, depth) => listLayer(listing, place, depth),
    list: (owner, subject, depth) => listLayers(listing, owner, subject, depth),
  };
  return listing;
}

/** Checks each layer of a list once, however often it is expanded. */
async function listLayers(
  listing: Listing,
  owner: Place<ObjectNode>,
  subject: string,
  depth: number,
): Promise<readonly Listed[]> {
  const place = child(owner, 'layers');
  if (place === null || !isArrayPlace(place) || place.node.items.length === 0) {
    reportNoLayers(listing.report, owner, place, subject);
    return [];
  }
  return listItems(listing, place, depth);
}

async function listItems(listing: Listing, place: Place<ArrayNode>, depth: number): Promise<readonly Listed[]> {
  const listed: Listed[] = [];
  for (const [index, node] of place.node.items.entries()) {
    listed.push(await listLayer(listing, { node, path: itemPath(place.path, index) }, depth));
    if (listing.pace.due()) await listing.pace.pause();
  }
  return listed;
}

function reportNoLayers(report: Report, owner: Place<ObjectNode>, place: Place | null, subject: string): void {
  const found =
    place === null ? '' : isArrayPlace(place) ? ', found an empty one' : `, found ${shown(toValue(place.node))}`;
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message:
      place === null
        ? `${subject} needs "layers": a list of at least one layer`
        : `layers must be a list of at least one layer${found}`,
    span: place?.node ?? namingToken(owner.node),
    path: keyPath(owner.path, 'layers'),
  });
}

/** `depth`: number of containers around the layer. */
async function listLayer(listing: Listing, place: Place, depth: number): Promise<Listed> {
  const { report } = listing;
  if (!isObjectPlace(place)) {
    report.add({
      code: 'wrong-value',
      severity: 'error',
      message: `a layer must be an object with "type", found ${shown(toValue(place.node))}`,
      span: place.node,
      path: place.path,
    });
    return unknownLayer(place);
  }
  const type = readNamedType(report, place, listing.vocabulary);
  if (type === null) return { kind: 'unknown', place, typeSpan: openingBrace(place.node) };
  const { definition } = type;
  if (typeof definition !== 'string') return listSimple(listing, place, { ...type, definition });
  if (depth >= MAX_NESTING) {
    report.add({
      code: 'wrong-value',
      severity: 'error',
      message: `layers may be nested at most ${MAX_NESTING} deep; this ${type.name} is deeper`,
      span: type.span,
      path: place.path,
    });
    return { kind: 'unknown', place, typeSpan: type.span };
  }
  return listContainer(listing, place, definition, type.span, depth + 1);
}

function unknownLayer(place: Place): Listed {
  const node: ObjectNode = { kind: 'object', members: [], offset: place.node.offset, length: place.node.length };
  return { kind: 'unknown', place: { node, path: place.path }, typeSpan: place.node };
}

function listSimple(listing: Listing, place: Place<ObjectNode>, type: NamedType<LayerDefinition>): Listed {
  const { report, conditioners } = listing;
  const { definition, name, span } = type;
  if (definition.build === null) reportNotAvailable(report, 'layer', name, span, keyPath(place.path, 'type'));
  const special = specialKeysOf(definition);
  const config = checkObject(report, place, {
    schema: definition.schema,
    subject: name,
    handled: ['type', ...special],
  });
  if (config === null) return { kind: 'unknown', place, typeSpan: span };
  if (definition.build !== null) reportUnavailableKeys(report, place, definition, config, span);
  return {
    kind: 'layer',
    place,
    typeSpan: span,
    definition,
    config: config as Readonly<Record<string, unknown>>,
    mask: special.includes('mask') ? readMask(report, place) : null,
    order: special.includes('order') ? readOrder(report, place, definition.traits?.order ?? 'autoregressive') : null,
    conditioner: special.includes('conditioner')
      ? conditioners.use(place, span, definition.conditioner?.kinds ?? [])
      : null,
  } satisfies ListedLayer;
}
