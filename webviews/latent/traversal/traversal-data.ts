/** Requests of traversals and interpolations. */
import type * as z from 'zod/mini';
import type { ArrayValues } from '../../../protocol/array-values.ts';
import { interpolateFigure } from '../../../protocol/figures/interpolate.ts';
import { traversalFigure } from '../../../protocol/figures/traversal.ts';
import { withPixels } from '../../bridge/with-pixels.ts';
import { fetchGivenImages, type GivenImage } from '../../components/given-images.ts';
import type { Question } from '../latent-data.ts';

type TraversalResult = z.output<typeof traversalFigure.method.result>;
export type Direction = TraversalResult['directions'][number];

/** null: not known yet whether the data are images. */
type Pixels = boolean | null;

export interface Traversal {
  readonly checkpoint: number;
  readonly directions: readonly Direction[];
  readonly sigmas: readonly number[];
  readonly influence: TraversalResult['influence'];
  /** Present if the model has no encoder. */
  readonly encoder?: false | undefined;
  /** Number of parts of the latent; absent: one. */
  readonly levels?: number | undefined;
  /** Shape of one point. */
  readonly point: readonly number[];
  /** [directions, columns, …point], data units or pixels. */
  readonly values: ArrayValues;
  /** The condition images of the context; empty without. */
  readonly given: readonly GivenImage[];
}

export interface TraversalChoices {
  readonly kind: 'dimension' | 'principal' | 'class' | 'all';
  readonly rows: number;
  /** Part of the latent whose dimensions are traversed; null: all. */
  readonly level: number | null;
  readonly sigma: number;
  readonly start: 'centre' | number;
}

export type ContextMode = 'fixed' | 'blended';

export interface Between {
  readonly positions: readonly number[];
  /** Absent without context, and from older daemons. */
  readonly contextMode?: ContextMode | undefined;
  /** The condition images of all points; empty without. */
  readonly given: readonly GivenImage[];
  /** The row whose context is fixed. */
  readonly contextRow?: number | null | undefined;
  readonly point: readonly number[];
  /** [columns, …point] */
  readonly values: ArrayValues;
}

export interface BetweenChoices {
  readonly from: number;
  readonly to: number;
  readonly method: 'spherical' | 'linear';
  /** null: as the daemon chooses. */
  readonly contextMode: ContextMode | null;
}

/** Images of a traversal. */
const COLUMNS = 9;
/** Points of a traversal: enough for a smooth line. */
const POINTS = 97;

function paramsOf(
  { run, checkpoint }: Question,
  { kind, rows, level, sigma, start }: TraversalChoices,
  pixels: boolean,
) {
  return {
    run,
    checkpoint,
    panel: 'traversal',
    ...(kind === 'all' ? {} : { directions: [kind] }),
    rows,
    level,
    columns: pixels ? COLUMNS : POINTS,
    sigma,
    start,
    pixels,
  };
}

export async function fetchTraversal(
  question: Question,
  choices: TraversalChoices,
  isImage: Pixels,
): Promise<Traversal> {
  const { host, signal } = question;
  const result = await withPixels(isImage, (pixels) =>
    host.request(traversalFigure.method, paramsOf(question, choices, pixels), signal),
  );
  const { shape } = result.values;
  const [values, given] = await Promise.all([
    host.fetchArray(result.values, signal),
    fetchGivenImages(host, result.conditions, signal),
  ]);
  return { ...result, point: shape.slice(2), values, given };
}

/** log q of the images of a traversal, [directions, columns]. It takes as long as the images, so that it is asked for apart. */
export async function fetchTraversalDensities(
  question: Question,
  choices: TraversalChoices,
): Promise<ArrayLike<number>> {
  const { host, signal } = question;
  const params = { ...paramsOf(question, choices, true), panel: 'traversal-logq', logq: true };
  const { logq } = await host.request(traversalFigure.method, params, signal);
  return logq ? host.fetchArray(logq, signal) : [];
}

function betweenParams({ run, checkpoint }: Question, choices: BetweenChoices, pixels: boolean) {
  return { run, checkpoint, panel: 'between', ...choices, columns: pixels ? COLUMNS : POINTS, pixels };
}

export async function fetchBetween(question: Question, choices: BetweenChoices, isImage: boolean): Promise<Between> {
  const { host, signal } = question;
  const result = await host.request(interpolateFigure.method, betweenParams(question, choices, isImage), signal);
  const { shape } = result.values;
  const [values, given] = await Promise.all([
    host.fetchArray(result.values, signal),
    fetchGivenImages(host, result.conditions, signal),
  ]);
  return { ...result, point: shape.slice(1), values, given };
}

/** log q of the images of an interpolation, [columns]. */
export async function fetchBetweenDensities(question: Question, choices: BetweenChoices): Promise<ArrayLike<number>> {
  const { host, signal } = question;
  const params = { ...betweenParams(question, choices, true), panel: 'between-logq', logq: true };
  const { logq } = await host.request(interpolateFigure.method, params, signal);
  return logq ? host.fetchArray(logq, signal) : [];
}
