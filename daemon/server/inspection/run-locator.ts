/** Finds the run that a request names. */
import { isAbsolute } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { findRun } from '../../runs/directory/find-run.ts';
import { openRun, type Run } from '../../runs/directory/run-directory.ts';
import { checkPath } from '../runs/trusted-path.ts';
import type { Session } from '../session.ts';

export interface RunLocator {
  /**
   * @param run an id, or the absolute path of a run directory
   * @throws FlowscopeError `run-not-found`, `run-damaged`, `needs-trust`
   */
  find(run: string, session: Session): Promise<Run>;
}

/** A locator that does not know the daemon's runs: it finds directories, and ids below the session's folders. */
export function folderLocator(): RunLocator {
  return {
    async find(run, session) {
      if (isAbsolute(run)) {
        await checkPath(session, run, 'run');
        return openRun(run);
      }
      for (const folder of session.folders) {
        const found = await findRun(run, folder).catch((error: unknown) => {
          if (error instanceof FlowscopeError && error.code === 'run-not-found') return null;
          throw error;
        });
        if (found !== null) return found;
      }
      throw new FlowscopeError('run-not-found', `there is no run "${run}" in the folders of this session`, {
        exitCode: 2,
        hint: 'You can also pass the absolute path of a run directory.',
      });
    },
  };
}
