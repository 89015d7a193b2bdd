/** What is verified: the model of a spec or of a run, and the rows of its data if they are available. */
import type { DataAccess } from '../../data/definition.ts';
import { loadDataset } from '../../data/load-dataset.ts';
import { dataTransform } from '../../data/prepare.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { flowModelOf } from '../../models/flow.ts';
import { isFlowPlan } from '../../models/flow-plan.ts';
import type { ModelPlan } from '../../models/plan.ts';
import { buildModel } from '../../models/registry.ts';
import { countParameters } from '../../spec/parameter-counts.ts';
import {
  flowSubject,
  isOpenFlow,
  type OpenData,
  type OpenFlow,
  type OpenModel,
  openWeights,
} from '../opened/open-flow.ts';
import { randomParameters, type VerificationRows } from './verification-points.ts';
import type { VerifySubject } from './verify.ts';

interface Rows {
  /** null: the data are not available. */
  readonly rows: VerificationRows | null;
  /** What kind of points the verification uses. */
  readonly at: 'rows' | 'samples';
  /** Which data are missing, and the consequence; null if none are. */
  readonly note: string | null;
}

export interface SubjectWithRows extends Rows {
  readonly subject: VerifySubject;
}

/**
 * A spec with random parameters, at its training rows.
 * @throws FlowscopeError `too-many-parameters`; `data`, `needs-trust`, `not-available`
 */
export async function specSubject(plan: ModelPlan, access: DataAccess, seed: number): Promise<SubjectWithRows> {
  const subject = isFlowPlan(plan) ? asTrained(flowSubject(plan)) : { plan, model: buildModel(plan) };
  countParameters(subject.model);
  const rows = await rowsAtHand(async () => {
    const dataset = await loadDataset(plan.data, access);
    const transform = dataTransform(dataset);
    return { rows: transform.prepare(dataset.train), enter: transform.enter };
  });
  return { subject: { ...subject, parameters: randomParameters(subject.model, seed) }, ...rows };
}

/** A checkpoint, at the run's validation rows. @throws FlowscopeError those of `data` except `missing-data` */
export async function runSubject(open: OpenModel, data: () => Promise<OpenData>): Promise<SubjectWithRows> {
  const rows = await rowsAtHand(async () => {
    const { split, transform } = await data();
    return { rows: split('validation'), enter: transform.enter };
  });
  if (!isOpenFlow(open)) return { subject: open, ...rows };
  const subject = asTrained(open);
  if (subject.model.parameters.length === open.model.parameters.length) return { subject: open, ...rows };
  const { parameters } = await openWeights(open.run, open.step, subject);
  return { subject: { ...subject, parameters }, ...rows };
}

/** With what only the objective needs: the discriminator of a Flow-GAN. */
function asTrained({ plan, flow }: Pick<OpenFlow, 'plan' | 'flow'>) {
  return { plan, flow, model: flowModelOf(flow, plan) };
}

/** Layers can be verified without the data. */
async function rowsAtHand(load: () => Promise<VerificationRows>): Promise<Rows> {
  try {
    const found = await load();
    return found.rows.count > 0 ? { rows: found, at: 'rows', note: null } : { rows: null, at: 'samples', note: null };
  } catch (error) {
    if (!(error instanceof FlowscopeError) || error.code !== 'missing-data') throw error;
    return { rows: null, at: 'samples', note: `${error.message}: samples of the model are used instead of data.` };
  }
}
