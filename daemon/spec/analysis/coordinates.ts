import type { CoordinateFlow, LayerDefinition } from '../../flow/definition.ts';
import type { FlatLayer } from '../../flow/flatten-plan.ts';
import type { Shape } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { Pace } from '../pace.ts';
import { createInternedStates, createRememberedSteps, mixed } from './interned-states.ts';

/** What happens to the data's coordinates on their way to the latent. */
export interface CoordinateFates {
  /** Data coordinates that reach the latent as fixed multiples of themselves. */
  readonly untouched: readonly number[];
  /** Data coordinates that are transformed but that no conditioner sees and no layer mixes. */
  readonly unseen: readonly number[];
  /** Some layer makes coordinates depend on others (a coupling, an autoregressive layer, a mixing one). */
  readonly interacts: boolean;
}

/** State between two layers: what each coordinate there is, and what is known about the data's. Immutable. */
interface State {
  /** The data coordinate that each one is, or -1 for a mixture. */
  readonly origin: Int32Array;
  readonly transformed: Uint8Array;
  /** By data coordinate: some conditioner sees it, or some layer mixes it. */
  readonly seen: Uint8Array;
  /** By data coordinate: it is mixed into others, or was transformed before it was factored out. */
  readonly touched: Uint8Array;
}

/**
 * Follows each data coordinate through all layers, including those that `split` factors out. Turns that begin in the
 * same state as an earlier one are not computed again.
 */
export async function followCoordinates(
  layers: readonly FlatLayer[],
  definitions: ReadonlyMap<string, LayerDefinition>,
  inputShape: Shape,
  pace: Pace,
): Promise<CoordinateFates> {
  const flows = createRememberedSteps<object, CoordinateFlow>(({ source }) => source.length);
  const steps = createRememberedSteps<State, State>(({ origin }) => origin.length);
  const states = createInternedStates(hashOf, areEqual);
  let interacts = false;
  let state = states.intern(beginning(sizeOf(inputShape)));
  for (const { type, layer, inverted } of layers) {
    const definition = definitions.get(type);
    if (!definition) break;
    const { config } = layer;
    const flow = flows.get(definition, `${inverted} ${layer.inputShape}`, config, () =>
      flowOf(definition, layer.config, layer.inputShape, inverted),
    );
    interacts ||= flow.seen.some(Boolean);
    const before = state;
    state = steps.get(flow, '', before, () => states.intern(behind(before, flow)));
    if (pace.due()) await pace.pause();
  }
  return { ...fatesOf(state), interacts };
}

function beginning(count: number): State {
  return {
    origin: Int32Array.from({ length: count }, (_, i) => i),
    transformed: new Uint8Array(count),
    seen: new Uint8Array(count),
    touched: new Uint8Array(count),
  };
}

function behind(state: State, flow: CoordinateFlow): State {
  const seen = state.seen.slice();
  const touched = state.touched.slice();
  const goesOn = new Uint8Array(state.origin.length);
  let mixes = false;
  for (const from of flow.source) {
    if (from < 0) mixes = true;
    else goesOn[from] = 1;
  }
  for (let i = 0; i < state.origin.length; i++) {
    const origin = state.origin[i]!;
    if (origin < 0) continue;
    if (flow.seen[i]) seen[origin] = 1;
    // Mixed into others, or factored out unchanged.
    if (goesOn[i] === 0 && (mixes || state.transformed[i] === 1)) touched[origin] = 1;
  }
  const origin = new Int32Array(flow.source.length);
  const transformed = new Uint8Array(flow.source.length);
  for (let j = 0; j < flow.source.length; j++) {
    const from = flow.source[j]!;
    const known = from >= 0 && from < state.origin.length;
    origin[j] = known ? state.origin[from]! : -1;
    transformed[j] = !known || state.transformed[from] === 1 || flow.transformed[j] ? 1 : 0;
  }
  return { origin, transformed, seen, touched };
}

function fatesOf(state: State): Pick<CoordinateFates, 'untouched' | 'unseen'> {
  const touched = state.touched.slice();
  for (const [i, origin] of state.origin.entries()) if (origin >= 0 && state.transformed[i] === 1) touched[origin] = 1;
  const indices = Array.from(touched, (_, i) => i);
  return {
    untouched: indices.filter((i) => touched[i] === 0),
    unseen: indices.filter((i) => touched[i] === 1 && state.seen[i] === 0),
  };
}

function hashOf({ origin, transformed, seen, touched }: State): number {
  let hash = origin.length;
  for (let i = 0; i < origin.length; i++) hash = mixed(hash, origin[i]! * 2 + transformed[i]!);
  for (let i = 0; i < seen.length; i++) hash = mixed(hash, seen[i]! * 2 + touched[i]!);
  return hash;
}

function areEqual(a: State, b: State): boolean {
  return (
    sameEntries(a.origin, b.origin) &&
    sameEntries(a.transformed, b.transformed) &&
    sameEntries(a.seen, b.seen) &&
    sameEntries(a.touched, b.touched)
  );
}

function sameEntries(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** In an inverted layer the dependencies are reversed: output coordinates come from the inputs that they led to. */
function flowOf(definition: LayerDefinition, config: object, inputShape: Shape, inverted: boolean): CoordinateFlow {
  const flow = definition.coordinates(config, inputShape);
  if (!inverted) return flow;
  const count = sizeOf(inputShape);
  const source = new Array<number>(count).fill(-1);
  const transformed = new Array<boolean>(count).fill(true);
  const seen = new Array<boolean>(flow.source.length).fill(true);
  for (const [output, input] of flow.source.entries()) {
    if (input < 0) continue;
    source[input] = output;
    transformed[input] = flow.transformed[output] ?? false;
    seen[output] = flow.seen[input] ?? false;
  }
  return { source, transformed, seen };
}
