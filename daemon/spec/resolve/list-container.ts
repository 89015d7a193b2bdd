import { MULTI_SCALE_PARTS } from '../../flow/bijections/registry.ts';
import { checkObject } from '../schema/check-object.ts';
import { type ContainerType, inverseSchema, multiScaleSchema, repeatSchema } from '../schema/container-schema.ts';
import { child, findMember, keyPath, type ObjectNode, type Place } from '../text/node.ts';
import type { Span } from '../text/range.ts';
import type { Listed, ListedLayer } from './listed.ts';
import type { Listing } from './listing.ts';

/** Checks a layer that contains other layers, and these. `depth`: its own level of nesting. */
export async function listContainer(
  listing: Listing,
  place: Place<ObjectNode>,
  type: ContainerType,
  typeSpan: Span,
  depth: number,
): Promise<Listed> {
  const { report } = listing;
  if (type === 'inverse') {
    checkObject(report, place, { schema: inverseSchema, subject: type, handled: ['type', 'layer', 'layers'] });
    const layers = await inverseContent(listing, place, typeSpan, depth);
    // With a split, the output shape of the content is not defined, so nothing after it can be checked.
    if (reportForbidden(listing, layers)) return { kind: 'unknown', place, typeSpan };
    return { kind: 'inverse', place, typeSpan, layers };
  }
  const handled = ['type', 'layers'];
  if (type === 'repeat') {
    const config = checkObject(report, place, { schema: repeatSchema, subject: type, handled });
    // A wrong or missing `times` was reported already; with one turn the content can still be checked.
    const times = (config ?? { times: 1 }).times;
    return { kind: 'repeat', place, typeSpan, times, layers: await listing.list(place, type, depth) };
  }
  const config = checkObject(report, place, { schema: multiScaleSchema, subject: type, handled });
  const { levels, factor, prior } = config ?? { levels: 1, factor: 2, prior: 'conditional' };
  const layers = await listing.list(place, type, depth);
  const squeeze = generated(listing, place, typeSpan, MULTI_SCALE_PARTS.squeeze, { factor });
  const split = generated(listing, place, typeSpan, MULTI_SCALE_PARTS.split, { prior });
  if (squeeze === null || split === null) return { kind: 'unknown', place, typeSpan };
  return { kind: 'multi-scale', place, typeSpan, levels, squeeze, split, layers };
}

function generated(
  listing: Listing,
  place: Place<ObjectNode>,
  typeSpan: Span,
  type: string,
  keys: Readonly<Record<string, unknown>>,
): ListedLayer | null {
  const definition = listing.vocabulary.find(type);
  if (definition === undefined || typeof definition === 'string') return null;
  const parsed = definition.schema.safeParse(keys);
  if (!parsed.success) return null;
  if (definition.build === null) {
    listing.report.add({
      code: 'not-available',
      severity: 'error',
      message: `multi-scale is not available in this version of Flowscope: it needs '${type}'`,
      span: typeSpan,
      path: keyPath(place.path, 'type'),
    });
  }
  const config = parsed.data as Readonly<Record<string, unknown>>;
  const conditioner = definition.conditioner
    ? ({ state: 'default', choice: null, span: typeSpan, path: place.path } as const)
    : null;
  return { kind: 'layer', place, typeSpan, definition, config, mask: null, order: null, conditioner };
}

async function inverseContent(
  listing: Listing,
  place: Place<ObjectNode>,
  typeSpan: Span,
  depth: number,
): Promise<readonly Listed[]> {
  const { report } = listing;
  const single = child(place, 'layer');
  const several = findMember(place.node, 'layers');
  if (single !== null && several !== null) {
    const message = 'inverse takes "layer" or "layers", not both';
    report.add({
      code: 'wrong-value',
      severity: 'error',
      message,
      span: several.keySpan,
      path: keyPath(place.path, 'layers'),
    });
  }
  if (single !== null) return [await listing.one(single, depth)];
  if (several !== null) return await listing.list(place, 'inverse', depth);
  const message = 'inverse needs "layer" (one layer) or "layers" (a list)';
  report.add({ code: 'wrong-value', severity: 'error', message, span: typeSpan, path: place.path });
  return [];
}

/** Whether a forbidden layer changes the shape. */
function reportForbidden(listing: Listing, layers: readonly Listed[]): boolean {
  let changes = false;
  for (const layer of layers) {
    const name = layer.kind === 'layer' ? layer.definition.type : layer.kind;
    // A multi-scale flow contains splits.
    const isManyToOne = layer.kind === 'layer' ? layer.definition.traits?.manyToOne : layer.kind === 'multi-scale';
    if (isManyToOne) {
      const changesShape = layer.kind !== 'layer' || layer.definition.traits?.factorsOut === true;
      changes ||= changesShape;
      const reason = changesShape ? `because ${name} changes the shape` : 'which is not one-to-one';
      listing.report.add({
        code: 'wrong-value',
        severity: 'error',
        message: `inverse cannot contain ${name}, ${reason}: move it outside`,
        span: layer.typeSpan,
        path: layer.place.path,
      });
    }
    if (layer.kind === 'repeat' || layer.kind === 'inverse') {
      changes = reportForbidden(listing, layer.layers) || changes;
    }
  }
  return changes;
}
