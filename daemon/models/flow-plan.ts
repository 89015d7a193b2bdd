/** Which plans are of flows. A separate file, because code that only asks needs no layers. */
import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { FlowPlan } from '../flow/plan.ts';
import type { ModelPlan } from './plan.ts';

/** The value of `model`. */
export const FLOW = 'flow';

/** Whether a resolved plan is of a flow, and so has `layers` and `base`. */
export function isFlowPlan<P extends ModelPlan>(plan: P): plan is P & FlowPlan {
  return plan.model === FLOW;
}

/** @param subject in the message, e.g. `the spec` @throws FlowscopeError `not-a-flow` (exit 2) */
export function asFlowPlan<P extends ModelPlan>(plan: P, subject: string): P & FlowPlan {
  if (isFlowPlan(plan)) return plan;
  throw new FlowscopeError('not-a-flow', `This works with flows, but ${subject} is of model '${plan.model}'.`, {
    exitCode: 2,
  });
}
