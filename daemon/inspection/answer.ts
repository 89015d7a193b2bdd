/** What the inspection worker answers to a request for a figure. */
import type * as z from 'zod';
import type { FigureName } from '../../protocol/figures/figure-names.ts';
import type { FIGURES } from '../../protocol/figures/registry.ts';
import type { AnsweredArray } from '../../protocol/rpc/answer-arrays.ts';
import type { ArrayReference } from '../../protocol/rpc/array-reference.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { isOpenFlow, type OpenFlow } from './opened/open-flow.ts';
import type { OpenedRun } from './opened/opened-runs.ts';

/** The daemon replaces it with a reference. */
export type AnswerArray = AnsweredArray;

/** A method's result with the arrays themselves. Numbers that are not finite are allowed: the daemon writes null. */
export type Answer<T> = T extends ArrayReference
  ? AnswerArray
  : T extends object
    ? { readonly [K in keyof T]: Answer<T[K]> }
    : T;

export interface AnswerContext extends OpenedRun {
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
  /** false: no data file outside the spec's folder is opened or stat'ed. */
  readonly trusted: boolean;
}

type Figures = typeof FIGURES;

/** Parameters of a figure's computation. */
export type FigureValues<N extends FigureName> = ReturnType<Figures[N]['read']>;

/**
 * The computation of a figure.
 * @throws FlowscopeError, and the signal's reason once it is aborted
 */
export type FigureAnswer<N extends FigureName> = (
  params: FigureValues<N>,
  context: AnswerContext,
) => Promise<Answer<z.input<Figures[N]['result']>>>;

export interface FlowAnswerContext extends AnswerContext {
  readonly open: OpenFlow;
}

/** As `FigureAnswer`, of flows only. */
export type FlowFigureAnswer<N extends FigureName> = (
  params: FigureValues<N>,
  context: FlowAnswerContext,
) => ReturnType<FigureAnswer<N>>;

/** A figure that only flows have, as its definition says. */
export function ofFlow<N extends FigureName>(answer: FlowFigureAnswer<N>): FigureAnswer<N> {
  return async (params, { open, ...rest }) => {
    if (!isOpenFlow(open)) throw new Error(`a figure of flows was asked of model '${open.plan.model}'`);
    return answer(params, { ...rest, open });
  };
}

/** null stays null. */
export function arrayOrNull(values: AnswerArray['values'] | null, shape: readonly number[]): AnswerArray | null {
  return values && arrayOf(values, shape);
}

export function arrayOf(values: AnswerArray['values'], shape: readonly number[]): AnswerArray {
  const dtype =
    values instanceof Float32Array
      ? 'float32'
      : values instanceof Float64Array
        ? 'float64'
        : values instanceof Int32Array
          ? 'int32'
          : 'uint8';
  return { dtype, shape, values };
}
