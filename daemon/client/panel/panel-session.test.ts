import { expect, test } from 'vitest';
import type { PanelSnapshot } from '../../../protocol/panel/panel-messages.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import type { PanelDaemon } from './panel-bridge.ts';
import { panelSession } from './panel-session.ts';
import type { Surroundings } from './panel-snapshot.ts';

const RUN = { runDir: '/runs/moons', name: 'moons', spec: '/moons.flow.json' } as RunInfo;

/** A panel that is restored after its window was reloaded. */
function restored() {
  const told: PanelSnapshot[] = [];
  const known: RunInfo[] = [];
  let connection: Surroundings['connection'] = 'connecting';
  const answer = Promise.withResolvers<unknown>();
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
    lookFor: () => answer.promise,
    reload: () => {},
    act: { reveal: () => {}, command: () => {}, save: () => {} },
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
