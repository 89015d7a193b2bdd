import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver-types';
import { shapeText } from '../../flow/bijections/shapes.ts';
import { formatCounted, formatNats } from '../../format/numbers.ts';
import { ENGLISH } from '../../format/strings.ts';
import { isObjectPlace } from '../../spec/text/node.ts';
import { createSites } from '../../spec/text/sites.ts';
import type { Analysis } from '../analysis/analysis.ts';
import type { Facts } from '../analysis/plan-facts.ts';
import { escapeMarkdown } from '../markdown/escape.ts';
import type { LayerFact, NllSum, RunFact } from '../run-facts.ts';
import { overlaps } from './ranges.ts';

type Expanded = Facts['layers'][number];

/**
 * After each layer: its output shape and number of parameters; if a run has this same plan, also what it measured
 * there. A layer inside `repeat` represents all its iterations.
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
  return [...groupBy(facts.layers)].flatMap(([path, iterations]) => {
    const node = sites.place(path)?.node;
    if (node === undefined) return [];
    const end = node.offset + node.length;
    const position = lines.position(text[end] === ',' ? end + 1 : end);
    if (!overlaps({ start: position, end: position }, range)) return [];
    const readings: readonly LayerFact[] = measured.get(path) ?? [];
    const tooltip = tooltipOf(readings, run);
    return [
      {
        position,
        label: [`→ ${shapesText(iterations)}`, countText(iterations), ...readingText(readings)].join(' · '),
        kind: InlayHintKind.Type,
        paddingLeft: true,
        ...(tooltip === null ? {} : { tooltip: { kind: 'markdown' as const, value: tooltip } }),
      },
    ];
  });
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

/** One shape, or the first and the last if the iterations differ (the levels of a multi-scale flow). */
function shapesText(iterations: readonly Expanded[]): string {
  const shapes = iterations.map(({ outputShape }) => shapeText(outputShape));
  const [first, last] = [shapes[0]!, shapes.at(-1)!];
  return new Set(shapes).size === 1 ? first : `${first} … ${last}`;
}

function countText(iterations: readonly Expanded[]): string {
  const counts = iterations.map(({ parameters }) => parameters);
  const same = new Set(counts).size === 1;
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 'no parameters';
  if (counts.length === 1) return formatCounted(total, 'parameter');
  return same
    ? `${counts.length} × ${formatCounted(counts[0]!, 'parameter')}`
    : `${formatCounted(total, 'parameter')} in ${counts.length} iterations`;
}

/** Means add up over iterations, but percentiles do not, so the spread over samples is shown only for a single iteration. */
function readingText(readings: readonly LayerFact[]): readonly string[] {
  const [only] = readings;
  if (only === undefined) return [];
  const mean = readings.reduce((sum, reading) => sum + reading.mean, 0);
  const gains = readings.map(({ gain }) => gain).filter((gain) => gain !== undefined);
  const gain = gains.reduce((sum, value) => sum + value, 0);
  return [
    `log-det ${signed(mean)}${spreadText(readings, only)}`,
    ...(gains.length === readings.length ? [`gain ${signed(gain)}`] : []),
  ];
}

function spreadText(readings: readonly LayerFact[], { p10, p90 }: LayerFact): string {
  if (readings.length > 1) {
    const means = readings.map(({ mean }) => mean);
    return ` (${readings.length} iterations, ${signed(Math.min(...means))} … ${signed(Math.max(...means))})`;
  }
  return p10 === undefined || p90 === undefined ? '' : ` ± ${formatNats((p90 - p10) / 2)}`;
}

function signed(value: number): string {
  const text = formatNats(value);
  return text.startsWith('−') || /^[0.]+$/.test(text) ? text : `+${text}`;
}

function tooltipOf(readings: readonly LayerFact[], run: RunFact | null): string | null {
  if (readings.length === 0 || run === null) return null;
  const rows = readings
    .slice(0, 64)
    .map(({ turn, mean, p10, p90, gain }) =>
      [
        ...(turn.length === 0 ? [] : [`iteration ${turn.map((counter) => counter + 1).join('.')}:`]),
        `mean log-det ${signed(mean)}`,
        ...(p10 === undefined || p90 === undefined ? [] : [`p10 ${signed(p10)}, p90 ${signed(p90)}`]),
        ...(gain === undefined ? [] : [`gain ${signed(gain)}`]),
      ].join(' '),
    );
  const rest = readings.length > rows.length ? [`${readings.length - rows.length} more iterations`] : [];
  const head = `Nats, run ${escapeMarkdown(run.id)}; ± is half the p10–p90 range over the rows.`;
  const { sum } = readings[0]!;
  const whole = sum === undefined ? [] : ['', escapeMarkdown(sumText(sum))];
  return [head, ...whole, '', ...[...rows, ...rest].map((row) => `- ${escapeMarkdown(row)}`)].join('\n');
}

function sumText({ gaussianNll, gains, lastTerm, kind, nll }: NllSum): string {
  const last = `${ENGLISH[`lastTerm.${kind}`].toLowerCase()} ${formatNats(lastTerm)}`;
  return `The whole flow: Gaussian ${formatNats(gaussianNll)} − gains ${formatNats(gains)} + ${last} = NLL ${formatNats(nll)}.`;
}
