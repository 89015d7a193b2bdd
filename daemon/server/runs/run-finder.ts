/** Where the runs of a session lie. */
import { existsSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { Session } from '../session.ts';
import type { KnownFolders } from './known-folders.ts';
import type { CatalogueEntry, RunCatalogue } from './run-catalogue.ts';
import { findRunFolders } from './run-folders.ts';
import { isInside } from './trusted-path.ts';

export interface RunFinder {
  /** The `runs` folders below `root`, or those of the session's folders and those where a daemon has started runs. */
  folders(session: Session, root: string | null): Promise<readonly string[]>;
  /**
   * @param run an id, or the absolute path of a run directory
   * @throws FlowscopeError `run-not-found` | `run-damaged` | `needs-trust`
   */
  find(run: string, session: Session): Promise<CatalogueEntry>;
}

export function createRunFinder(catalogue: RunCatalogue, known: KnownFolders): RunFinder {
  async function folders(session: Session, root: string | null): Promise<readonly string[]> {
    const roots = root === null ? session.folders : [root];
    const below = (await Promise.all(roots.map(findRunFolders))).flat();
    return [...new Set([...below, ...(root === null ? known.all() : [root])])];
  }
  return {
    folders,
    async find(run, session) {
      if (isAbsolute(run)) {
        const seen = session.trusted || [...session.folders, ...known.all()].some((folder) => isInside(run, folder));
        if (!seen) throw needsTrust(run);
        return catalogue.status(run);
      }
      for (const folder of basename(run) === run ? await folders(session, null) : []) {
        if (existsSync(join(folder, run, 'run.json'))) return catalogue.status(join(folder, run));
      }
      throw new FlowscopeError('run-not-found', `there is no run "${run}" in the folders of this session`, {
        exitCode: 2,
        hint: 'run/list lists the runs; the absolute path of a run directory works too.',
      });
    },
  };
}

function needsTrust(run: string): FlowscopeError {
  return new FlowscopeError('needs-trust', `${run} lies outside the folders of this untrusted workspace`, {
    file: run,
    exitCode: 2,
    hint: 'Trust the workspace to open it.',
  });
}
