/** What the panels of a report ask: the same figures as in the editor, at their first settings. */
import type { FigureName } from '../../protocol/figures/figure-names.ts';
import { FIGURES } from '../../protocol/figures/registry.ts';
import type { JsonObject, JsonValue } from '../encoding/json.ts';

/** The flow that a report is about. */
export interface ReportSubject {
  /** Of one point of the data: [D], or [height, width, channels] of images. */
  readonly shape: readonly number[];
  readonly hasContext: boolean;
  readonly layers: readonly { readonly index: number; readonly isCoupling: boolean }[];
}

export interface Question {
  readonly figure: FigureName;
  readonly params: JsonObject;
  /** Keys of the result whose arrays no panel fetches. */
  readonly without?: readonly string[];
  /** Only this key of the result differs from that of the same figure without a layer. */
  readonly only?: string;
}

/**
 * Parameters by which panels choose among answers, for each figure. The others follow from the panel: how many cells or
 * points it draws.
 */
const CHOICES: Readonly<Partial<Record<FigureName, readonly string[]>>> = {
  layers: ['split', 'layer'],
  coupling: ['split', 'layer', 'row'],
  traversal: ['directions', 'rows', 'sigma', 'start', 'split', 'seed', 'context', 'pixels'],
  interpolate: ['from', 'to', 'split', 'method', 'seed', 'pixels'],
  samples: ['n', 'temperature', 'seed', 'context', 'split', 'pixels', 'nearest'],
  density: ['extent', 'context'],
  latents: ['split', 'grid'],
};

/** By method: the values of such parameters in a question that does not state them. */
export function questionDefaults(): Record<string, Record<string, JsonValue>> {
  return Object.fromEntries(
    Object.entries(CHOICES).map(([name, keys]) => {
      const figure = FIGURES[name as FigureName];
      const values = figure.read({}) as JsonObject;
      return [figure.method.name, Object.fromEntries(keys.map((key) => [key, values[key] ?? null]))];
    }),
  );
}

/** What a question is about, as the report stores it. The details of a grid do not matter. */
export function aboutOf({ figure, params }: Question, step: number): JsonObject {
  const values = FIGURES[figure].read(params) as JsonObject;
  const about = (CHOICES[figure] ?? []).map((key) => [key, isGrid(key, values[key]) ? true : (values[key] ?? null)]);
  return { checkpoint: step, ...Object.fromEntries(about) };
}

function isGrid(key: string, value: JsonValue | undefined): boolean {
  return key === 'grid' && value != null;
}

const IMAGES = 64;
/** Images beside their nearest training images. */
const COMPARED = 16;
/** Columns of a traversal: of images, and of points, which are joined by a line. */
const COLUMNS = { images: 9, points: 97 } as const;
const DETAIL_ROWS = 2048;
/** Rows at which a coupling is shown; one if its Jacobian takes long. */
const COUPLING_ROWS = 4;
const WIDE = 64;
/** Cells in each direction at the step at which the panels open, and at the others. */
const CELLS = { first: 192, others: 96 } as const;
const GRID = { lines: 17, points: 65, rows: 512 } as const;

/** Samples of points: as many as the Samples panel offers and there is room for at twenty steps. */
export function sampleCount({ shape }: Pick<ReportSubject, 'shape'>): number {
  if (shape.length === 3) return IMAGES;
  const width = shape[0]!;
  return width <= 6 ? 4000 : width <= 26 ? 1000 : 256;
}

export function isPlane({ shape }: Pick<ReportSubject, 'shape'>): boolean {
  return shape.length === 1 && shape[0] === 2;
}

/** @param isFirst the step at which the panels open, which has more than the others */
export function stepQuestions(subject: ReportSubject, isFirst: boolean): readonly Question[] {
  const pixels = subject.shape.length === 3;
  const columns = pixels ? COLUMNS.images : COLUMNS.points;
  const n = sampleCount(subject);
  const cells = isFirst ? CELLS.first : CELLS.others;
  const methods = isFirst ? ['spherical', 'linear'] : ['spherical'];
  return [
    { figure: 'layers', params: {} },
    { figure: 'samples', params: { n, rows: pixels ? 0 : n, pixels } },
    ...(isFirst && pixels ? [{ figure: 'samples', params: { n: COMPARED, nearest: COMPARED, pixels } } as const] : []),
    // Of all kinds: a panel that wants one kind gets its part.
    { figure: 'traversal', params: { rows: 6, columns, pixels } },
    ...methods.map((method): Question => ({ figure: 'interpolate', params: { method, columns, pixels } })),
    { figure: 'latents', params: {}, without: ['z', 'logq'] },
    ...(isPlane(subject) && !subject.hasContext
      ? [{ figure: 'density', params: { width: cells, height: cells } } as const]
      : []),
  ];
}

/** How the layers warp the plane. */
export function gridQuestions(subject: ReportSubject): readonly Question[] {
  return isPlane(subject) ? [{ figure: 'latents', params: { grid: GRID }, without: ['z', 'logq'] }] : [];
}

/** One layer in detail. */
export function layerQuestions(
  { shape }: Pick<ReportSubject, 'shape'>,
  { index, isCoupling }: ReportSubject['layers'][number],
  isFirst: boolean,
): readonly Question[] {
  const width = shape.reduce((product, length) => product * length, 1);
  const rows = isCoupling ? (isFirst && width <= WIDE ? COUPLING_ROWS : 1) : 0;
  return [
    { figure: 'layers', params: { layer: index, n: DETAIL_ROWS, training: false }, only: 'selected' },
    ...Array.from({ length: rows }, (_, row): Question => ({ figure: 'coupling', params: { layer: index, row } })),
  ];
}
