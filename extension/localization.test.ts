/** What users read in another language: every text is translated, except for names, paths and what the daemon says. */
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import type { LogOutputChannel } from 'vscode';
import { panelTitle } from '../daemon/format/panel-title.ts';
import { sentences } from '../daemon/format/sentences.ts';
import { TEXTS } from '../daemon/format/strings.ts';
import { comparisonTemplates } from '../daemon/templates/comparisons.ts';
import { specTemplates } from '../daemon/templates/registry.ts';
import { PANELS, PREVIEW } from '../protocol/panel/panels.ts';
import type { RunInfo } from '../protocol/rpc/run-methods.ts';
import { hasEnglish, pseudoTranslation } from '../scripts/l10n/testing/pseudo.ts';
import type { AppContext } from './app-context.ts';
import type { DaemonLink } from './daemon/daemon-link.ts';
import type { RunStore } from './runs/run-store.ts';

// Files before and after this one have the modules in English.
vi.resetModules();
afterAll(() => vi.resetModules());
vi.mock('vscode', async () => (await import('./testing/pseudo-vscode.ts')).vscode);
const { answers, items, settings, show, shown, trust } = await import('./testing/pseudo-vscode.ts');
const { COMMANDS } = await import('./commands/registry.ts');
const { languageStatus } = await import('./daemon/language-status.ts');
const { checkOwnNode } = await import('./daemon/versions.ts');
const { showFailure } = await import('./failures.ts');
const { flowToUse } = await import('./flow-documents.ts');
const { tellEndings } = await import('./runs/endings.ts');
const { runsTree } = await import('./runs/runs-tree.ts');
const { statusBar } = await import('./runs/status-bar.ts');
const { daemonUrl, nodePath, runsDirectory } = await import('./settings.ts');
const { requireTrust } = await import('./trust.ts');

beforeEach(() => {
  for (const list of [shown, items, answers]) list.length = 0;
});

/** Its names, paths and messages have no letters. */
const RUN = {
  ...{
    runDir: '/7/1',
    id: '7-1',
    name: '7',
    note: '6.',
    spec: '/8/7',
    unsaved: true,
    owned: true,
    status: 'finished',
    started: new Date().toISOString(),
  },
  ...{ step: 4, steps: 4, eta: null, queuePosition: null, loss: 1, backend: '', seed: 1, parameters: 5 },
  validation: { nll: 1, se: 0.5, unit: 'nats', step: 2 },
  best: { nll: 1, se: 0.5, step: 2, n: 9, notFinite: { count: 1, negativeInfinity: 1, positiveInfinity: 0, nan: 0 } },
  checkpoints: [{ step: 2, best: true }],
  error: { code: '1', message: '2.' },
  pause: { reason: 'disk-full', message: '3.' },
  integrity: { state: 'damaged', problems: ['5.'] },
} as unknown as RunInfo;
const { locale, tables } = pseudoTranslation({ format: TEXTS }, {});
const formatStrings = sentences(TEXTS, tables.format, locale);
const log = new Proxy({}, { get: () => () => {} }) as LogOutputChannel;
const nothing = () => ({ dispose() {} });

function storeOf(...runs: readonly RunInfo[]): RunStore {
  const find = () => runs[0] ?? null;
  const store = {
    all: () => runs,
    damaged: () => [{ runDir: '/7/2', message: '4.' }],
    find,
    loaded: async () => {},
    take() {},
    onDidChange: nothing,
    onDidChangeRun: nothing,
  };
  return store as unknown as RunStore;
}

function linkOf(answer: unknown, state = 'connected'): DaemonLink {
  return { state, request: async () => answer, onDidChangeState: nothing } as unknown as DaemonLink;
}

/** Settings, commands, addresses, paths, units and symbols. */
const CODE = /flowscope fsck|\.?flowscope[./\w]*|ws:[\w/.:]*|\/[\w/.]+|\p{L}+\.flow\.json|KiB|log q|−inf/gu;

/** The shown texts that are English, but for names and the templates of the daemon. */
function english(): readonly string[] {
  const names = ['Flowscope', 'log_prob', 'encode', 'sample'];
  const templates = [
    ...specTemplates.flatMap(({ name, summary }) => [summary, name]),
    ...comparisonTemplates.flatMap(({ data, summary }) => [summary, data]),
  ];
  // Longer names first: one may be part of another.
  const kept = [...templates, ...names].toSorted((a, b) => b.length - a.length);
  return shown.filter((text) =>
    hasEnglish(kept.reduce((rest, part) => rest.replaceAll(part, ''), text.replaceAll(CODE, ''))),
  );
}

async function run(id: string, app: Partial<AppContext>): Promise<void> {
  const command = COMMANDS.find((known) => known.id === `flowscope.${id}`)!;
  await command.run({ log, formatStrings, store: storeOf(), ...app } as unknown as AppContext, undefined);
}

/** Reports the failure of `work`, as the application does. */
async function report(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    await showFailure(log, '1', error);
  }
}

test('titles of commands and panels', () => {
  show(COMMANDS.map(({ title }) => title));
  const about = [[RUN], [RUN, RUN]];
  show([...PANELS, PREVIEW.name].map((panel) => about.map((runs) => panelTitle(panel, runs, formatStrings))));
  expect(shown).toContain('⟦Ťřáíñ Ƒłöŵ⟧');
  expect(shown).toContain('7 · ⟦łáťéñť špáçé⟧');
  expect(english()).toEqual([]);
});

