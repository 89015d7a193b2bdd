/** Traversals of the latent space: one direction per row, −kσ … kσ from left to right. */
import type { PreparedRows } from '../../data/prepare.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { suggest } from '../../spec/text/suggest.ts';
import { resampledRows } from '../../statistics/resampling.ts';
import { repeatRow } from '../graphs/batches.ts';
import { mapCoordinates, normalScores } from '../numerics/normal-scores.ts';
import type { OpenData, OpenFacts, OpenModel } from '../opened/open-flow.ts';
import { decodeLatents } from '../points/decode-latents.ts';
import { inverseDeviations, latentInfluence } from '../points/influence.ts';
import { classDirections, type Direction, dimensionDirections, principalDirectionsOf } from './directions.ts';
import { type NumberedBy, numberedPoints } from './numbered-points.ts';

export interface BasisOptions {
  readonly kinds: readonly Direction['kind'][];
  /** Number of directions of each kind. */
  readonly perKind: number;
  /** Only dimensions of this part of the latent, 0-based; null: of all. */
  readonly level: number | null;
  readonly split: 'train' | 'validation' | 'test';
  /** Rows from which directions are computed, from the first; default: 4096. */
  readonly basisRows?: number;
  /** Only the direction with this label, such as `z3` or `PC 1`. Default: all. */
  readonly along?: string | null;
  /** A row of the split or a draw (0-based), or the base's center. */
  readonly start: number | 'centre';
  /** What the number of the start is of. Default: null. */
  readonly latents?: NumberedBy;
  /** Seed of random probes and of draws. */
  readonly seed: number;
  readonly signal?: AbortSignal | null;
}

/** Where traversals start: the costly part, which does not depend on their extent. */
export interface TraversalBasis {
  readonly directions: readonly Direction[];
  /** How the influence of dimensions was computed; null if it was not. */
  readonly influence: 'full' | 'probes' | null;
  /** Normal scores, [D]. */
  readonly start: Float32Array;
  /** Context of the start row, or of the split's first row, [C]. */
  readonly context: Float32Array | null;
}

export interface StepOptions {
  /** Columns, from −extent to extent; odd, so that the start is in the middle. */
  readonly columns: number;
  /** Largest step in σ. */
  readonly extent: number;
  /** One context vector; null: the one of the basis. */
  readonly context: Float32Array | null;
  readonly signal?: AbortSignal | null;
}

export type TraverseOptions = BasisOptions & StepOptions;

export interface TraversalPoints {
  /** Steps in σ, [columns]. */
  readonly sigmas: readonly number[];
  /** Data units, [directions, columns, D] row-major. */
  readonly values: Float64Array;
}

/** `context`: that of all points, [C]. */
export type Traversal = Pick<TraversalBasis, 'directions' | 'influence' | 'context'> & TraversalPoints;

/** Number of rows from which directions are computed. */
const DIRECTION_ROWS = 4096;
/** Of these rows, one in so many is a point over which the influence is averaged: above 64 dimensions each takes longer. */
const INFLUENCE_EVERY = { few: 16, many: 64 };
/** Without an encoder: draws of the prior over which the influence is averaged. */
const DRAWN_POINTS = 256;
/** Fewer points say little. */
const LEAST_POINTS = 8;

export async function traverse(
  runtime: Runtime,
  open: OpenModel,
  data: OpenData,
  options: TraverseOptions,
): Promise<Traversal> {
  const basis = await traversalBasis(runtime, open, data, options);
  const { directions, influence } = basis;
  const context = options.context ?? basis.context;
  return { directions, influence, context, ...(await traverseFrom(runtime, open, data, basis, options)) };
}

/** @throws FlowscopeError `wrong-value` (exit 2) for a part that the latent does not have */
function checkLevel(level: number | null, parts: number): void {
  if (level === null || level < parts) return;
  const which = parts === 1 ? 'one level only' : `the levels 0 … ${parts - 1}`;
  throw new FlowscopeError('wrong-value', `there is no level ${level}: the latent of this flow has ${which}`, {
    exitCode: 2,
  });
}

