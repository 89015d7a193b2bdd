/** Helpers for this folder's tests. */

import type { DataSummary } from '../data/definition.ts';
import { type FlatLayer, flattenPlan } from '../flow/flatten-plan.ts';
import { asFlowPlan } from '../models/flow-plan.ts';
import { type CheckResult, checkText } from './check.ts';
import { registries as shipped } from './check-spec.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Plan } from './plan.ts';
import type { Registries } from './resolve/registries.ts';
import { createLines, type Range } from './text/range.ts';

const unused = () => {
  throw new Error('checking a spec builds nothing and loads nothing');
};

/** The shipped vocabulary with every type available: the checks must not depend on availability. */
export const complete: Registries = {
  layers: shipped.layers.map(({ unavailable: _none, ...layer }) => ({ ...layer, build: layer.build ?? unused })),
  conditioners: shipped.conditioners.map((conditioner) => ({ ...conditioner, build: conditioner.build ?? unused })),
  bases: shipped.bases.map((base) => ({ ...base, build: base.build ?? unused })),
  sources: shipped.sources.map((source) => ({ ...source, load: source.load ?? unused })),
  models: shipped.models,
};

export const OPTIONS = { folder: 'no-such-folder', trusted: true, fileStem: 'flow' } as const;

export function check(text: string): Promise<CheckResult> {
  return checkText(text, complete, OPTIONS);
}

/** The vocabulary with a csv source that returns `summary`, whatever the file contains. */
export function withCsvSummary(summary: DataSummary): Registries {
  const sources = complete.sources.map((source) =>
    source.type === 'csv' ? { ...source, summarize: () => Promise.resolve(summary) } : source,
  );
  return { ...complete, sources };
}

/** A text in which «…» marks the tokens where diagnostics are expected. */
export function unmark(marked: string): { readonly text: string; readonly ranges: readonly Range[] } {
  const spans: { start: number; end: number }[] = [];
  const text = marked.split(/([«»])/).reduce((plain, piece) => {
    if (piece === '«') spans.push({ start: plain.length, end: plain.length });
    else if (piece === '»') spans.at(-1)!.end = plain.length;
    else return plain + piece;
    return plain;
  }, '');
  const lines = createLines(text);
  return { text, ranges: spans.map(({ start, end }) => lines.range({ offset: start, length: end - start })) };
}

export function withCode(diagnostics: readonly Diagnostic[], code: string): readonly Diagnostic[] {
  return diagnostics.filter((diagnostic) => diagnostic.code === code);
}

/** Data of dimension `dimension` without a file, and these layers (JSON text). */
export function vectorSpec(dimension: number, layers: string, more = ''): string {
  return `{ "data": { "source": "npy", "path": "x.npy", "shape": [${dimension}] }, "layers": [${layers}]${more} }`;
}

export function imageSpec(shape: readonly number[], layers: string): string {
  return `{ "data": { "source": "idx", "path": "x", "shape": ${JSON.stringify(shape)} }, "layers": [${layers}] }`;
}

/** The plan of a spec that must have no errors. */
export async function planOf(text: string): Promise<Plan> {
  const { plan, diagnostics } = await check(text);
  if (plan === null) throw new Error(`no plan: ${JSON.stringify(diagnostics.map(({ message }) => message))}`);
  return asFlowPlan(plan, 'the spec');
}

/** A key of every layer's configuration, in data → latent order. */
export async function keysOf(text: string, key: string): Promise<readonly unknown[]> {
  const layers: readonly FlatLayer[] = flattenPlan(await planOf(text));
  return layers.flatMap(({ layer }) => {
    const value = (layer.config as Readonly<Record<string, unknown>>)[key];
    return value === undefined ? [] : [value];
  });
}
