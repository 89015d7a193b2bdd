import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { DataAccess, DataConfig, DataSummary, Dataset, SourceDefinition } from './definition.ts';
import { sourceDefinitions } from './sources/registry.ts';

/**
 * Reads or draws all rows of a source, splits them and fits the standardization.
 * @throws FlowscopeError `data`, `missing-data`, `needs-trust`, `not-available`
 */
export async function loadDataset(config: DataConfig, access: DataAccess): Promise<Dataset> {
  const { load } = definitionOf(config.source);
  if (load === null) throw notAvailable(config.source);
  return load(config, access);
}

/** Summarizes a source without training on it. Errors as `loadDataset`. */
export async function summarizeData(config: DataConfig, access: DataAccess): Promise<DataSummary> {
  const { summarize } = definitionOf(config.source);
  if (summarize === null) throw notAvailable(config.source);
  return summarize(config, access);
}

function definitionOf(source: string): SourceDefinition {
  const found = sourceDefinitions.find((definition) => definition.type === source);
  if (found !== undefined) return found;
  const known = sourceDefinitions.map((definition) => definition.type).join(', ');
  throw new FlowscopeError('data', `unknown data source '${source}'; known sources are ${known}`, { exitCode: 2 });
}

function notAvailable(source: string): FlowscopeError {
  return new FlowscopeError('not-available', `the data source '${source}' is not available yet`, { exitCode: 2 });
}
