import { dirname } from 'node:path';
import type * as z from 'zod';
import { isPlane } from '../../../protocol/common.ts';
import { previewTrain, previewUpdate } from '../../../protocol/rpc/preview-methods.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { isFlowPlan } from '../../models/flow-plan.ts';
import type { ModelPlan } from '../../models/plan.ts';
import type { PreviewJob } from '../../preview/preview-job.ts';
import type { Plan } from '../../spec/plan.ts';
import type { RequestProcess } from '../../worker/request-process.ts';
import { createHandler, type Handler } from '../handler.ts';
import { offered } from '../inspection/answer-arrays.ts';
import type { CheckSpec } from '../language/open-language.ts';
import { checkTraining } from '../runs/new-training.ts';
import { checkPath } from '../runs/trusted-path.ts';

export function trainHandler(worker: RequestProcess, check: CheckSpec): Handler {
  let requests = 0;
  return createHandler(
    previewTrain,
    async ({ spec, panel, ...settings }, { session, signal }) => {
      const request = ++requests;
      await checkPath(session, spec.path, 'spec.path');
      // Let the worker load its runtime while the spec is checked.
      worker.warm();
      const { trusted } = session;
      const own = { steps: null, seed: null, threads: 1 };
      const { plan } = await checkTraining(
        { specText: spec.text, specPath: spec.path, trusted, ...own },
        { check, session, signal },
      );
      const flow = asPreviewed(plan, spec.path);
      const job: PreviewJob = {
        ...settings,
        plan: flow,
        folder: dirname(spec.path),
        trusted,
        panel: `${session.id} ${panel}`,
      };
      const onUpdate = (picture: unknown) => {
        // This picture can be skipped: the next one contains everything in it.
        if (session.congested || signal.aborted) return;
        const update = { panel, request, ...(offered(picture, session, signal) as object) };
        session.notify(previewUpdate, update as z.input<typeof previewUpdate.params>);
      };
      const result = await worker.request(job, { signal, onUpdate });
      return offered(result, session, signal) as z.input<typeof previewTrain.result>;
    },
    { supersedes: ({ panel }) => panel },
  );
}

function asPreviewed(plan: ModelPlan, file: string): Plan {
  const { inputShape, name, model } = plan;
  const instead = {
    file,
    exitCode: 2,
    hint: 'Train it instead: the Samples panel shows samples during training.',
  } as const;
  if (!isFlowPlan(plan)) {
    const message = `the live preview shows the density of a flow; ${name} is of model '${model}', which has no layers`;
    throw new FlowscopeError('not-a-flow', message, instead);
  }
  if (isPlane(inputShape)) return plan;
  const message = `the live preview needs 2-D data; ${name} has the shape [${inputShape}]`;
  throw new FlowscopeError('wrong-value', message, instead);
}
