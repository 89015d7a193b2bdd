/** What the panels of a report ask: the same figures as in the editor, at their first settings. */

import { isPlane } from '../../protocol/common.ts';
import { isFigureOf } from '../../protocol/figures/define-figure.ts';
import type { FigureName } from '../../protocol/figures/figure-names.ts';
import { FIGURES } from '../../protocol/figures/registry.ts';
import { evenCount, OTHER_CONDITIONS, SHOWN_CONDITIONS } from '../../protocol/figures/samples.ts';
import type { JsonObject, JsonValue } from '../encoding/json.ts';

/** The model that a report is about. */
export interface ReportSubject {
  /** Its type. */
  readonly model: string;
  /** false: its traversals and interpolations start from draws. */
  readonly hasEncoder: boolean;
  /** Dimensions of its latents. */
  readonly latents: number;
  /** Of one point of the data: [D], or [height, width, channels] of images. */
  readonly shape: readonly number[];
  readonly hasContext: boolean;
  /** The model is conditioned on images. */
  readonly hasConditionImages: boolean;
  /** A context column with labels, and their number; null: there is none. */
  readonly labels: ContextLabels | null;
  /** Columns of a table, whose conditional densities are shown; null: they are not. */
  readonly columns: ReportColumns | null;
  /** Two rows that are far from each other: the interpolation is between them. */
  readonly distant: readonly [number, number];
  readonly layers: readonly { readonly index: number; readonly isCoupling: boolean }[];
}

/** A context column with labels. */
export interface ContextLabels {
  readonly column: string;
  readonly count: number;
  /** In the order of their numbers. */
  readonly values: readonly string[];
  /** The flow has no other context. */
  readonly isAlone: boolean;
}

export interface ReportColumns {
  readonly names: readonly string[];
  /** Those that depend most on each other first. */
  readonly pairs: readonly (readonly [string, string])[];
}

export interface Question {
  readonly figure: FigureName;
  readonly params: JsonObject;
  /** Keys of the result whose arrays no panel fetches. */
  readonly without?: readonly string[];
  /** Rows of the array at a key that panels read. */
  readonly first?: Readonly<Record<string, number>>;
  /** Only this key of the result differs from that of the same figure without a layer. */
  readonly only?: string;
}

/**
 * Parameters by which panels choose among answers, for each figure. The others follow from the panel: how many cells or
 * points it draws.
 */
