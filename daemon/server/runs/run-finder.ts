/** Finds the runs that a session can see. */
import { existsSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { isReallyInside } from '../../runs/directory/canonical-path.ts';
import { lostRun, type UnreadableRun } from '../../runs/directory/find-run.ts';
import type { Session } from '../session.ts';
import type { KnownFolders } from './known-folders.ts';
import type { CatalogueEntry, FoundRuns, RunCatalogue } from './run-catalogue.ts';
import { findRunFolders } from './run-folders.ts';

export interface RunFinder {
  /**
   * The runs below `root`, or those below the session's folders; a trusted session also gets runs that daemons started
   * elsewhere.
   */
  list(session: Session, root: string | null): Promise<FoundRuns>;
  /**
   * @param run an id, or the absolute path of a run directory
   * @throws FlowscopeError `run-not-found` | `run-damaged` | `needs-trust`
   */
  find(run: string, session: Session): Promise<CatalogueEntry>;
}

export function createRunFinder(catalogue: RunCatalogue, known: KnownFolders): RunFinder {
  async function folders(session: Session, root: string | null): Promise<readonly string[]> {
    const below = (await Promise.all((root === null ? session.folders : [root]).map(findRunFolders))).flat();
    if (root !== null) return [...new Set([...below, root])];
    return session.trusted ? [...new Set([...below, ...known.all()])] : below;
  }
  const named = (session: Session) => (session.trusted ? known.runs() : []);

  return {
    async list(session, root) {
      const found = new Map<string, CatalogueEntry>();
      const damaged = new Map<string, UnreadableRun>();
      for (const folder of await folders(session, root)) {
        const list = await catalogue.list(folder);
        for (const entry of list.entries) found.set(entry.run.directory, entry);
        for (const lost of list.damaged) damaged.set(lost.runDir, lost);
      }
      for (const runDir of root === null ? named(session) : []) {
        try {
          const entry = await catalogue.status(runDir);
          found.set(entry.run.directory, entry);
        } catch (error) {
          const lost = error instanceof FlowscopeError ? await lostRun(runDir, error) : null;
          if (lost !== null) damaged.set(runDir, { runDir, error: lost });
        }
      }
      return { entries: [...found.values()], damaged: [...damaged.values()] };
    },
    async find(run, session) {
      if (isAbsolute(run)) {
        if (session.trusted || (await isReallyInside(run, session.folders))) return catalogue.status(run);
        throw needsTrust(run);
      }
      if (basename(run) === run) {
        const places = (await folders(session, null)).map((folder) => join(folder, run));
        const others = named(session).filter((runDir) => basename(runDir) === run);
        for (const place of [...places, ...others]) {
          if (!existsSync(join(place, 'run.json'))) continue;
          if (session.trusted || (await isReallyInside(place, session.folders))) return catalogue.status(place);
        }
      }
      throw new FlowscopeError('run-not-found', `there is no run "${run}" in the folders of this session`, {
        exitCode: 2,
        hint: 'run/list lists the runs. You can also pass the absolute path of a run directory.',
      });
    },
  };
}

function needsTrust(run: string): FlowscopeError {
  return new FlowscopeError('needs-trust', `${run} is outside the folders of this untrusted workspace`, {
    file: run,
    exitCode: 2,
    hint: 'Trust the workspace to open it.',
  });
}
