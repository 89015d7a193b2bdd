/** The open pages: each is a panel with its own session over its socket. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { RawData, WebSocket } from 'ws';
import type { HostMessage } from '../../protocol/panel/panel-messages.ts';
import type { PanelSubject } from '../../protocol/panel/panel-state.ts';
import type { PanelName } from '../../protocol/panel/panels.ts';
import { type ViewGo, type ViewNotice, type ViewOpen, viewMessage } from '../../protocol/panel/view-messages.ts';
import { arrayFrame } from '../../protocol/panel/view-wire.ts';
import { type RunInfo, runGet, runPause, runResume, runStart, runStop } from '../../protocol/rpc/run-methods.ts';
import { type ChosenEntries, chosenCheckpoints } from '../client/panel/chosen-checkpoints.ts';
import { comparedRuns } from '../client/panel/compared-runs.ts';
import { type PanelSession, panelSession } from '../client/panel/panel-session.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { ViewDaemon } from './view-daemon.ts';

export interface ViewPanels {
  /** Adds a page that has signed in. */
  open(socket: WebSocket): void;
  /** Sends changes to all pages soon. */
  update(): void;
}

export interface ViewPanelsOptions {
  readonly daemon: ViewDaemon;
  /** Steps that the user has chosen already. */
  readonly chosen: ChosenEntries;
  /** What a page shows by default. */
  readonly subject: (panel: PanelName) => PanelSubject;
  /** Called for invalid messages of a page. */
  readonly onDropped: (reason: string) => void;
}

/** Minimum milliseconds between two snapshots of a page: a run reports four times a second. */
const PACE = 250;
/** Unsent bytes at which a page that does not read is disconnected. */
const MAX_UNSENT = 256 * 1024 * 1024;
const COMMANDS = { pause: runPause, resume: runResume, stop: runStop } as const;
/** A command that has nothing to cancel it. */
const NEVER = new AbortController().signal;

export function viewPanels({ daemon, chosen: entries, subject, onDropped }: ViewPanelsOptions): ViewPanels {
  const sessions = new Set<PanelSession>();
  let isDue = false;
  const chosen = chosenCheckpoints(entries, update);

  const around = () => ({
    runs: daemon.runs.all(),
    find: daemon.runs.find,
    reading: daemon.runs.reading,
    connection: daemon.state === 'off' ? ('connecting' as const) : daemon.state,
    cursorLayer: () => null,
    problem: daemon.failure?.message ?? null,
  });

  function begin(socket: WebSocket, { panel, subject: asked, view }: ViewOpen): PanelSession {
    const send = (data: string | Uint8Array) => {
      if (socket.readyState !== socket.OPEN) return;
      socket.send(data);
      if (socket.bufferedAmount > MAX_UNSENT) socket.terminate();
    };
    const post = (message: HostMessage) =>
      send(message.type === 'array' ? arrayFrame(message.id, message.bytes) : JSON.stringify(message));
    const tell = (error: unknown) => {
      const notice: ViewNotice = { type: 'notice', message: error instanceof Error ? error.message : String(error) };
      send(JSON.stringify(notice));
    };
    const go = (to: PanelName, runs: readonly string[]) => {
      const message: ViewGo = { type: 'go', panel: to, runs };
      send(JSON.stringify(message));
    };
    return panelSession({
      begin: { panel, subject: asked ?? subject(panel), view },
      daemon,
      name: randomUUID(),
      post,
      around,
      chosen,
      lookFor: daemon.runs.get,
      reload: () => void daemon.load(),
      act: {
        go(panel, runDir) {
          const compared = () => comparedRuns(runDir, subject('compare').runs, daemon.runs.all());
          go(panel, panel === 'compare' ? compared() : [runDir]);
        },
        // There is no editor to reveal the layer in; the panel has selected it by itself.
        reveal: () => {},
        command: (name, run) => {
          if (name === 'again') trainAgain(daemon, run).then(({ runDir }) => go('training', [runDir]), tell);
          else daemon.request(COMMANDS[name], { run }, NEVER).then(({ run: info }) => daemon.runs.take(info), tell);
        },
        // The browser saves.
        save: () => {},
      },
    });
  }

  return {
    open(socket) {
      let session: PanelSession | null = null;
      socket.on('message', (data: RawData, isBinary: boolean) => {
        const message = viewMessage.safeParse(isBinary ? null : parseJson(data.toString()));
        if (!message.success) return onDropped('a page sent an invalid message');
        if (message.data.type !== 'open') return session?.take(message.data);
        if (session !== null) return onDropped('a page can be opened only once');
        session = begin(socket, message.data);
        void daemon.load();
        sessions.add(session);
      });
      socket.on('close', () => {
        if (session === null) return;
        session.dispose();
        sessions.delete(session);
      });
    },
    update,
  };

  function update(): void {
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      for (const session of sessions) session.update();
    }, PACE).unref();
  }
}

/** Trains the spec of a run as it is now, or as it was if the file is gone. */
async function trainAgain(daemon: ViewDaemon, runDir: string): Promise<RunInfo> {
  const { run, specText } = await daemon.request(runGet, { run: runDir }, NEVER);
  const text = await readFile(run.spec, 'utf8').catch(() => specText);
  if (text === null) {
    throw new FlowscopeError(
      'missing-data',
      `${run.spec} is missing, and so is the text that ${run.id} was trained from.`,
    );
  }
  const { run: started } = await daemon.request(runStart, { spec: { text, path: run.spec } }, NEVER);
  daemon.runs.take(started);
  return started;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
