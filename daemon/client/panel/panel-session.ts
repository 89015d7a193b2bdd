/** The host's side of an open panel: its state, its snapshots, and its requests. */
import type { GuideTopic } from '../../../protocol/panel/guide.ts';
import type { HostMessage, PanelCommand, PanelMessage, PanelSnapshot } from '../../../protocol/panel/panel-messages.ts';
import type { PanelState } from '../../../protocol/panel/panel-state.ts';
import type { PanelName } from '../../../protocol/panel/panels.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import type { ChosenCheckpoints } from './chosen-checkpoints.ts';
import { type PanelDaemon, panelBridge } from './panel-bridge.ts';
import { panelSnapshot, type Surroundings } from './panel-snapshot.ts';

type SplitName = Extract<PanelMessage, { readonly type: 'row' }>['split'];

export interface PanelSession {
  readonly state: PanelState;
  take(message: PanelMessage): void;
  /** Shows another state. */
  show(state: PanelState): void;
  /** Sends the panel a snapshot if something has changed. */
  update(): void;
  /** Nobody sees it: cancels all its requests. It sends `ready` when it is shown again. */
  hide(): void;
  /** Cancels all its requests. */
  dispose(): void;
}

export interface PanelSessionOptions {
  readonly begin: PanelState;
  readonly daemon: PanelDaemon;
  /** Identifies the panel's requests. */
  readonly name: string;
  readonly post: (message: HostMessage) => void;
  readonly around: () => Omit<Surroundings, 'shows' | 'isOpen'>;
  /** Shared by all panels; whoever owns it updates them after a choice. */
  readonly chosen: ChosenCheckpoints;
  /**
   * Looks up a run that is in no list: its spec may be elsewhere. Settles when `around` has it, or it does not exist.
   */
  readonly lookFor: (runDir: string) => Promise<unknown>;
  /** Asks the daemon again, even after a failure. */
  readonly reload: () => void;
  readonly act: PanelActions;
  readonly onUpdate?: (snapshot: PanelSnapshot) => void;
}

/** Actions of a panel on the first run that it shows. */
export interface PanelActions {
  /** Shows another panel. */
  go(panel: PanelName, runDir: string): void;
  reveal(run: RunInfo, layer: string): void;
  command(command: Exclude<PanelCommand, 'reload'>, runDir: string): void;
  save(name: string, bytes: ArrayBuffer, run: RunInfo | null): void;
  /** Opens the file with the rows of a split at a line, 1-based; null: it has no lines. Absent: it cannot, as snapshots say. */
  openRow?(runDir: string, split: SplitName, line: number | null): void;
  /** Opens a page of the guide. Absent: there is none, as snapshots say. */
  guide?(topic: GuideTopic): void;
}

/** Compare shows several runs, each at its end. */
function isCompared({ panel }: PanelState): boolean {
  return panel === 'compare';
}

export function panelSession(options: PanelSessionOptions): PanelSession {
  const { begin, daemon, name, post, around, chosen, lookFor, reload, act, onUpdate = () => {} } = options;
  /** Runs that were looked up; true: the lookup has ended. */
  const looked = new Map<string, boolean>();
  const bridge = panelBridge({ daemon, panel: name, post });
  let state = begin;
  let isReady = false;
  let sent = '';
  let shows = 0;
  let isOver = false;
  const first = () => state.subject.runs[0]!;
  const { checkpoint: kept } = begin.subject;
  // A step in a state that was kept is the user's choice. The others may have followed from the run.
  if (typeof kept === 'number' && !isCompared(begin) && !chosen.isChosen(first())) chosen.choose(first(), kept);

  function update(): void {
    const now = around();
    if (now.connection === 'connected') {
      for (const runDir of state.subject.runs) {
        if (now.find(runDir) !== null || looked.has(runDir)) continue;
        looked.set(runDir, false);
        const ended = () => {
          // A connection that was lost on the way says nothing about the run: it is looked up again with the next one.
          if (around().connection === 'connected') looked.set(runDir, true);
          else looked.delete(runDir);
          if (!isOver) update();
        };
        // Whatever the reason, the run cannot be shown.
        lookFor(runDir).then(ended, ended);
      }
    }
    const run = isCompared(state) ? null : now.find(first());
    if (run !== null)
      state = { ...state, subject: { ...state.subject, checkpoint: chosen.of({ ...run, runDir: first() }) } };
    const isOpen = (runDir: string) => looked.get(runDir) !== true;
    const snapshot = panelSnapshot(state, { ...now, shows, isOpen });
    onUpdate(snapshot);
    const text = JSON.stringify(snapshot);
    if (!isReady || text === sent) return;
    sent = text;
    post({ type: 'snapshot', snapshot });
  }

  function show(next: PanelState): void {
    state = next;
    update();
  }

  /** Another run is shown at its own step, which the panel does not know. */
  function choose(subject: PanelState['subject']): void {
    const [runDir] = subject.runs;
    const isOther = subject.checkpoint !== state.subject.checkpoint;
    if (!isCompared(state) && runDir === first() && isOther) chosen.choose(first(), subject.checkpoint);
    show({ ...state, subject });
  }

  return {
    get state() {
      return state;
    },
    take(message) {
      switch (message.type) {
        case 'ready':
          // Sent again after the panel was hidden and lost its state.
          isReady = true;
          sent = '';
          shows = 0;
          reload();
          return update();
        case 'show':
          shows++;
          return choose(message.subject);
        case 'go':
          return act.go(message.panel, first());
        case 'remember':
          state = { ...state, view: message.view };
          return;
        case 'reveal': {
          const run = around().find(first());
          if (run !== null) act.reveal(run, message.layer);
          return;
        }
        case 'command':
          if (message.command === 'reload') reload();
          else act.command(message.command, first());
          return;
        case 'row':
          act.openRow?.(first(), message.split, message.line ?? null);
          return;
        case 'guide':
          act.guide?.(message.topic);
          return;
        case 'save':
          return act.save(message.name, message.bytes, around().find(first()));
        default:
          bridge.take(message);
      }
    },
    show,
    update,
    hide: bridge.dispose,
    dispose() {
      isOver = true;
      bridge.dispose();
    },
  };
}
