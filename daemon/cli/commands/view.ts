/** `flowscope view`: the panels of a run in a plain browser, for machines without an editor. */
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasFigures } from '../../../protocol/panel/offered-panels.ts';
import { MAX_COMPARED } from '../../../protocol/panel/panel-state.ts';
import { PANELS, type PanelName } from '../../../protocol/panel/panels.ts';
import { CODE_KEY } from '../../../protocol/panel/view-wire.ts';
import { statePaths } from '../../client/state-folder.ts';
import { findRun } from '../../runs/directory/find-run.ts';
import type { Run } from '../../runs/directory/run-directory.ts';
import { refusalLog } from '../../server/http/refusal-log.ts';
import { modelOfRun } from '../../spec/parse-plan.ts';
import { createSignIn } from '../../view/sign-in.ts';
import { viewDaemon } from '../../view/view-daemon.ts';
import { viewPanels } from '../../view/view-panels.ts';
import { startViewServer } from '../../view/view-server.ts';
import { defineCommand } from '../define-command.ts';
import { writeJson, writeNote, writeText } from '../print.ts';
import { RUN_ARGUMENT } from '../run-argument.ts';
import { usageError } from '../usage-error.ts';
import { checkpointChoice, oneOf, wholeNumber } from '../values.ts';

export const run = defineCommand(
  {
    name: 'view',
    usage: ['view RUN [RUN …] [--panel NAME] [--port N]'],
    positionals: [RUN_ARGUMENT],
    required: 1,
    repeats: true,
    options: {
      panel: {
        value: 'NAME',
        description: `Panel that opens first: ${PANELS.join(', ')}. Default: layers (samples for a model without them), or compare for several runs.`,
      },
      checkpoint: {
        value: 'C',
        description:
          'latest, best or the number of a step. Default: best for a finished run, otherwise latest, which follows a run while it trains.',
      },
      port: { value: 'N', description: 'Port on 127.0.0.1. Default: 0, the system chooses a free port.' },
      discovery: {
        value: 'FILE',
        description: 'Discovery file of the daemon. Default: that of the user’s daemon, which is started if necessary.',
      },
    },
    notes: [
      'Prints an address that opens once, in one browser. The panels are served until Ctrl-C.',
      'From another machine: ssh -L PORT:127.0.0.1:PORT HOST, with the same --port here.',
    ],
    examples: ['flowscope view latest', 'flowscope view latest --panel samples --port 8123'],
  },
  async (args, io) => {
    const several = args.positionals.length > 1;
    if (args.positionals.length > MAX_COMPARED) throw usageError(`cannot compare more than ${MAX_COMPARED} runs`);
    const wanted = args.text('panel') === null ? null : oneOf(args, 'panel', PANELS, 'layers');
    const checkpoint = checkpointChoice(args);
    const port = wholeNumber(args, 'port', { min: 0, max: 65_535, otherwise: 0 });
    const named = args.text('discovery');
    const runs = await Promise.all(args.positionals.map((name) => findRun(name, io.cwd)));
    const panel = wanted ?? (several ? 'compare' : firstPanel(runs[0]!));
    const directories = runs.map(({ directory }) => directory);

    const refused = refusalLog((text) => writeNote(io, text));
    const daemon = viewDaemon({
      paths: statePaths(named === null ? null : resolve(io.cwd, named)),
      script: fileURLToPath(new URL('./flowscope.js', import.meta.url)),
      folders: [...new Set(runs.map(folderOf))],
      onChange: () => panels.update(),
    });
    const panels = viewPanels({
      daemon,
      chosen: checkpoint === null ? [] : directories.map((directory) => [directory, checkpoint]),
      subject: (shown) => ({
        runs: shown === 'compare' ? directories : directories.slice(0, 1),
        checkpoint: checkpoint ?? 'latest',
      }),
      onDropped: (reason) => refused(400, reason),
    });
    const signIn = createSignIn();
    const server = await startViewServer({
      port,
      folder: fileURLToPath(new URL('./webviews', import.meta.url)),
      signIn,
      onSocket: panels.open,
      onRefused: refused,
    });
    try {
      // Report a daemon that does not start here, before a page is opened.
      await daemon.load();
      if (daemon.failure !== null) throw daemon.failure;
      const url = `${server.url}/${panel}#${CODE_KEY}=${signIn.code}`;
      if (args.json) writeJson(io, { v: 1, url, pid: process.pid });
      else writeText(io, `${url}\nThis address opens once. Press Ctrl-C to stop.`);
      await ended();
    } finally {
      await server.close();
      await daemon.close();
    }
    return 0;
  },
);

/** What tells most about a run of its model. */
function firstPanel(run: Run): PanelName {
  const model = modelOfRun(run);
  return typeof model !== 'string' || hasFigures('layers', { model }) ? 'layers' : 'samples';
}

/** The project of a run, or the folder of run directories that contains it. */
function folderOf({ directory }: Run): string {
  const runs = dirname(directory);
  const beside = dirname(runs);
  return basename(runs) === 'runs' && basename(beside) === '.flowscope' ? dirname(beside) : runs;
}

function ended(): Promise<void> {
  return new Promise((end) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => end());
  });
}
