/** Sections of a model whose value is a flow of its latents: `{ "base", "layers" }`, such as the prior of a VAE. */
import * as z from 'zod';
import { DEFAULT_BASE } from '../../flow/bases/registry.ts';
import { flattenNodes } from '../../flow/flatten-plan.ts';
import type { FlowSection, InnerFlow } from '../../models/definition.ts';
import { followCoordinates } from '../analysis/coordinates.ts';
import { reportCoordinates } from '../analysis/coupling-checks.ts';
import { checkDomain } from '../analysis/domain.ts';
import type { Report } from '../diagnostic.ts';
import { fix, removeMember } from '../fixes/edits.ts';
import type { Pace } from '../pace.ts';
import { checkObject } from '../schema/check-object.ts';
import { shown } from '../schema/expectation.ts';
import { namingToken } from '../schema/report-issue.ts';
import { child, findMember, isObjectPlace, keyPath, type ObjectNode, type Place, toValue } from '../text/node.ts';
import { createSites } from '../text/sites.ts';
import { elementwiseLayer } from './availability.ts';
import { type BaseSection, readBaseSection } from './base-section.ts';
import type { ConditionerTable } from './conditioner-table.ts';
import { expandLayers, MAX_LAYERS } from './expand.ts';
import { createListing } from './list-layers.ts';
import { expandedCount, type Listed } from './listed.ts';
import type { Registries } from './registries.ts';

export interface ListedFlowSection {
  readonly key: string;
  readonly place: Place<ObjectNode>;
  /** null: it is wrong, which was reported, or the section has none. */
  readonly base: BaseSection | null;
  readonly layers: readonly Listed[];
}

/** Checks the sections that are written, each layer on its own; null if one of them is not an object. */
export async function listFlowSections(
  report: Report,
  root: Place<ObjectNode>,
  sections: Readonly<Record<string, FlowSection>>,
  conditioners: ConditionerTable,
  { bases, layers }: Registries,
  pace: Pace,
): Promise<readonly ListedFlowSection[] | null> {
  const listed: ListedFlowSection[] = [];
  let complete = true;
  for (const [key, section] of Object.entries(sections)) {
    const place = child(root, key);
    if (place === null) continue;
    if (!isObjectPlace(place)) {
      reportNotObject(report, place, key, section);
      complete = false;
      continue;
    }
    // `base` is reported for itself where it cannot be.
    checkObject(report, place, { schema: NO_KEYS, subject: `'${key}'`, handled: ['base', 'layers'] });
    if (!section.base) reportNoBase(report, place, key);
    if (section.base && reportEmpty(report, root, place, key)) {
      complete = false;
      continue;
    }
    const base = section.base ? readBaseSection(report, place, conditioners, bases) : null;
    // A prior may be a base alone.
    const isAlone = section.base && child(place, 'layers') === null && child(place, 'base') !== null;
    const own = isAlone ? [] : await createListing(report, conditioners, layers, pace).list(place, `'${key}'`, 0);
    listed.push({ key, place, base, layers: own });
    if (section.base && base === null) complete = false;
  }
  return complete ? listed : null;
}

const NO_KEYS = z.strictObject({});

function reportNoBase(report: Report, place: Place<ObjectNode>, key: string): void {
  const member = findMember(place.node, 'base');
  if (member === null) return;
  report.add({
    code: 'unknown-key',
    severity: 'error',
    message: `'${key}' has no base: its layers transform draws of another distribution`,
    span: member.keySpan,
    path: keyPath(place.path, member.key),
    fixes: [fix(`Remove '${member.key}'`, removeMember(report.document.text, place.node, member))],
  });
}

/** Reports an object without a base and layers. */
function reportEmpty(report: Report, root: Place<ObjectNode>, place: Place<ObjectNode>, key: string): boolean {
  if (child(place, 'layers') !== null || child(place, 'base') !== null) return false;
  const member = findMember(root.node, key);
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `'${key}' needs a "base", "layers", or both`,
    span: namingToken(place.node),
    path: place.path,
    fixes: [member && fix(`Remove '${key}'`, removeMember(report.document.text, root.node, member))],
  });
  return true;
}

function reportNotObject(report: Report, place: Place, key: string, { base }: FlowSection): void {
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `${key} must be an object with ${base ? '"base" or "layers"' : '"layers"'}, found ${shown(toValue(place.node))}`,
    span: place.node,
    path: place.path,
  });
}

export interface FlowSectionsContext {
  readonly report: Report;
  readonly conditioners: ConditionerTable;
  readonly registries: Registries;
  readonly seed: number;
  readonly pace: Pace;
}

/** Expands the layers of the sections for latents of `size` dimensions; null if one is not complete. */
export async function resolveFlowSections(
  { report, conditioners, registries, seed, pace }: FlowSectionsContext,
  listed: readonly ListedFlowSection[],
  size: number,
): Promise<Readonly<Record<string, InnerFlow>> | null> {
  const resolved: Record<string, InnerFlow> = {};
  let complete = true;
  for (const { key, place, base, layers } of listed) {
    const sites = createSites(place);
    const within = reportTooMany(report, place, layers);
    const inputShape = [size];
    const { nodes, outputShape } = await expandLayers(layers, inputShape, {
      ...{ report, sites, conditioners, seed, bits: null, once: !within, pace, origin: 'in the latent' },
      elementwise: elementwiseLayer(registries.layers),
    });
    const flat = flattenNodes(nodes);
    const definitions = new Map(registries.layers.map((definition) => [definition.type, definition]));
    const range = { low: -Infinity, high: Infinity, closed: false };
    const followed = within && outputShape !== null ? base : null;
    await checkDomain(report, {
      layers: flat,
      definitions,
      inputShape,
      range,
      base: followed,
      sites,
      pace,
      origin: 'the latent is in',
    });
    const isBroken = report.some(({ severity, path }) => severity === 'error' && path.startsWith(place.path));
    if (!within || outputShape === null || isBroken) {
      complete = false;
      continue;
    }
    if (flat.length > 0)
      reportCoordinates(
        report,
        await followCoordinates(flat, definitions, inputShape, pace),
        flat,
        sites,
        `the ${key} leaves it as it is`,
      );
    const distribution = base
      ? { type: base.definition.type, config: base.config }
      : { type: DEFAULT_BASE, config: {} };
    resolved[key] = { base: { ...distribution, shape: outputShape }, layers: nodes };
  }
  return complete ? resolved : null;
}

function reportTooMany(report: Report, place: Place<ObjectNode>, layers: readonly Listed[]): boolean {
  const count = layers.reduce((sum, layer) => sum + expandedCount([layer]), 0);
  if (count <= MAX_LAYERS) return true;
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `a flow may have at most ${MAX_LAYERS} layers after expansion, found ${count}: repeat fewer times`,
    span: place.node,
    path: place.path,
  });
  return false;
}
