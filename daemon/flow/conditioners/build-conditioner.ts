import type { Conditioner, ConditionerSite, MaskedConditionerSite } from '../definition.ts';
import { nestedParameters, nestedScope } from './nesting.ts';
import { conditionerDefinitions } from './registry.ts';

const PREFIX = 'conditioner';

/**
 * Builds a layer's network from its resolved configuration `{type, …keys}`. Its parameters are named like the layer's
 * own, `conditioner.<name>`, and `apply` takes the layer's scope.
 */
export function buildConditioner(config: unknown, site: ConditionerSite | MaskedConditionerSite): Conditioner {
  const { type, ...keys } = inlined(config);
  const definition = conditionerDefinitions.find((candidate) => candidate.type === type);
  if (!definition?.build) throw new Error(`conditioner '${type}' cannot be built`);
  const conditioner = definition.build(keys, site);
  return {
    parameters: nestedParameters(conditioner.parameters, PREFIX),
    apply: (x, scope) => conditioner.apply(x, nestedScope(scope, PREFIX)),
  };
}

function inlined(config: unknown): { readonly type: string } & Readonly<Record<string, unknown>> {
  if (typeof config === 'object' && config !== null && 'type' in config && typeof config.type === 'string') {
    return { ...config, type: config.type };
  }
  throw new Error('the conditioner was not resolved to an object');
}
