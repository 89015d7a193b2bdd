import { dirname } from 'node:path';
import type * as z from 'zod';
import { verifySpec } from '../../../protocol/rpc/verify-methods.ts';
import type { InspectionProcess } from '../../worker/inspection-process.ts';
import { createHandler, type Handler } from '../handler.ts';
import type { CheckSpec } from '../language/open-language.ts';
import { checkPath } from '../runs/trusted-path.ts';
import { offered } from './answer-arrays.ts';

/** Caches nothing, because the data file may have changed since. */
export function verifySpecHandler(worker: InspectionProcess, check: CheckSpec): Handler {
  return createHandler(
    verifySpec,
    async ({ spec, points, seed }, { session, signal }) => {
      await checkPath(session, spec.path, 'spec.path');
      const { trusted } = session;
      // Checked here rather than in the worker, so that spec errors are reported at once even if the worker is busy.
      const { plan } = await check({ ...spec, trusted, missingData: 'warning' }, session, signal);
      const answer = await worker.ask(
        { kind: 'spec', plan, folder: dirname(spec.path), trusted, points, seed },
        signal,
      );
      return offered(answer, session, signal) as z.input<typeof verifySpec.result>;
    },
    { supersedes: ({ panel }) => panel ?? null },
  );
}
