import type * as z from 'zod';
import { daemonBackends } from '../../../protocol/rpc/daemon-methods.ts';
import type { InspectionProcess } from '../../worker/inspection-process.ts';
import { createHandler, type Handler } from '../handler.ts';
import { trustedEngine } from '../runs/trusted-engine.ts';

/** A worker finds out, because backends are native code or other programs. */
export function backendsHandler(worker: InspectionProcess): Handler {
  return createHandler(daemonBackends, async ({ python }, { session, signal }) => {
    const { python: trusted = null } = trustedEngine(python === undefined ? {} : { python }, session);
    const answer = await worker.ask({ kind: 'backends', python: trusted }, signal);
    return daemonBackends.result.parse(answer) satisfies z.input<typeof daemonBackends.result>;
  });
}
