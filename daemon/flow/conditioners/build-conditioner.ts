import type { AnyConditionerSite, Conditioner, ConditionerDefinition } from '../conditioner-definition.ts';
import { nestedParameters, nestedScope } from './nesting.ts';
import { conditionerDefinitions } from './registry.ts';

const PREFIX = 'conditioner';

/**
 * Builds a layer's network from its resolved configuration `{type, …keys}`. Its parameters are named like the layer's
 * own, `conditioner.<name>`, and `apply` takes the layer's scope.
 * @throws Error if the network does not fit the site: an image network needs an image site
 */
export function buildConditioner(config: unknown, site: AnyConditionerSite): Conditioner {
  const { type, ...keys } = inlined(config);
  const { build, kind } = definitionOf(type);
  if (!build) throw new Error(`conditioner '${type}' cannot be built`);
  if (kind !== siteKind(site))
    throw new Error(`conditioner '${type}' does not work on a site of kind ${siteKind(site)}`);
  const conditioner = build(keys, site);
  return {
    parameters: nestedParameters(conditioner.parameters, PREFIX),
    apply: (x, scope) => conditioner.apply(x, nestedScope(scope, PREFIX)),
  };
}

/** The kind of network that a resolved configuration has, which decides the site that its layer gives it. */
export function conditionerKind(config: unknown): ConditionerDefinition['kind'] {
  return definitionOf(inlined(config).type).kind;
}

function siteKind(site: AnyConditionerSite): ConditionerDefinition['kind'] {
  if ('image' in site) return 'image';
  return 'order' in site ? 'masked' : 'vector';
}

function definitionOf(type: string): ConditionerDefinition {
  const definition = conditionerDefinitions.find((candidate) => candidate.type === type);
  if (!definition) throw new Error(`'${type}' is not a conditioner`);
  return definition;
}

function inlined(config: unknown): { readonly type: string } & Readonly<Record<string, unknown>> {
  if (typeof config === 'object' && config !== null && 'type' in config && typeof config.type === 'string') {
    return { ...config, type: config.type };
  }
  throw new Error('the conditioner was not resolved to an object');
}
