/** Layers as listed → plan: expands repeats, tracks shapes, fills in masks, orders and networks. */

import { shapeText } from '../../flow/bijections/shapes.ts';
import type { PlanLayer, PlanNode } from '../../flow/plan.ts';
import { type Shape, sameShape, sizeOf } from '../../tensor/tensor.ts';
import type { Report } from '../diagnostic.ts';
import { removeLayer } from '../fixes/layer-fixes.ts';
import type { Pace } from '../pace.ts';
import { type ArrayNode, child } from '../text/node.ts';
import type { Sites } from '../text/sites.ts';
import type { ConditionerTable } from './conditioner-table.ts';
import { type FillContext, fillConfig } from './fill-config.ts';
import { undoneShape } from './inverse-shape.ts';
import {
  type Listed,
  type ListedInverse,
  type ListedLayer,
  type ListedMultiScale,
  type ListedRepeat,
  withoutEmpty,
} from './listed.ts';
import type { AlternateCounters } from './masks.ts';
import { createResolvedLayers, type ResolvedLayer, type ResolvedLayers } from './resolved-layers.ts';
import { createSharedLists, type SharedLists } from './shared-lists.ts';

/** Flows with more layers after expansion are refused. */
export const MAX_LAYERS = 4096;

/** Most coordinates in all layers together: one float32 of each takes 256 MiB, for a single row. */
const MAX_COORDINATES = 2 ** 26;

/** Most entries of the masks and orders that layers have for themselves. */
const MAX_OWN_ENTRIES = 2 ** 22;

export interface Expansion {
  readonly nodes: readonly PlanNode[];
  /** null if the shapes are not known up to the end. */
  readonly outputShape: Shape | null;
}

export interface ExpandOptions {
  readonly report: Report;
  readonly conditioners: ConditionerTable;
  /** Seed of random orders: the training seed. */
  readonly seed: number;
  readonly pace: Pace;
  readonly sites: Sites;
  /** What to propose if a coupling is not possible. */
  readonly elementwise: FillContext['elementwise'];
  /** Bits per value of an image source, else null. */
  readonly bits: number | null;
  /** Expand every repeat only once, because the full expansion is too large, which was reported. */
  readonly once: boolean;
  /** Where the first shape comes from, for messages. Default: `in the data`. */
  readonly origin?: string;
}

/** Where the expansion of a `multi-scale` is. */
interface Scale {
  readonly squeeze: ListedLayer;
  /** Number of complete levels. */
  readonly complete: number;
  /** Before the first level. */
  readonly inputShape: Shape | null;
}

/** What changes from layer to layer. */
interface Cursor extends ExpandOptions {
  readonly shared: SharedLists;
  readonly resolved: ResolvedLayers;
  /** Layers with wrong keys that were reported, so that later turns do not report them again. */
  readonly wrong: Set<ListedLayer>;
  readonly counters: AlternateCounters;
  /** null: unknown from here on. */
  shape: Shape | null;
  /** Number of enclosing `multi-scale`. */
  scales: number;
  /** State of the innermost enclosing `multi-scale`. */
  scale: Scale | null;
  /** Number of layers so far. */
  index: number;
  /** Of all layers so far. */
  coordinates: number;
  /** Of all layers so far whose masks and orders are not shared. */
  ownEntries: number;
  /** Where the current shape comes from, for messages. */
  origin: string;
}

export async function expandLayers(
  layers: readonly Listed[],
  inputShape: Shape | null,
  options: ExpandOptions,
): Promise<Expansion> {
  const cursor: Cursor = {
    ...options,
    shared: createSharedLists(),
    resolved: createResolvedLayers(),
    wrong: new Set(),
    counters: new Map(),
    shape: inputShape,
    scales: 0,
    scale: null,
    index: 0,
    coordinates: 0,
    ownEntries: 0,
    origin: options.origin ?? 'in the data',
  };
  const nodes = await expandList(withoutEmpty(layers), [], cursor);
  return { nodes, outputShape: cursor.shape };
}

