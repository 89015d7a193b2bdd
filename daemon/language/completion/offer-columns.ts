import { CompletionItemKind } from 'vscode-languageserver-types';
import { MISSING_VALUES_KEY } from '../../data/missing/missing-values.ts';
import { COLUMN_KEYS, WEIGHT_KEY } from '../../data/sources/column-keys.ts';
import { DEQUANTIZE_KEY } from '../../data/sources/keys.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { glanceAtData } from '../analysis/glance.ts';
import type { Cursor } from '../text/cursor.ts';
import type { Offer } from './offer.ts';
import { escapeSnippet } from './snippet.ts';

const MOST_OFFERS = 500;

/**
 * Names of columns of the table that the spec does not use yet, or that can get noise or values that stand for missing ones;
 * null: the cursor is not where a column is named.
 */
export async function offerColumns(
  analysis: Analysis,
  { containers, step }: Cursor,
  trusted: boolean,
): Promise<readonly Offer[] | null> {
  const [, data, list, item, ...deeper] = containers;
  if (data?.step !== 'data' || deeper.length > 0) return null;
  const isWeight = list === undefined && data.kind === 'object' && step === WEIGHT_KEY;
  const isNoise = list?.kind === 'array' && list.step === DEQUANTIZE_KEY;
  const isMissing =
    list?.kind === 'array' && list.step === MISSING_VALUES_KEY && item !== undefined && step === 'column';
  const isUse = list?.kind === 'array' && COLUMN_KEYS.some((key) => key === list.step);
  if (!isWeight && !isNoise && !isMissing && !isUse) return null;
  // In an entry such as `{ "name": … }`.
  if (item !== undefined && (item.kind !== 'object' || (step !== 'name' && step !== 'column'))) return null;
  const found = await glanceAtData(analysis, trusted);
  if (found === null) return null;
  const namesOf = (keys: readonly string[]) => new Set(keys.flatMap((key) => namesIn(found.keys[key])));
  const usedIn = (): readonly string[] => {
    if (isMissing) return [MISSING_VALUES_KEY, 'exclude'];
    return isNoise ? [DEQUANTIZE_KEY, 'context', 'exclude', WEIGHT_KEY] : [...COLUMN_KEYS, WEIGHT_KEY];
  };
  const used = namesOf(usedIn());
  const modelled = namesOf(['columns']);
  return found.columns
    .filter(({ name }) => !used.has(name) && (!isNoise || modelled.size === 0 || modelled.has(name)))
    .slice(0, MOST_OFFERS)
    .map(({ name, type }, rank) => ({
      label: name,
      kind: CompletionItemKind.Field,
      snippet: escapeSnippet(JSON.stringify(name)),
      detail: type,
      rank,
    }));
}

function namesIn(list: unknown): readonly unknown[] {
  if (!Array.isArray(list)) return typeof list === 'string' ? [list] : [];
  return list.map((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return entry;
    if ('name' in entry) return entry.name;
    return 'column' in entry ? entry.column : null;
  });
}
