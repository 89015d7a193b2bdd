import type { ColumnGlance } from '../../data/definition.ts';
import { sourceDefinitions } from '../../data/sources/registry.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { child, isObjectPlace, toValue } from '../../spec/text/node.ts';
import type { Analysis } from './analysis.ts';

export interface DataGlance {
  /** `data` as it is written. */
  readonly keys: Readonly<Record<string, unknown>>;
  readonly columns: readonly ColumnGlance[];
}

/**
 * The columns of the file that a spec names, from the file's beginning: also while other parts of the spec are wrong.
 * @param trusted false: nothing outside the spec's folder is opened
 * @returns null if the source has no named columns, or its file cannot be read
 */
export async function glanceAtData({ parsed, site }: Analysis, trusted: boolean): Promise<DataGlance | null> {
  const root = parsed.root === null ? null : { node: parsed.root, path: '' };
  const data = root === null || !isObjectPlace(root) ? null : child(root, 'data');
  if (data === null || !isObjectPlace(data) || site.folder === null) return null;
  const keys = Object.fromEntries(data.node.members.map(({ key, value }) => [key, value ? toValue(value) : null]));
  const source = sourceDefinitions.find(({ type }) => type === keys.source);
  if (source?.glance === undefined) return null;
  try {
    return { keys, columns: await source.glance(keys, { folder: site.folder, trusted }) };
  } catch (error) {
    if (error instanceof FlowscopeError) return null;
    throw error;
  }
}
