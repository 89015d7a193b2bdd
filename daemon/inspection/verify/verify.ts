/** Verifies a model of any kind: the JSON of `verify`, without `v` and `parameters`. */
import type { Flow } from '../../flow/flow.ts';
import { isFlowPlan } from '../../models/flow-plan.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { type ModelVerification, objectiveChecks, type VerifyModelSubject, verifyModel } from './model/verify-model.ts';
import type { VerificationRows } from './verification-points.ts';
import { type VerifyOptions, verifyFlow } from './verify-flow.ts';

/** The model is as it is trained, with what only its objective needs. */
export interface VerifySubject extends VerifyModelSubject {
  /** Of a flow: the flow itself. */
  readonly flow?: Flow;
}

export interface VerificationOfModel extends ModelVerification {
  readonly model: string;
}

/** @param rows the data's rows to choose points from; null: the data are not available */
export async function verify(
  runtime: Runtime,
  { plan, model, flow, parameters }: VerifySubject,
  rows: VerificationRows | null,
  options: VerifyOptions,
): Promise<VerificationOfModel> {
  if (flow === undefined || !isFlowPlan(plan)) {
    return { model: plan.model, ...(await verifyModel(runtime, { plan, model, parameters }, rows, options)) };
  }
  const verification = await verifyFlow(runtime, { plan, flow, parameters }, rows, options);
  // The gradient of a flow's likelihood consists of the log-dets that are compared with Jacobians.
  const checks =
    model.objectives.length > 1
      ? await objectiveChecks(runtime, { plan, model, parameters }, rows, options)
      : ([] as const);
  const ok = verification.ok && checks.every((check) => check.ok);
  return { model: plan.model, ...verification, ok, checks, notVerified: [] };
}
