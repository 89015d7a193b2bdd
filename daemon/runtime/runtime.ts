/** Computes graphs. The same graph runs in float32 or float64, as the runtime computes. */
import type { MatmulPrecision } from '../../protocol/backends.ts';
import type { FunctionModel } from '../programs/function-model.ts';
import type { StepProgram } from '../programs/step-program.ts';

export type Values = Float32Array | Float64Array | BigInt64Array | Uint8Array;
/** Arrays by name, row-major. They may be kept without being copied, so nobody may write into them afterwards. */
export type Feeds = Readonly<Record<string, Values>>;
/** Arrays by name, row-major. Neither the runtime nor the caller writes into them. */
export type Results = Readonly<Record<string, Float32Array | Float64Array>>;

export interface CompiledFunction {
  /** Runs once; feeds and results by name. */
  run(feeds: Feeds): Promise<Results>;
  dispose(): Promise<void>;
}

/** What a loop is opened with. */
export interface LoopStart {
  /** Data for all runs. */
  readonly captured: Feeds;
  /** The state before the first step. */
  readonly state: Feeds;
}

/** A step program with its data and its state, which stay where the runtime computes. */
export interface CompiledLoop {
  /**
   * Runs up to `steps` steps from the current state. `perStep` has arrays [steps, …]; outputs are stacked: [number of
   * steps that ran, …].
   */
  run(steps: number, perStep: Feeds): Promise<{ readonly outputs: Results; readonly ran: number }>;
  /** The current state: later runs do not change these arrays. */
  readState(): Promise<Results>;
  /** Replaces the state. */
  writeState(state: Feeds): Promise<void>;
  /** Remembers the current state, where it is, in place of what was remembered before. */
  mark(): Promise<void>;
  /** Returns to the remembered state. */
  rewind(): Promise<void>;
  dispose(): Promise<void>;
}

export interface RuntimeCapabilities {
  /** How repeats run: as a loop, or unrolled if the runtime has no control flow. */
  readonly repeats: 'scan' | 'unrolled';
  readonly precision: 'float32' | 'float64';
}

/** What a run records of what computes it. */
export interface RuntimeFacts {
  /** As in `device` of a spec, with its number: `gpu:0`; `cpu` for the only one. */
  readonly device: string;
  /** Its model, such as `NVIDIA H200`. */
  readonly deviceKind: string;
  /** Runtimes with a choice only. */
  readonly matmulPrecision?: MatmulPrecision;
  readonly versions: Readonly<Record<string, string>>;
}

export interface Runtime<Name extends string = string> {
  /** As in `backend` of a spec and in the records of a run. */
  readonly name: Name;
  readonly capabilities: RuntimeCapabilities;
  compile(model: FunctionModel): Promise<CompiledFunction>;
  compileLoop(program: StepProgram, start: LoopStart): Promise<CompiledLoop>;
  /** Absent: there is nothing beside its name. */
  readonly facts?: RuntimeFacts;
  /** Ends what it started; absent: it started nothing. */
  close?(): Promise<void>;
}