async function expandList(layers: readonly Listed[], turn: readonly number[], cursor: Cursor): Promise<PlanNode[]> {
  const nodes: PlanNode[] = [];
  for (const layer of layers) {
    const node = layer.kind === 'layer' ? expandLayer(layer, turn, cursor) : await expandOne(layer, turn, cursor);
    if (node !== null) nodes.push(node);
    if (cursor.pace.due()) await cursor.pace.pause();
  }
  return nodes;
}

async function expandOne(
  layer: Exclude<Listed, ListedLayer>,
  turn: readonly number[],
  cursor: Cursor,
): Promise<PlanNode | null> {
  switch (layer.kind) {
    case 'repeat':
      return expandRepeat(layer, turn, cursor);
    case 'multi-scale':
      return expandMultiScale(layer, turn, cursor);
    case 'inverse':
      return expandInverse(layer, turn, cursor);
    case 'unknown':
      cursor.shape = null;
      cursor.index++;
      return null;
  }
}

async function expandRepeat(layer: ListedRepeat, turn: readonly number[], cursor: Cursor): Promise<PlanNode> {
  const times = cursor.once ? 1 : layer.times;
  const turns: PlanNode[][] = [];
  for (let t = 0; t < times; t++) turns.push(await expandList(layer.layers, [...turn, t], cursor));
  return { kind: 'repeat', path: layer.place.path, turns };
}

/** Levels are turns: each has its own weights and shapes. */
async function expandMultiScale(layer: ListedMultiScale, turn: readonly number[], cursor: Cursor): Promise<PlanNode> {
  const turns: PlanNode[][] = [];
  const levels = cursor.once && cursor.scales > 0 ? 1 : layer.levels;
  const { scale: outer, shape: inputShape } = cursor;
  cursor.scales++;
  for (let level = 0; level < levels; level++) {
    const last = level === levels - 1;
    const body = [layer.squeeze, ...layer.layers, ...(last ? [] : [layer.split])];
    cursor.scale = { squeeze: layer.squeeze, complete: level, inputShape };
    turns.push(await expandList(body, [...turn, level], cursor));
  }
  cursor.scales--;
  cursor.scale = outer;
  return { kind: 'repeat', path: layer.place.path, turns };
}

/** The content maps towards the data here, so its input shape is the one that its last layer's output came from. */
async function expandInverse(layer: ListedInverse, turn: readonly number[], cursor: Cursor): Promise<PlanNode> {
  const wanted = cursor.shape;
  const start = wanted === null ? null : undoneShape(layer.layers, wanted);
  cursor.shape = start ?? wanted;
  const before = cursor.origin;
  const layers = await expandList(layer.layers, turn, cursor);
  const reached = cursor.shape;
  if (wanted !== null && reached !== null && !sameShape(reached, wanted)) {
    cursor.report.add({
      code: 'shape-mismatch',
      severity: 'error',
      message: `the layers in inverse must output ${shapeText(wanted)} (found ${before}), but they output ${shapeText(reached)}`,
      span: layer.typeSpan,
      path: layer.place.path,
    });
    cursor.shape = null;
  } else if (reached !== null) {
    cursor.shape = start ?? wanted;
  }
  if (cursor.index > 0) cursor.origin = `after layer ${cursor.index - 1} (inverse)`;
  return { kind: 'inverse', path: layer.place.path, layers };
}

function expandLayer(layer: ListedLayer, turn: readonly number[], cursor: Cursor): PlanLayer | null {
  const { definition, place } = layer;
  const index = cursor.index++;
  const inputShape = cursor.shape;
  if (inputShape === null || !fits(layer, inputShape, cursor)) return null;
  const resolved =
    cursor.resolved.recall(layer, inputShape, cursor.counters) ?? resolveLayer(layer, turn, inputShape, cursor);
  cursor.shape = resolved.outputShape;
  cursor.origin = `after layer ${index} (${definition.type})`;
  if (definition.traits?.rearranges) cursor.counters.clear();
  if (!isComplete(resolved)) return null;
  return { kind: 'layer', type: definition.type, path: place.path, turn, ...resolved };
}

