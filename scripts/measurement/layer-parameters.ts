/** A flow's parameters as the peers read them: layer by layer, under each layer's own names, as nested lists. */
import type { ParameterValues } from '../../daemon/evaluation/row-graph.ts';
import type { Flow } from '../../daemon/flow/flow.ts';
import { sizeOf } from '../../daemon/tensor/tensor.ts';

export type Nested = number | readonly Nested[];

/** `turn`: which slice to take where a repeat stacks the parameters. */
export function layerParameters(
  flow: Flow,
  values: ParameterValues,
  prefix: string,
  turn: number | undefined,
): Readonly<Record<string, Nested>> {
  const own = (start: string) => flow.parameters.filter(({ name }) => name.startsWith(`${start}.`));
  const phased = own(`${prefix}#phase0`).length > 0;
  const start = phased ? `${prefix}#phase${turn! % 2}` : prefix;
  const slice = turn === undefined ? null : phased ? Math.floor(turn / 2) : turn;
  return Object.fromEntries(
    own(start).map(({ name, shape }) => {
      const inner = slice === null ? shape : shape.slice(1);
      const size = sizeOf(inner);
      const all = values.get(name)!;
      return [
        name.slice(start.length + 1),
        nested(all.subarray((slice ?? 0) * size, ((slice ?? 0) + 1) * size), inner),
      ];
    }),
  );
}

export function nested(values: Float32Array, shape: readonly number[]): Nested {
  if (shape.length === 0) return values[0]!;
  const size = values.length / shape[0]!;
  return Array.from({ length: shape[0]! }, (_, i) => nested(values.subarray(i * size, (i + 1) * size), shape.slice(1)));
}
