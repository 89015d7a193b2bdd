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
  /**
   * Names of captured arrays that each of several ranks has itself. The others and the state are those of the first rank,
   * and only it must have them. Absent: all captured arrays.
   */
  readonly own?: readonly string[];
}

/** A step program with its data and its state, which stay where the runtime computes. */
export interface CompiledLoop {
  /**
   * Runs up to `steps` steps from the current state. `perStep` has arrays [steps, …], with the rows of all devices where a
   * program is that of one of several devices; outputs are stacked: [number of
   * steps that ran, …].
   */
  run(steps: number, perStep: Feeds): Promise<{ readonly outputs: Results; readonly ran: number }>;
  /**
   * As `run`, but before a step changes the state, `keep` is given its outputs and its index. If it answers no, the run ends with that
   * step, whose changes are not made. Absent: the runtime computes results and changes together, so that only `rewind` undoes them.
   */
  runWhile?(
    steps: number,
    perStep: Feeds,
    keep: (outputs: Results, index: number) => boolean,
  ): Promise<{ readonly outputs: Results; readonly ran: number }>;
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
  /** Number of devices that share the batches of a loop. Absent: 1. */
  readonly devices?: number;
}

/** What a run records of what computes it. */
export interface RuntimeFacts {
  /** As in `device` of a spec, with its number: `gpu:0`; `cpu` for the only one. */
  readonly device: string;
  /** Its model, such as `NVIDIA H200`. */
  readonly deviceKind: string;
  /** Number of devices, if there are several like it. */
  readonly devices?: number;
  /** Runtimes with a choice only. */
  readonly matmulPrecision?: MatmulPrecision;
  /** Number of processes that compute together, if there are several. */
  readonly ranks?: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** Processes that compute together: each makes the same calls in the same order. */
export interface Ranks {
  readonly rank: number;
  readonly ranks: number;
  /** What the first rank says, which all others get. Each rank must call it. @param text of the first rank, 4096 bytes at most */
  announce(text: string | null): Promise<string>;
}

export interface Runtime<Name extends string = string> {
  /** As in `backend` of a spec and in the records of a run. */
  readonly name: Name;
  readonly capabilities: RuntimeCapabilities;
  compile(model: FunctionModel): Promise<CompiledFunction>;
  compileLoop(program: StepProgram, start: LoopStart): Promise<CompiledLoop>;
  /** Absent: there is nothing beside its name. */
  readonly facts?: RuntimeFacts;
  /** Absent: it computes in this process alone. */
  readonly ranks?: Ranks;
  /** Ends what it started; absent: it started nothing. */
  close?(): Promise<void>;
}