const CHOICES: Readonly<Partial<Record<FigureName, readonly string[]>>> = {
  layers: ['split', 'layer'],
  elbo: ['split', 'importance', 'dimension'],
  coupling: ['split', 'layer', 'row'],
  traversal: ['directions', 'rows', 'sigma', 'start', 'split', 'seed', 'context', 'pixels'],
  interpolate: ['from', 'to', 'split', 'method', 'contextMode', 'seed', 'pixels'],
  samples: ['n', 'temperature', 'seed', 'context', 'by', 'split', 'pixels', 'nearest'],
  density: ['extent', 'context'],
  conditional: ['columns', 'row', 'at', 'context', 'extent'],
  latents: ['split', 'grid', 'pixels'],
  probe: ['split', 'row', 'x', 'z', 'context', 'pixels'],
  // Its parts, which the panel requests one by one, are in one answer.
  evaluate: ['split'],
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
/** Held-out rows behind the details of a layer. Flows on images take some hundred times as long for a row. */
const DETAIL_ROWS = { images: 256, points: 2048 } as const;
/** Rows behind the terms, latents and directions of image flows at the steps at which no panel opens. */
const LATER_ROWS = 512;
/** Rows at which a coupling is shown; one if its Jacobian takes long. */
const COUPLING_ROWS = 4;
const WIDE = 64;
/** What is drawn of the plane at the step at which the panels open, and at the others: cells in each direction, and how it is warped. */
const PLANE = {
  first: { cells: 192, grid: { lines: 21, points: 97, rows: 1024 } },
  others: { cells: 96, grid: { lines: 11, points: 33, rows: 256 } },
} as const;
/** Held-out rows of tables and images beside the latents. */
const ROWS = { images: 48, table: 1024 } as const;
/** Rows of a flow that are decoded again, as in the Latent panel. */
const DECODED = 64;
/** Rows of other models beside what they are after a round trip. */
const PAIRS = { first: { images: 32, points: 512 }, others: { images: 16, points: 128 } } as const;
/** Latent dimensions whose centers are shown, and the bars of their histograms. */
const CENTERS = { dimensions: 32, bins: 32 } as const;
/** Numbers of them at each step. */
const MOST_NUMBERS = 16_384;
/** Rows that can be followed through the layers. */
const FOLLOWED = { first: 64, images: 4, others: 1 } as const;

/** Samples of points: as many as the Samples panel offers and there is room for at twenty steps. */
export function sampleCount({ shape }: Pick<ReportSubject, 'shape'>): number {
  if (shape.length === 3) return IMAGES;
  const width = shape[0]!;
  return width <= 6 ? 4000 : width <= 26 ? 1000 : 256;
}

/** @param isFirst the step at which the panels open, which has more than the others */
export function stepQuestions(subject: ReportSubject, isFirst: boolean): readonly Question[] {
  const pixels = subject.shape.length === 3;
  const columns = pixels ? COLUMNS.images : COLUMNS.points;
  const n = sampleCount(subject);
  const [from, to] = subject.hasEncoder ? subject.distant : [0, 1];
  // An image that is enlarged has its log q.
  const logq = isFirst && pixels && hasFigure(subject, 'layers');
  const fewer = pixels && !isFirst ? { n: LATER_ROWS } : {};
  const interpolation = (how: JsonObject): Question => ({
    figure: 'interpolate',
    params: { from, to, columns, pixels, logq, ...how },
  });
  const questions: readonly Question[] = [
    ...elboQuestions(subject, isFirst),
    { figure: 'layers', params: pixels && !isFirst ? { worth: false, ...fewer } : { worth: isFirst } },
    { figure: 'samples', params: { n, rows: pixels ? 0 : n, pixels, conditions: SHOWN_CONDITIONS } },
    ...(isFirst && pixels ? imageSampleQuestions(subject) : []),
    // Of all kinds: a panel that wants one kind gets its part.
    { figure: 'traversal', params: { rows: 6, columns, pixels, logq, ...fewer } },
    ...(isFirst ? METHODS : METHODS.slice(0, 1)).map((method) => interpolation({ method })),
    // The mode that is not the default.
    ...(isFirst && subject.hasContext
      ? [interpolation({ contextMode: subject.hasConditionImages ? 'blended' : 'fixed' })]
      : []),
    ...(subject.hasEncoder ? [latentsQuestion(subject, isFirst)] : []),
    ...probeQuestions(subject, isFirst),
    ...densityQuestions(subject, isFirst),
    ...conditionalQuestions(subject, isFirst),
    ...(isFirst && !pixels ? [EVALUATION] : []),
    ...(isFirst ? classQuestions(subject) : []),
  ];
  return questions.filter(({ figure }) => hasFigure(subject, figure));
}

/** As the Evaluation panel requests it: fitting and ranking take some seconds, so that other steps have none. */
const EVALUATION: Question = {
  figure: 'evaluate',
  params: { importance: 0, scatter: 2000, baselines: 'all', calibration: 10_000, samples: 2000 },
};

/** Whether the model of a report has it. */
export function hasFigure({ model, shape }: Pick<ReportSubject, 'model' | 'shape'>, figure: FigureName): boolean {
  return isFigureOf(FIGURES[figure], { model, shape });
}

/** The terms of a bound; at the first step also the importance-weighted bound and the centers of latent dimensions. */
function elboQuestions({ latents }: ReportSubject, isFirst: boolean): readonly Question[] {
  const question = (params: JsonObject): Question => ({ figure: 'elbo', params });
  const terms = question({ importance: 0 });
  if (!isFirst) return [terms];
  const { dimensions, bins } = CENTERS;
  const centers = Array.from({ length: Math.min(latents, dimensions) }, (_, dimension) =>
    question({ importance: 0, dimension, bins }),
  );
  return [terms, question({}), ...centers];
}

const METHODS = ['spherical', 'linear'] as const;

/** The first samples beside their nearest training images, and samples for every label. */
function imageSampleQuestions({ hasConditionImages, labels }: ReportSubject): readonly Question[] {
  const pixels = true;
  // Samples that share conditions depend on their number.
  const shown = hasConditionImages ? { n: IMAGES, conditions: SHOWN_CONDITIONS } : { n: COMPARED };
  const nearest: Question = {
    figure: 'samples',
    params: { ...shown, nearest: COMPARED, pixels },
    first: { samples: COMPARED },
  };
  if (labels === null) return [nearest];
  const n = evenCount(IMAGES, labels.count);
  return [nearest, { figure: 'samples', params: { n, by: labels.column, contextRow: OTHER_CONDITIONS, pixels } }];
}

function latentsQuestion(subject: ReportSubject, isFirst: boolean): Question {
  if (!hasFigure(subject, 'layers')) return pairsQuestion(subject, isFirst);
  const without = ['z', 'logq', 'decoded'];
  if (isPlane(subject.shape))
    return { figure: 'latents', params: { grid: PLANE[isFirst ? 'first' : 'others'].grid, decode: DECODED }, without };
  if (subject.shape.length === 3) {
    const n = isFirst ? {} : { n: LATER_ROWS };
    return { figure: 'latents', params: { rows: ROWS.images, pixels: true, ...n }, without };
  }
  const rows = Math.min(ROWS.table, Math.max(64, Math.floor(MOST_NUMBERS / subject.shape[0]!)));
  return { figure: 'latents', params: { rows, decode: DECODED }, without: ['logq', 'decoded'], first: { z: rows } };
}

/** Latents of a model without layers, with its rows after a round trip. */
function pairsQuestion({ shape }: ReportSubject, isFirst: boolean): Question {
  const pixels = shape.length === 3;
  const rows = PAIRS[isFirst ? 'first' : 'others'][pixels ? 'images' : 'points'];
  return { figure: 'latents', params: { rows, decode: rows, pixels }, without: ['logq'], first: { z: rows } };
}

function probeQuestions({ shape }: ReportSubject, isFirst: boolean): readonly Question[] {
  const pixels = shape.length === 3;
  const rows = isFirst ? (pixels ? FOLLOWED.images : FOLLOWED.first) : FOLLOWED.others;
  return Array.from({ length: rows }, (_, row): Question => ({ figure: 'probe', params: { row, pixels } }));
}

/** Contours and latents take longer than the density itself. */
function densityQuestions(subject: ReportSubject, isFirst: boolean): readonly Question[] {
  if (!isPlane(subject.shape) || subject.hasContext) return [];
  const { cells } = PLANE[isFirst ? 'first' : 'others'];
  return [{ figure: 'density', params: { width: cells, height: cells, regions: isFirst, latents: isFirst } }];
}

/** Columns and pairs of columns of which a report has the density, and cells of the map at other steps. */
const CONDITIONAL = { columns: 24, pairs: 10, cells: { first: 96, others: 48 } } as const;

/** The choices of columns that the Density panel of a report offers, the first of which it opens with. */
export function conditionalChoices({ columns }: Pick<ReportSubject, 'columns'>): readonly (readonly string[])[] {
  if (columns === null) return [];
  return [
    ...columns.pairs.slice(0, CONDITIONAL.pairs),
    ...columns.names.slice(0, CONDITIONAL.columns).map((name) => [name]),
  ];
}

/** Labels for which a report has densities and samples of their own at the first step, and single columns of each. */
const CLASSES = { labels: 8, columns: 6 } as const;

/** The labels of a table that have figures of their own. */
export function classesOf({ labels, columns }: Pick<ReportSubject, 'labels' | 'columns'>): readonly string[] {
  return labels === null || columns === null ? [] : labels.values.slice(0, CLASSES.labels);
}

/** Densities given each class: of the choice that the panel opens with, and of single columns. */
function classQuestions(subject: ReportSubject): readonly Question[] {
  const { labels } = subject;
  const [opened, ...others] = conditionalChoices(subject);
  if (labels === null || opened === undefined) return [];
  const single = others.filter(({ length }) => length === 1).slice(0, CLASSES.columns);
  const cells = CONDITIONAL.cells.others;
  return classesOf(subject).flatMap((label) => [
    ...[opened, ...single].map((columns): Question => {
      const params = { columns: [...columns], context: { [labels.column]: label } };
      return { figure: 'conditional', params: { ...params, ...(columns.length === 2 ? { cells } : {}) } };
    }),
    // A mix of chosen and drawn values is not supported.
    ...(labels.isAlone ? [classSamples(subject, { [labels.column]: label })] : []),
  ]);
}

function classSamples(subject: ReportSubject, context: JsonObject): Question {
  const n = sampleCount(subject);
  return { figure: 'samples', params: { n, rows: n, pixels: false, conditions: SHOWN_CONDITIONS, context } };
}

/** Other columns are held at the medians of the training rows, and the context at that of row 0. */
function conditionalQuestions(subject: ReportSubject, isFirst: boolean): readonly Question[] {
  const choices = conditionalChoices(subject);
  const cells = CONDITIONAL.cells[isFirst ? 'first' : 'others'];
  return choices.slice(0, isFirst ? undefined : 1).map((columns): Question => {
    const params = { columns: [...columns], ...(columns.length === 2 ? { cells } : {}) };
    return { figure: 'conditional', params };
  });
}

/** One layer in detail. */
export function layerQuestions(
  { shape }: Pick<ReportSubject, 'shape'>,
  { index, isCoupling }: ReportSubject['layers'][number],
  isFirst: boolean,
): readonly Question[] {
  const width = shape.reduce((product, length) => product * length, 1);
  const n = shape.length === 3 ? DETAIL_ROWS.images : DETAIL_ROWS.points;
  const rows = isCoupling ? (isFirst && width <= WIDE ? COUPLING_ROWS : 1) : 0;
  return [
    { figure: 'layers', params: { layer: index, n, training: false }, only: 'selected' },
    ...Array.from({ length: rows }, (_, row): Question => ({ figure: 'coupling', params: { layer: index, row } })),
  ];
}
