/** A column's steps one after the other, in float64. */
import type { Domain, FittedStep, Stage } from './define-step.ts';
import { stepOf } from './registry.ts';

/** Of one column, in order; empty: the column has only what is computed on the host. */
export type Chain = readonly FittedStep[];

/** @param x of the column, data units */
export function throughChain(chain: Chain, x: number): number {
  return chain.reduce((at, step) => stepOf(step).forward((at - step.center) / step.scale, step), x);
}

/** From what the first step's shift and scale make of x: rows are prepared that far. */
export function afterHost(chain: Chain, v: number): number {
  const [first, ...rest] = chain;
  return first === undefined ? v : throughChain(rest, stepOf(first).forward(v, first));
}

function domainOf(step: FittedStep): Domain {
  return stepOf(step).domain?.(step) ?? { low: -Infinity, high: Infinity };
}

/** Where the column has values, data units. Infinite ends: there is no bound. */
export function boundsOfChain([first]: Chain): Domain {
  return first === undefined ? { low: -Infinity, high: Infinity } : domainOf(first);
}

/** Where the column has values, as its axes show it: the ends of a support are no values themselves. */
export function supportOfChain(chain: Chain): Domain & { readonly isOpen: boolean } {
  const [first] = chain;
  const support = first === undefined ? undefined : stepOf(first).support;
  return support === undefined ? { ...boundsOfChain(chain), isOpen: false } : { ...support, isOpen: true };
}

/** The largest value, for a column on a grid: noise reaches from there to the bound. Infinity: there is no bound. */
export function highestOf(chain: Chain, grid: number): number {
  return boundsOfChain(chain).high - grid;
}

/** Far below the resolution of float32. */
const SNAP = 1e-12;

/** To the ends of a domain, from beyond them and from where a rounding error may lead. */
function snapped(x: number, { low, high }: Domain, within: number): number {
  if (x <= low + within) return low;
  return x >= high - within ? high : x;
}

/** Relative error of a value at a bound that comes from float32. */
const ROUNDING = 1e-6;

/** x from the end of the chain, and whether it was clipped to a step's domain. */
export function backThroughChain(chain: Chain, z: number): { readonly x: number; readonly clipped: boolean } {
  let [at, clipped] = [z, false];
  for (const step of chain.toReversed()) {
    const v = stepOf(step).inverse(at, step);
    const { low, high } = domainOf(step);
    const x = snapped(v * step.scale + step.center, { low, high }, SNAP * Math.abs(step.scale));
    if (x === low || x === high) clipped ||= Math.abs(stepOf(step).forward(v, step) - at) > ROUNDING * Math.abs(at);
    at = x;
  }
  return { x: at, clipped };
}

/** ln|d/dx| of the steps of each stage at x, nats. */
export function stageLogDets(chain: Chain, x: number): Partial<Record<Stage, number>> {
  const result: Partial<Record<Stage, number>> = {};
  let at = x;
  for (const step of chain) {
    const v = (at - step.center) / step.scale;
    result[step.stage] = (result[step.stage] ?? 0) + stepOf(step).logSlope(v, step) - Math.log(Math.abs(step.scale));
    at = stepOf(step).forward(v, step);
  }
  return result;
}
