/** Nests one piece in another: its parameter names get a prefix. */
import type { ParameterSpec, Scope } from '../definition.ts';

export function nestedParameters(parameters: readonly ParameterSpec[], prefix: string): readonly ParameterSpec[] {
  return parameters.map((spec) => ({
    ...spec,
    name: `${prefix}.${spec.name}`,
    ...(spec.stream === undefined ? {} : { stream: `${prefix}.${spec.stream}` }),
  }));
}

export function nestedScope(scope: Scope, prefix: string): Scope {
  return { ...scope, parameter: (name) => scope.parameter(`${prefix}.${name}`) };
}