test('failures, with what to do about them', async () => {
  trust.isTrusted = false;
  Object.assign(settings, { 'daemon.url': '1', nodePath: '1', 'runs.directory': '1' });
  await report(() => requireTrust());
  await report(daemonUrl);
  await report(nodePath);
  await report(() => runsDirectory({} as never));
  settings.nodePath = '/';
  await report(nodePath);
  await report(() => flowToUse(undefined));
  await report(() => checkOwnNode('1'));
  trust.isTrusted = true;
  // The message and at least one button of each.
  expect(shown.length).toBeGreaterThanOrEqual(2 * 7);
  expect(english()).toEqual([]);
});

test('the Runs view', async () => {
  const tree = runsTree(storeOf(RUN), formatStrings, () => {});
  show(tree.item({ kind: 'run', runDir: RUN.runDir }));
  show(tree.item({ kind: 'checkpoint', runDir: RUN.runDir, step: 2 }));
  show(tree.item({ kind: 'damaged', runDir: '/7/2' }));
  expect(await tree.children(undefined)).toEqual([
    { kind: 'run', runDir: RUN.runDir },
    { kind: 'damaged', runDir: '/7/2' },
  ]);
  expect(shown).toContain('⟦Šťép 2⟧');
  expect(shown).toContain('**⟦Řöŵš łéƒť öůť⟧** ');
  expect(english()).toEqual([]);
});

test.each(['queued', 'running', 'paused'] as const)('the status bar with a run that is %s', (status) => {
  const active: RunInfo = { ...RUN, status };
  statusBar(storeOf(active, active), linkOf(null), formatStrings);
  show(items);
  expect(shown.length).toBeGreaterThan(2);
  expect(english()).toEqual([]);
});

test.each(['off', 'connecting', 'lost', 'connected'])('the status of a daemon that is %s', async (state) => {
  statusBar(storeOf(), linkOf(null, state), formatStrings);
  languageStatus(linkOf({ version: '1', backends: [] }, state));
  await Promise.resolve();
  show(items);
  expect(shown.length).toBeGreaterThan(1);
  expect(english()).toEqual([]);
});

test.each(['finished', 'failed', 'interrupted', 'paused'] as const)('the end of a run that is %s', (status) => {
  const ended: RunInfo = { ...RUN, status };
  const change = { run: ended, before: { ...ended, status: 'running' } };
  const store = { onDidChangeRun: (listener: (news: unknown) => void) => listener(change) };
  tellEndings(
    store as unknown as RunStore,
    linkOf(null),
    { has: () => true, add() {}, delete() {} },
    log,
    formatStrings,
  );
  expect(shown.length).toBeGreaterThan(1);
  expect(english()).toEqual([]);
});

test('commands that ask', async () => {
  const paused: RunInfo = { ...RUN, status: 'paused' };
  const store = storeOf(RUN, paused);
  const deletingStore = { ...storeOf(RUN, RUN), refresh: async () => {} } as RunStore;
  const link = linkOf({ path: '/9', maxError: 1e-7, specText: null });
  const validate = (options: { validateInput(text: string): unknown }) =>
    Promise.resolve(options.validateInput('')).then(show);
  answers.push({ label: 'two-moons' }, [{ fsPath: '/9' }], validate);
  await run('newFlow', {});
  answers.push((choices: readonly unknown[]) => choices[0]);
  await run('newComparison', {});
  answers.push([{ fsPath: '/9' }], validate);
  await run('newFlowFromData', {});
  const confirm = (_message: unknown, _options: unknown, yes: unknown) => yes;
  for (const others of [[], ['/9/1']]) {
    answers.push((choices: readonly unknown[]) => choices[0], confirm, confirm);
    await run('deleteRun', { store: deletingStore, link: linkOf({ others, kept: others }) });
    answers.length = 0;
  }
  answers.push({ label: 'encode' }, { fsPath: '/9' });
  await run('exportOnnx', { store: storeOf(RUN), link });
  for (const leftOutSteps of [[], [1]]) {
    answers.push({ fsPath: '/9' });
    await run('exportReport', { store: storeOf(RUN), link: linkOf({ path: '/9', bytes: 5e6, leftOutSteps }) });
  }
  answers.push([{ run: RUN }]);
  await run('compareRuns', { store });
  await run('openRun', {});
  for (const id of ['renameRun', 'editNote']) {
    answers.push((options: { validateInput(text: string): unknown }) => {
      show(options.validateInput('x'.repeat(5000)));
      return '8';
    });
    await run(id, { store: storeOf(RUN), link: linkOf({ run: RUN }) });
  }
  settings['daemon.url'] = '';
  await run('enterToken', {});
  settings['daemon.url'] = 'ws://127.0.0.1:1';
  answers.push(validate);
  await run('enterToken', { context: { secrets: {} } as AppContext['context'] });
  await report(() => run('compareSpec', { store: storeOf(RUN), link }));
  expect(shown.length).toBeGreaterThan(40);
  expect(english()).toEqual([]);
});

test('the backends', async () => {
  const backend = { available: true, automatic: false, reason: null, fix: null, devices: [], versions: {} };
  const backends = [
    { ...backend, name: '1', automatic: true },
    { ...backend, name: '2' },
  ];
  const load = { running: 1, queued: 1, connections: 1, memory: 1e6, cores: 1 };
  const info = { version: '1', pid: 1, node: '1', platform: '1', backends, load, limits: { runs: 1 } };
  await run('showBackends', { link: linkOf(info) });
  expect(shown.length).toBeGreaterThan(8);
  expect(english()).toEqual([]);
});
