/** Defines a step that a column goes through before the flow: one file per step, plus one line in registry.ts. */
import type { Tensor } from '../../tensor/tensor.ts';

/** Where a step is in the order of a column's steps, each a row of log q. */
export const STAGES = ['bounds', 'transform', 'standardize'] as const;

export type Stage = (typeof STAGES)[number];

/** The index of a stage's row: layers begin at 0. */
export const STAGE_INDEX: Readonly<Record<Stage, number>> = { bounds: -3, transform: -2, standardize: -1 };

/** The key of `data` that asks for a stage. */
export const STAGE_PATH: Readonly<Record<Stage, string>> = {
  bounds: 'data.columns',
  transform: 'data.columns',
  standardize: 'data.standardize',
};

/** A step of one column, fitted to its training rows: z = core(v) with v = (x − center)/scale. */
export interface FittedStep {
  readonly stage: Stage;
  /** Of its definition. */
  readonly type: string;
  readonly center: number;
  /** Not 0; negative if the step mirrors the column. */
  readonly scale: number;
  /** What else was fitted. Absent: nothing. */
  readonly table?: readonly (readonly number[])[];
}

/** Values and ln(dz/dv), elementwise. */
export interface Stepped {
  readonly value: Tensor;
  /** null: 0 everywhere. */
  readonly logSlope: Tensor | null;
}

export interface Domain {
  readonly low: number;
  readonly high: number;
}

/**
 * The core of a step. Its host functions compute in float64, and its graphs the same in the runtime's precision, for columns
 * [B, n] with one fitted step each. |dz/dv| is its slope: a core may fall, if the scale is negative.
 */
export interface StepDefinition {
  readonly type: string;
  /** What it does to x, as `describe` and hovers say it. */
  describe(step: FittedStep): string;
  /** Values x of the step that have a density: v is from (low − center)/scale to (high − center)/scale. Absent: all. */
  readonly domain?: (step: FittedStep) => Domain;
  /** Where x has values at all, without its ends: nothing is clipped to them. Absent: that of `domain`. */
  readonly support?: Domain;
  /** Finite for every v; outside the domain that of its nearest end. */
  forward(v: number, step: FittedStep): number;
  /** Of any z, clipped to the domain. */
  inverse(z: number, step: FittedStep): number;
  /** ln|dz/dv|, nats; −∞ outside the domain. */
  logSlope(v: number, step: FittedStep): number;
  /** `forward` and `logSlope`. */
  forwardGraph(v: Tensor, steps: readonly FittedStep[]): Stepped;
  inverseGraph(z: Tensor, steps: readonly FittedStep[]): Tensor;
}

export function defineStep(definition: StepDefinition): StepDefinition {
  return definition;
}

/** α of the steps for bounds: values at a bound stay finite. */
export const ALPHA = 1e-4;
