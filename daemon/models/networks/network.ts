/** A network of a model, with its stored parameters. */
import type { Environment } from '../../flow/apply/environment.ts';
import type { AnyConditionerSite } from '../../flow/conditioner-definition.ts';
import { buildConditioner } from '../../flow/conditioners/build-conditioner.ts';
import type { ParameterSpec, Scope } from '../../flow/definition.ts';
import { type StoredParameter, stored } from '../../flow/parameters.ts';
import type { Shape, Tensor } from '../../tensor/tensor.ts';

export interface Network {
  readonly parameters: readonly StoredParameter[];
  /** @param x with a leading batch axis */
  apply(x: Tensor, environment: Environment): Tensor;
}

/** What a network between points and vectors needs to know of the data. */
export interface PointSite {
  /** Shape of one point: [D] or [height, width, channels]. */
  readonly inputShape: Shape;
  /** Size of the context vector, which every network reads; 0 if none. */
  readonly contextSize: number;
}

/** Parts that share a scope: a network of layers, and linear layers before or after it. */
export interface Parts {
  readonly parameters: readonly ParameterSpec[];
  apply(x: Tensor, scope: Scope): Tensor;
}

/** @param name first part of its parameters' names, such as `encoder` */
export function networkOf(name: string, { parameters, apply }: Parts): Network {
  return {
    parameters: parameters.map((spec) => stored(name, spec)),
    apply: (x, environment) => apply(x, scopeOf(name, environment)),
  };
}

/** A conditioner, `{type, …keys}`, as the whole network. Its parameters are `NAME.conditioner.…`. */
export function conditionerParts(config: object, site: AnyConditionerSite): Parts {
  return buildConditioner(config, site);
}

function scopeOf(name: string, { parameters, context, noise }: Environment): Scope {
  return {
    parameter: (own) => {
      const tensor = parameters.get(`${name}.${own}`);
      if (!tensor) throw new Error(`the model has no parameter '${name}.${own}'`);
      return tensor;
    },
    context,
    noise,
  };
}