/** Counts a layer's coordinates; false if there are too many. */
function fits(layer: ListedLayer, shape: Shape, cursor: Cursor): boolean {
  cursor.coordinates += sizeOf(shape);
  if (cursor.coordinates <= MAX_COORDINATES) return true;
  return tooMany(layer, shape, cursor, `at most 2^26 = ${MAX_COORDINATES} coordinates in all layers together`);
}

/** Counts the entries of a layer's mask or order; false if there are too many. */
function ownListFits(layer: ListedLayer, shape: Shape, cursor: Cursor): boolean {
  if (!hasOwnList(layer)) return true;
  cursor.ownEntries += sizeOf(shape);
  if (cursor.ownEntries <= MAX_OWN_ENTRIES) return true;
  return tooMany(
    layer,
    shape,
    cursor,
    `at most 2^22 = ${MAX_OWN_ENTRIES} entries in random or listed masks and orders`,
  );
}

/** Reports it; the shape is unknown from here on. */
function tooMany({ definition, typeSpan, place }: ListedLayer, shape: Shape, cursor: Cursor, limit: string): false {
  cursor.report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `a flow may have ${limit}; this ${definition.type} on ${shapeText(shape)} exceeds that: use fewer layers, or smaller points`,
    span: typeSpan,
    path: place.path,
  });
  cursor.shape = null;
  return false;
}

function hasOwnList({ mask, order }: ListedLayer): boolean {
  return order === 'random' || Array.isArray(order) || Array.isArray(mask);
}

/** null: reported as wrong. */
interface Attempt {
  readonly config: object | null;
  readonly inputShape: Shape;
  readonly outputShape: Shape | null;
}

function isComplete(attempt: Attempt): attempt is ResolvedLayer {
  return attempt.config !== null && attempt.outputShape !== null;
}

function resolveLayer(layer: ListedLayer, turn: readonly number[], inputShape: Shape, cursor: Cursor): Attempt {
  // Layers with keys that can be wrong here, such as couplings, keep the shape.
  if (cursor.wrong.has(layer)) return { config: null, inputShape, outputShape: inputShape };
  if (!ownListFits(layer, inputShape, cursor)) return { config: null, inputShape, outputShape: null };
  const keep = cursor.resolved.record(layer, inputShape, cursor.counters);
  const config = fillConfig(layer, inputShape, { ...cursor, turn, site: `${shapeText(inputShape)} ${cursor.origin}` });
  if (config === null) cursor.wrong.add(layer);
  const outputShape = config === null ? inputShape : shapeAfter(layer, config, cursor);
  const attempt: Attempt = { config, inputShape, outputShape };
  return isComplete(attempt) ? keep(attempt) : attempt;
}

function shapeAfter(layer: ListedLayer, config: object, cursor: Cursor): Shape | null {
  const result = layer.definition.shape(config, cursor.shape!);
  if ('shape' in result) return result.shape;
  cursor.report.add({
    code: 'shape-mismatch',
    severity: 'error',
    message: placed(result.problem, cursor.origin) + levelAdvice(layer, cursor.scale),
    span: layer.typeSpan,
    path: layer.place.path,
    fixes: [removeLayer(cursor.report.document.text, listOf(layer, cursor), layer.place.node, layer.definition.type)],
  });
  return null;
}

/** How many levels fit, if the squeeze of a `multi-scale` fails after at least one. */
function levelAdvice(layer: ListedLayer, scale: Scale | null): string {
  if (scale === null || layer !== scale.squeeze || scale.complete === 0 || scale.inputShape === null) return '';
  return `: levels can be at most ${scale.complete} for ${shapeText(scale.inputShape)}`;
}

/** The list that contains a layer; the squeeze and split of a multi-scale are in none. */
function listOf({ place, definition }: ListedLayer, { sites }: Cursor): ArrayNode | null {
  const written = child(place, 'type')?.node;
  return written?.kind === 'string' && written.value === definition.type ? sites.list(place.path) : null;
}

/** Inserts where the shape was found before the advice: "squeeze needs …, found 7 × 7 × 4: advice". */
function placed(problem: string, origin: string): string {
  const found = /found [^:;]+/.exec(problem);
  return found ? problem.replace(found[0], () => `${found[0]} ${origin}`) : `${problem} (${origin})`;
}
