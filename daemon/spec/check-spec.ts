import { sourceDefinitions } from '../data/sources/registry.ts';
import { baseDefinitions } from '../flow/bases/registry.ts';
import { layerDefinitions } from '../flow/bijections/registry.ts';
import { conditionerDefinitions } from '../flow/conditioners/registry.ts';
import { modelDefinitions } from '../models/registry.ts';
import { type CheckOptions, type CheckResult, checkText } from './check.ts';
import { planParameters } from './parameter-counts.ts';
import type { Registries } from './resolve/registries.ts';
import { modelVocabulary } from './schema/top-level-schema.ts';

/** The vocabulary of this version. */
export const registries: Registries = {
  layers: layerDefinitions,
  conditioners: conditionerDefinitions,
  bases: baseDefinitions,
  sources: sourceDefinitions,
  models: modelVocabulary(modelDefinitions),
  countParameters: planParameters,
};

/**
 * Diagnoses and resolves a spec. Finds all problems, not only the first; `plan` is present if none is an error and the
 * data (or `shape` and `contextSize`) tell the flow's input shape. Reads only the header and first rows of data files.
 * @throws the reason of `options.signal` once it is aborted
 */
export function checkSpec(text: string, options: CheckOptions): Promise<CheckResult> {
  return checkText(text, registries, options);
}
