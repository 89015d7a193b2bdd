/** The resolved plan of a flow: all defaults filled in, all references resolved, all repeats expanded. Data only. */
import type { FlowPlan } from '../flow/plan.ts';
import type { ModelPlan } from '../models/plan.ts';

export interface Plan extends ModelPlan, FlowPlan {}
