import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { PanelSnapshot } from '../../../protocol/panel/panel-messages.ts';
import type { PanelState } from '../../../protocol/panel/panel-state.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { type ChosenCheckpoints, chosenCheckpoints } from './chosen-checkpoints.ts';
import type { PanelDaemon } from './panel-bridge.ts';
import { type PanelActions, type PanelSession, panelSession } from './panel-session.ts';
import type { Surroundings } from './panel-snapshot.ts';

const RUN = {
  runDir: '/runs/moons',
  name: 'moons',
  spec: '/moons.flow.json',
  status: 'finished',
  checkpoints: [] as RunInfo['checkpoints'],
} as RunInfo;

const NO_ACTIONS: PanelActions = { go: () => {}, reveal: () => {}, command: () => {}, save: () => {} };

/** A panel that is restored after its window was reloaded. */
function restored() {
  const told: PanelSnapshot[] = [];
  const known: RunInfo[] = [];
  let connection: Surroundings['connection'] = 'connecting';
  const answers = [Promise.withResolvers<unknown>(), Promise.withResolvers<unknown>()];
  const answer = answers[0]!;
  let looks = 0;
  const session = panelSession({
    begin: { panel: 'training', subject: { runs: [RUN.runDir], checkpoint: 'latest' }, view: {} },
    daemon: {} as PanelDaemon,
    name: 'p',
    post: () => {},
    around: () => ({
      runs: known,
      find: (runDir) => known.find((run) => run.runDir === runDir) ?? null,
      connection,
      cursorLayer: () => null,
      problem: null,
    }),
    chosen: chosenCheckpoints(),
    lookFor: () => answers[looks++]!.promise,
    reload: () => {},
    act: NO_ACTIONS,
    onUpdate: (snapshot) => void told.push(snapshot),
  });
  session.update();
  return {
    known,
    answer,
    /** Whether it shows the run, looks for it, or says that it is gone. */
    said: () => told.map(({ shown, looking }) => (shown[0] !== null ? 'shown' : looking ? 'looking' : 'gone')),
    connect() {
      connection = 'connected';
      session.update();
    },
    lose() {
      connection = 'lost';
      session.update();
    },
    answers,
    update: session.update,
  };
}

test('a panel that comes back never says that its run is gone before the daemon has said so', async () => {
  const panel = restored();
  panel.connect();
  panel.update();
  expect(panel.said()).toEqual(['looking', 'looking', 'looking']);
  panel.known.push(RUN);
  panel.answer.resolve(RUN);
  await expect.poll(panel.said).toEqual(['looking', 'looking', 'looking', 'shown']);
});

test('a run that the daemon does not know is gone', async () => {
  const panel = restored();
  panel.connect();
  panel.answer.reject(new Error('there is no such run'));
  await expect.poll(panel.said).toEqual(['looking', 'looking', 'gone']);
  // A later list has the run after all.
  panel.known.push(RUN);
  panel.update();
  expect(panel.said().at(-1)).toBe('shown');
});

test('a lookup that failed with the connection is made again with the next one', async () => {
  const panel = restored();
  panel.connect();
  panel.lose();
  panel.answer.reject(new Error('the connection was lost'));
  await setImmediate();
  panel.connect();
  expect(panel.said()).not.toContain('gone');
  panel.answers[1]!.reject(new Error('there is no such run'));
  await expect.poll(() => panel.said().at(-1)).toBe('gone');
});

const runAt = (runDir: string): RunInfo => ({
  ...RUN,
  runDir,
  checkpoints: [{ step: 5, path: '', best: true }],
});

/** An open panel of one of two finished runs. */
function open(
  panel: PanelState['panel'],
  chosen: ChosenCheckpoints,
  checkpoint: PanelState['subject']['checkpoint'],
  act: PanelActions = NO_ACTIONS,
  daemon = {} as PanelDaemon,
) {
  const runs = ['/runs/a', '/runs/b'].map(runAt);
  const session = panelSession({
    begin: { panel, subject: { runs: ['/runs/a'], checkpoint }, view: {} },
    daemon,
    name: panel,
    post: () => {},
    around: () => ({
      runs,
      find: (runDir) => runs.find((run) => run.runDir === runDir) ?? null,
      connection: 'connected',
      cursorLayer: () => null,
      problem: null,
    }),
    chosen,
    lookFor: async () => null,
    reload: () => {},
    act,
  });
  session.update();
  return session;
}

