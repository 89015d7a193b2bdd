/** Starts the training of a spec. */
import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import type { TextDocument } from 'vscode';
import { timeName } from '../../daemon/encoding/time-name.ts';
import { FlowscopeError } from '../../daemon/errors/flowscope-error.ts';
import { type RunInfo, runStart } from '../../protocol/rpc/run-methods.ts';
import type { AppContext } from '../app-context.ts';
import { restartDaemon } from '../daemon/restart-daemon.ts';
import { engineDefaults, runsDirectory } from '../settings.ts';

/** Trains the text of the document, saved or not. @returns once the run has begun, or is queued @throws FlowscopeError */
export async function startRun(app: AppContext, document: TextDocument): Promise<RunInfo> {
  const path = document.uri.fsPath;
  const folder = runsDirectory(document.uri);
  const engine = engineDefaults(document.uri);
  const params = {
    spec: { text: document.getText(), path, unsaved: document.isDirty },
    ...(folder === null ? {} : { runDir: join(folder, runName(basename(path, '.flow.json'))) }),
    // An older daemon does not know it.
    ...(Object.keys(engine).length === 0 ? {} : { engine }),
  };
  const start = () => app.link.request(runStart, params);
  const { run } = await start().catch(async (error: unknown) => {
    // An update replaced the daemon's files: start a new daemon if no run is active.
    if (!(error instanceof FlowscopeError) || error.code !== 'daemon-outdated') throw error;
    await restartDaemon(app, { onlyIfIdle: true }).catch((reason: unknown) => {
      throw reason instanceof FlowscopeError && reason.code === 'runs-active' ? error : reason;
    });
    return start();
  });
  app.started.add(run.runDir);
  app.store.take(run);
  return run;
}

/** Same limit as for names of flows. */
const LONGEST = 64;

function runName(name: string): string {
  return `${name.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, LONGEST)}-${timeName(new Date())}-${randomBytes(2).toString('hex')}`;
}
