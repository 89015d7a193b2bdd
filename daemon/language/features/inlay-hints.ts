import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver-types';
import { traitsOf } from '../../flow/bijections/registry.ts';
import { shapeText } from '../../flow/bijections/shapes.ts';
import { formatCounted, formatNats, formatShortNats } from '../../format/numbers.ts';
import { ENGLISH } from '../../format/strings.ts';
import { child, isObjectPlace } from '../../spec/text/node.ts';
import type { Span } from '../../spec/text/range.ts';
import { createSites } from '../../spec/text/sites.ts';
import type { Analysis } from '../analysis/analysis.ts';
import type { Facts } from '../analysis/plan-facts.ts';
import { escapeMarkdown } from '../markdown/escape.ts';
import type { LayerFact, NllSum, RunFact } from '../run-facts.ts';
import { overlaps } from './ranges.ts';

type Expanded = Facts['layers'][number];

/**
 * After each network of a model: its number of parameters. After each layer: its output shape and number of parameters; if a run has this same plan, what it measured there comes
 * first, and the number of parameters is only in the hover. A layer inside `repeat` represents all its repeats.
 */
export function inlayHints(
  { parsed, text }: Analysis,
  facts: Facts,
  run: RunFact | null,
  range: Range,
): readonly InlayHint[] {
  const { root, lines } = parsed;
  const place = root === null ? null : { node: root, path: '' };
  if (place === null || !isObjectPlace(place)) return [];
  const sites = createSites(place);
  const measured = run !== null && run.specHash === facts.specHash ? groupBy(run.layers ?? []) : new Map();
  const behind = (node: Span) => {
    const end = node.offset + node.length;
    const position = lines.position(text[end] === ',' ? end + 1 : end);
    return overlaps({ start: position, end: position }, range) ? position : null;
  };
  const networks = [...facts.networks].flatMap(([key, parameters]) => {
    const node = child(place, key)?.node;
    const position = node ? behind(node) : null;
    if (position === null) return [];
    const label = formatCounted(parameters, 'parameter');
    return [{ position, label, kind: InlayHintKind.Type, paddingLeft: true } satisfies InlayHint];
  });
  const layers = [...groupBy(facts.layers)].flatMap(([path, repeats]) => {
    const node = sites.place(path)?.node;
    const position = node ? behind(node) : null;
    if (position === null) return [];
    const readings: readonly LayerFact[] = measured.get(path) ?? [];
    return [
      {
        position,
        label: labelOf(repeats, readings).join(' · '),
        kind: InlayHintKind.Type,
        paddingLeft: true,
        tooltip: { kind: 'markdown', value: tooltipOf(repeats, readings, run) },
      } satisfies InlayHint,
    ];
  });
  return [...networks, ...layers];
}

function groupBy<T extends { readonly path: string }>(list: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of list) {
    const group = groups.get(entry.path);
    if (group === undefined) groups.set(entry.path, [entry]);
    else group.push(entry);
  }
  return groups;
}

function labelOf(repeats: readonly Expanded[], readings: readonly LayerFact[]): readonly string[] {
  const shapes = shapesText(repeats, shortShape);
  if (readings.length === 0) return [shapes, countText(repeats)];
  const gain = gainOf(readings);
  return [
    ...(gain === null ? [] : [`gain ${formatShortNats(gain)}`]),
    `${termOf(repeats)} ${formatShortNats(sumOf(readings.map(({ mean }) => mean)))}`,
    shapes,
    ...(readings.length === 1 ? [] : [`${readings.length} repeats`]),
  ];
}

/** What a layer's term of log q is called. The squeezes of a multi-scale flow, which are at the same place, add 0. */
function termOf(repeats: readonly Expanded[]): string {
  return repeats.some(({ type }) => traitsOf(type).factorsOut) ? 'log-prior' : 'log-det';
}

/** One shape, or the first and the last if the repeats differ (the levels of a multi-scale flow). */
function shapesText(repeats: readonly Expanded[], textOf: (shape: readonly number[]) => string): string {
  const shapes = repeats.map(({ outputShape }) => textOf(outputShape));
  const [first, last] = [shapes[0]!, shapes.at(-1)!];
  return new Set(shapes).size === 1 ? first : `${first} … ${last}`;
}

/** `2-D` for vectors, `7 × 7 × 4` for images. */
function shortShape(shape: readonly number[]): string {
  return shape.length === 1 ? `${shape[0]}-D` : shapeText(shape);
}

function countText(repeats: readonly Expanded[]): string {
  const counts = repeats.map(({ parameters }) => parameters);
  const same = new Set(counts).size === 1;
  const total = sumOf(counts);
  if (total === 0) return 'no parameters';
  if (counts.length === 1) return formatCounted(total, 'parameter');
  return same
    ? `${counts.length} × ${formatCounted(counts[0]!, 'parameter')}`
    : `${formatCounted(total, 'parameter')} in ${counts.length} repeats`;
}

/** null: a repeat has none. */
function gainOf(readings: readonly LayerFact[]): number | null {
  const gains = readings.map(({ gain }) => gain).filter((gain) => gain !== undefined);
  return gains.length === readings.length ? sumOf(gains) : null;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function signed(value: number): string {
  const text = formatNats(value);
  return text.startsWith('−') || /^[0.]+$/.test(text) ? text : `+${text}`;
}

const MOST_REPEATS = 64;

function tooltipOf(repeats: readonly Expanded[], readings: readonly LayerFact[], run: RunFact | null): string {
  const output = `Output: ${shapesText(repeats, shapeText)}; ${countText(repeats)}.`;
  if (readings.length === 0 || run === null) return output;
  const rest = readings.length - MOST_REPEATS;
  const { sum } = readings[0]!;
  const term = termOf(repeats);
  return [
    output,
    '',
    `Nats, run ${escapeMarkdown(run.id)}; p10 and p90 are over the rows.`,
    ...(sum === undefined ? [] : ['', escapeMarkdown(sumText(sum))]),
    '',
    ...(readings.length === 1 ? [] : [`- ${escapeMarkdown(allText(readings, term))}`]),
    ...readings.slice(0, MOST_REPEATS).map((reading) => `- ${escapeMarkdown(readingText(reading, term))}`),
    ...(rest > 0 ? [`- ${rest} more repeats`] : []),
  ].join('\n');
}

/** Means add up over repeats, percentiles do not. */
function allText(readings: readonly LayerFact[], term: string): string {
  const gain = gainOf(readings);
  return [
    `all ${readings.length} repeats:`,
    ...(gain === null ? [] : [`gain ${signed(gain)},`]),
    `mean ${term} ${signed(sumOf(readings.map(({ mean }) => mean)))}`,
  ].join(' ');
}

function readingText({ turn, mean, p10, p90, gain }: LayerFact, term: string): string {
  return [
    ...(turn.length === 0 ? [] : [`repeat ${turn.map((counter) => counter + 1).join('.')}:`]),
    ...(gain === undefined ? [] : [`gain ${signed(gain)},`]),
    `mean ${term} ${signed(mean)}`,
    ...(p10 === undefined || p90 === undefined ? [] : [`(p10 ${signed(p10)}, p90 ${signed(p90)})`]),
  ].join(' ');
}

function sumText({ gaussianNll, gains, lastTerm, kind, nll }: NllSum): string {
  const last = `${ENGLISH[`lastTerm.${kind}`].toLowerCase()} ${formatNats(lastTerm)}`;
  return `The whole flow: Gaussian ${formatNats(gaussianNll)} − gains ${formatNats(gains)} + ${last} = NLL ${formatNats(nll)}.`;
}