test('all panels of a run show the step that was chosen in one of them; another run has its own', () => {
  const sessions: ReturnType<typeof open>[] = [];
  const chosen = chosenCheckpoints([], () => {
    for (const session of sessions) session.update();
  });
  sessions.push(open('layers', chosen, 'latest'), open('density', chosen, 'latest'));
  const [layers, density] = sessions as [PanelSession, PanelSession];
  const shown = () => sessions.map(({ state }) => `${state.subject.runs[0]} ${state.subject.checkpoint}`);
  expect(shown()).toEqual(['/runs/a best', '/runs/a best']);
  layers.take({ type: 'show', subject: { runs: ['/runs/a'], checkpoint: 3 } });
  expect(shown()).toEqual(['/runs/a 3', '/runs/a 3']);
  layers.take({ type: 'show', subject: { runs: ['/runs/b'], checkpoint: 'latest' } });
  expect(shown()).toEqual(['/runs/b best', '/runs/a 3']);
  density.take({ type: 'show', subject: { runs: ['/runs/a'], checkpoint: 'latest' } });
  layers.take({ type: 'show', subject: { runs: ['/runs/a'], checkpoint: 'best' } });
  expect(shown()).toEqual(['/runs/a latest', '/runs/a latest']);
});

test('a step that a panel kept over a reload is the choice, unless there is another', () => {
  const chosen = chosenCheckpoints();
  expect(open('layers', chosen, 3).state.subject.checkpoint).toBe(3);
  expect(open('density', chosen, 4).state.subject.checkpoint).toBe(3);
  expect(open('compare', chosen, 4).state.subject.checkpoint).toBe(4);
});

test('a panel leads to the others with the first run that it shows', () => {
  const gone: string[] = [];
  const session = open('layers', chosenCheckpoints(), 'latest', {
    ...NO_ACTIONS,
    go: (panel, runDir) => gone.push(`${panel} ${runDir}`),
  });
  session.take({ type: 'go', panel: 'samples' });
  session.take({ type: 'show', subject: { runs: ['/runs/b'], checkpoint: 'latest' } });
  session.take({ type: 'go', panel: 'compare' });
  expect(gone).toEqual(['samples /runs/a', 'compare /runs/b']);
});

test('a hidden panel has its requests cancelled', async () => {
  const asked = Promise.withResolvers<AbortSignal>();
  const request: PanelDaemon['request'] = (_definition, _params, signal) => {
    asked.resolve(signal);
    return new Promise(() => {});
  };
  const daemon: PanelDaemon = { request, fetchArray: () => Promise.reject(new Error('unused')) };
  const session = open('layers', chosenCheckpoints(), 'latest', NO_ACTIONS, daemon);
  session.take({ type: 'request', id: 1, method: 'run/get', params: { run: '/runs/a' } });
  const signal = await asked.promise;
  expect(signal.aborted).toBe(false);
  session.hide();
  expect(signal.aborted).toBe(true);
});

test('a row is opened in the run that the panel shows, if the host can', () => {
  const opened: unknown[] = [];
  const sessionWith = (more: Partial<PanelActions>) =>
    panelSession({
      begin: { panel: 'evaluation', subject: { runs: [RUN.runDir], checkpoint: 'latest' }, view: {} },
      daemon: {} as PanelDaemon,
      name: 'p',
      post: () => {},
      around: () => ({ runs: [], find: () => null, connection: 'connected', cursorLayer: () => null, problem: null }),
      chosen: chosenCheckpoints(),
      lookFor: async () => {},
      reload: () => {},
      act: { ...NO_ACTIONS, ...more },
    });
  const message = { type: 'row', split: 'test', line: 12 } as const;
  sessionWith({}).take(message);
  sessionWith({ openRow: (...given) => void opened.push(given) }).take(message);
  expect(opened).toEqual([[RUN.runDir, 'test', 12]]);
});