export async function traversalBasis(
  runtime: Runtime,
  open: OpenModel,
  data: OpenData,
  options: BasisOptions,
): Promise<TraversalBasis> {
  const { kinds, level, along = null, seed, basisRows = DIRECTION_ROWS, signal = null } = options;
  checkLevel(level, open.maps.latentParts.length);
  const scores = normalScores(open);
  const rows = data.split(options.split);
  if (rows.count === 0) throw new FlowscopeError('data', `the ${options.split} split has no rows`, { exitCode: 2 });
  const pointsOf = (by: NumberedBy, numbers: readonly number[]) =>
    numberedPoints(runtime, open, data, rows, numbers, scores, { by, seed, signal });
  // Without an encoder, the influence is averaged over the prior.
  const hasEncoder = open.maps.encode !== null;
  const known = hasEncoder ? directionRows(rows, basisRows) : range(DRAWN_POINTS);
  const points = await pointsOf(null, known);
  const { dimension } = points;
  const perKind = along === null ? options.perKind : dimension;
  const first = options.start === 'centre' ? null : await pointsOf(options.latents ?? null, [options.start]);

  const directions: Direction[] = [];
  let influence: Traversal['influence'] = null;
  if (kinds.includes('dimension')) {
    const every = INFLUENCE_EVERY[dimension <= 64 ? 'few' : 'many'];
    const count = Math.min(points.count, Math.max(LEAST_POINTS, Math.round(basisRows / every)));
    const part = {
      values: points.latents.subarray(0, count * dimension),
      count,
      context: points.context?.subarray(0, count * open.maps.contextSize) ?? null,
    };
    const found = await latentInfluence(runtime, open, part, inverseDeviations(data.dataset, rows), seed, signal);
    influence = found.method;
    directions.push(...dimensionDirections(found.values, perKind, open.maps.latentParts, level));
  }
  if (hasEncoder && kinds.includes('principal'))
    directions.push(...principalDirectionsOf(points, principalCount(along, perKind)));
  if (hasEncoder && kinds.includes('class'))
    directions.push(...classDirections(points, data.dataset.contextEncoding ?? [], perKind));
  if (directions.length === 0 && !hasEncoder) {
    throw new FlowscopeError(
      'no-encoder',
      'principal components and differences of classes are of encoded rows, but this model has no encoder',
      { exitCode: 2, hint: 'Use --directions dimensions.' },
    );
  }
  if (directions.length === 0) {
    throw new FlowscopeError('wrong-value', 'this flow has no label as context, so there are no class directions', {
      exitCode: 2,
    });
  }
  const chosen = along === null ? directions : directions.filter(({ label }) => label === along);
  if (chosen.length === 0) throw noDirection(along!, directions);
  return {
    directions: chosen,
    influence,
    start: first?.scores ?? new Float32Array(dimension),
    context: (first ?? points).context?.slice(0, open.maps.contextSize) ?? null,
  };
}

/** Components are computed one after the other, up to the wanted one. */
function principalCount(along: string | null, perKind: number): number {
  if (along === null) return perKind;
  const component = Number(/^PC (\d+)$/.exec(along)?.[1] ?? 1);
  return Math.min(component, perKind);
}

function noDirection(along: string, directions: readonly Direction[]): FlowscopeError {
  const labels = directions.map(({ label }) => label);
  const near = suggest(along, labels);
  const shown = labels.slice(0, 12).join(', ');
  return new FlowscopeError(
    'wrong-value',
    `there is no direction '${along}'${near === null ? '' : `; did you mean '${near}'?`}`,
    { exitCode: 2, hint: `The directions are ${shown}${labels.length > 12 ? ', …' : ''}.` },
  );
}

export async function traverseFrom(
  runtime: Runtime,
  open: OpenModel,
  data: OpenFacts,
  { directions, start, context: own }: TraversalBasis,
  { columns, extent, context: given, signal = null }: StepOptions,
): Promise<TraversalPoints> {
  const scores = normalScores(open);
  const dimension = start.length;
  const context = given ?? own;
  const sigmas = stepsOf(columns, extent);
  const count = directions.length * sigmas.length;
  const latents = new Float32Array(count * dimension);
  for (const [row, { vector, sigma }] of directions.entries()) {
    for (const [column, k] of sigmas.entries()) {
      const at = (row * sigmas.length + column) * dimension;
      for (let d = 0; d < dimension; d++) latents[at + d] = start[d]! + k * sigma * vector[d]!;
    }
  }
  const values = await decodeLatents(
    runtime,
    open,
    data,
    { values: mapCoordinates(latents, dimension, scores.fromScore), count, context: repeatRow(context, count) },
    signal,
  );
  return { sigmas, values };
}

function stepsOf(columns: number, extent: number): number[] {
  return Array.from({ length: columns }, (_, i) =>
    columns === 1 ? 0 : (extent * (2 * i - (columns - 1))) / (columns - 1),
  );
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** The first rows; of rows with weights, as many drawn by weight from all of them. */
function directionRows({ count, weights }: PreparedRows, most: number): readonly number[] {
  const first = Math.min(count, most);
  return weights === undefined ? range(first) : [...resampledRows(weights, first)];
}
