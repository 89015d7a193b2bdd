/** Verifies a model of any kind: the JSON of `verify`, without `v` and `parameters`. */
import type { Flow } from '../../flow/flow.ts';
import type { Model } from '../../models/definition.ts';
import { flowModelOf } from '../../models/flow.ts';
import { isFlowPlan } from '../../models/flow-plan.ts';
import type { ModelPlan } from '../../models/plan.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { type ModelVerification, type VerifyModelSubject, verifyModel } from './model/verify-model.ts';
import type { VerificationRows } from './verification-points.ts';
import { type VerifyOptions, verifyFlow } from './verify-flow.ts';

export interface VerifySubject extends VerifyModelSubject {
  /** Of a flow: the model itself. */
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
  return { model: plan.model, ...verification, checks: [], notVerified: besideFlow(flowModelOf(flow, plan), plan) };
}

/** What a flow is trained with and does not consist of. */
function besideFlow({ groups: [, ...others] }: Model, { training }: ModelPlan): readonly string[] {
  return others.map(
    ({ name }) =>
      `The ${name} of the objective ${training.objective.type} is not verified: it is not part of the flow.`,
  );
}
