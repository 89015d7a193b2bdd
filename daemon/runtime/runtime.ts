/** Executes graphs. The same graph runs in float32 in ONNX Runtime and in float64 in the reference runtime. */
import type { FunctionModel } from './onnx/function-model.ts';
import type { StepProgram } from './onnx/loop-model.ts';

export type Values = Float32Array | Float64Array | BigInt64Array | Uint8Array;
export type Feeds = Readonly<Record<string, Values>>;
export type Results = Readonly<Record<string, Float32Array | Float64Array>>;

export interface CompiledFunction {
  /** Runs once; feeds and results by name, row-major. */
  run(feeds: Feeds): Promise<Results>;
  dispose(): Promise<void>;
}

export interface CompiledLoop {
  /**
   * Runs up to `steps` steps. `feeds` has state, per-step inputs ([steps, …]) and captured data by name. Results have
   * the next state under its own name and stacked outputs ([number of steps that ran, …]).
   */
  run(
    steps: number,
    feeds: Feeds,
  ): Promise<{ readonly state: Results; readonly outputs: Results; readonly ran: number }>;
  dispose(): Promise<void>;
}

export interface Runtime {
  readonly name: 'cpu' | 'reference';
  /** How repeats run: as a loop, or unrolled if the runtime has no control flow. */
  readonly repeats: 'scan' | 'unrolled';
  compile(model: FunctionModel): Promise<CompiledFunction>;
  compileLoop(program: StepProgram): Promise<CompiledLoop>;
}
