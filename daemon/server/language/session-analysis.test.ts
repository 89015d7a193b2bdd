import { afterEach, expect, test } from 'vitest';
import { HELD_UNITS } from '../../language/analysis/held-documents.ts';
import type { LanguageMessage } from '../rpc/message.ts';
import { createSessionAnalysis, type SessionAnalysis, type SessionAnalysisOptions } from './session-analysis.ts';
import { useAnalysisPrograms } from './testing/analysis-programs.ts';

const programs = useAnalysisPrograms();
const TIMES = { beat: 50, busy: 600, silent: 30_000 };
const INITIALIZE = { kind: 'request', id: 'first', method: 'initialize', params: { capabilities: {} } } as const;
const SPEC = JSON.stringify({
  name: 'moons',
  data: { source: 'two-moons' },
  layers: [{ type: 'actnorm' }],
  training: { steps: 10 },
});
/** Comments are part of the language. */
const sabotaged = (word: string) => `${SPEC} // ${word}`;

interface Sent {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: { readonly uri: string; readonly diagnostics: readonly { readonly message: string }[] };
  readonly result?: unknown;
  readonly error?: { readonly code: number };
}

interface Client {
  readonly analysis: SessionAnalysis;
  readonly sent: readonly Sent[];
  readonly failures: readonly Error[];
  readonly lines: readonly string[];
  notify(method: string, params: object): Promise<void> | null;
  open(uri: string, text: string): void;
  change(uri: string, version: number, contentChanges: readonly object[]): void;
  request(method: string, params: object): Promise<Sent>;
  /** Messages of the newest diagnostics. */
  diagnostics(uri: string): readonly string[] | null;
}

const clients: SessionAnalysis[] = [];
afterEach(() => {
  for (const analysis of clients.splice(0)) analysis.dispose();
});

function connect(options: Partial<SessionAnalysisOptions> = {}): Client {
  const sent: Sent[] = [];
  const failures: Error[] = [];
  const lines: string[] = [];
  let requests = 0;
  const analysis = createSessionAnalysis({
    session: { id: 'session', trusted: false, folders: [] },
    script: programs.sabotaged,
    times: TIMES,
    heap: 96,
    measure: () => Promise.reject(new Error('nobody measures')),
    send: (message) => sent.push(message),
    sendText: (text) => sent.push(JSON.parse(text)),
    onEnd: () => {},
    onFailed: (error) => failures.push(error as Error),
    log: (line) => lines.push(line),
    ...options,
  });
  clients.push(analysis);
  const tell = (message: LanguageMessage) => analysis.receive(message, JSON.stringify(message).length);
  const client: Client = {
    analysis,
    sent,
    failures,
    lines,
    notify: (method, params) => tell({ kind: 'notification', method, params }),
    open: (uri, text) =>
      void client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'flowscope', version: 1, text } }),
    change: (uri, version, contentChanges) =>
      void client.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges }),
    async request(method, params) {
      const id = ++requests;
      void tell({ kind: 'request', id, method, params });
      await expect.poll(() => sent.some((message) => message.id === id), { timeout: 30_000 }).toBe(true);
      return sent.find((message) => message.id === id)!;
    },
    diagnostics: (uri) =>
      sent
        .findLast(({ method, params }) => method === 'textDocument/publishDiagnostics' && params?.uri === uri)
        ?.params?.diagnostics.map(({ message }) => message) ?? null,
  };
  void tell(INITIALIZE);
  return client;
}

const A = 'file:///nowhere/a.flow.json';
const B = 'file:///nowhere/b.flow.json';
const PATIENTLY = { timeout: 30_000, interval: 20 };
/** Over `actnorm`. */
const hover = (client: Client, uri: string) =>
  client.request('textDocument/hover', {
    textDocument: { uri },
    position: { line: 0, character: SPEC.indexOf('actnorm') },
  });

test('initialize is answered before anything is loaded; shutdown too', async () => {
  const client = connect({ script: '/nowhere/analysis.js' });
  expect(client.sent).toMatchObject([{ id: 'first', result: { capabilities: { hoverProvider: true } } }]);
  void client.notify('initialized', {});
  void client.notify('$/setTrace', { value: 'off' });
  expect(await client.request('shutdown', {})).toMatchObject({ result: null });
  expect(client.failures).toEqual([]);
});

test('a program that is missing is reported', async () => {
  const client = connect({ script: '/nowhere/analysis.js' });
  client.open(A, SPEC);
  await expect.poll(() => client.failures, PATIENTLY).toMatchObject([{ code: 'daemon-outdated' }]);
  expect(client.lines).toHaveLength(1);
});

test.each([
  ['LOOP', /^this text is not checked: checking it did not finish within \d+ s\. It is checked again when/],
  ['GROW', /^this text is not checked: checking it took more than 96 MiB of memory\. It is checked again when/],
  ['EXIT', /^this text is not checked: the check failed unexpectedly; the log of the daemon says how\. It is/],
])('%s: the text is left out with a reason, and everything else goes on', { timeout: 60_000 }, async (word, reason) => {
  // Collecting garbage takes time too, before the memory ends.
  const busy = word === 'GROW' ? 20_000 : TIMES.busy;
  const [client, other] = [connect({ times: { ...TIMES, busy } }), connect()];
  client.open(A, SPEC);
  other.open(A, SPEC);
  await expect.poll(() => [client, other].map(({ diagnostics }) => diagnostics(A)), PATIENTLY).toEqual([[], []]);
  client.open(B, sabotaged(word));
  expect((await hover(other, A)).result).toMatchObject({ contents: {} });
  await expect.poll(() => client.diagnostics(B), PATIENTLY).toEqual([expect.stringMatching(reason)]);
  expect(JSON.stringify(await hover(client, A))).toContain('actnorm');
  expect(client.lines).toEqual([expect.stringContaining(B)]);
  // It is read again as soon as it is changed, as a whole although only a part is sent.
  const end = { line: 0, character: sabotaged(word).length };
  client.change(B, 2, [{ range: { start: { line: 0, character: SPEC.length }, end }, text: '' }]);
  await expect.poll(() => client.diagnostics(B), PATIENTLY).toEqual([]);
  expect(JSON.stringify(await hover(client, B))).toContain('actnorm');
  expect(other.lines).toEqual([]);
  expect([...client.failures, ...other.failures]).toEqual([]);
});

test('a text that stopped the analysis three times is left out until it is opened again', {
  timeout: 60_000,
}, async () => {
  const client = connect({ times: { ...TIMES, busy: 200 } });
  client.open(A, sabotaged('LOOP'));
  for (const version of [2, 3]) {
    await expect.poll(() => client.diagnostics(A)?.[0], PATIENTLY).toContain('when you change it');
    client.change(A, version, [{ text: sabotaged(`LOOP ${version}`) }]);
    await expect.poll(() => client.lines.length, PATIENTLY).toBe(version);
  }
  await expect.poll(() => client.diagnostics(A)?.[0], PATIENTLY).toContain('when you reopen it');
  client.change(A, 4, [{ text: SPEC }]);
  expect(await hover(client, A)).toMatchObject({ result: null });
  expect(client.diagnostics(A)?.[0]).toContain('when you reopen it');
  void client.notify('textDocument/didClose', { textDocument: { uri: A } });
  client.open(A, SPEC);
  await expect.poll(() => client.diagnostics(A), PATIENTLY).toEqual([]);
});

test('requests that were being answered are given up, so that the client can ask again', {
  timeout: 60_000,
}, async () => {
  const client = connect();
  client.open(A, SPEC);
  await hover(client, A);
  client.open(B, sabotaged('LOOP'));
  await expect.poll(async () => (await hover(client, A)).error?.code, { ...PATIENTLY, interval: 100 }).toBe(-32_801);
  expect(JSON.stringify(await hover(client, A))).toContain('actnorm');
});

test('the check of a request that stops the analysis fails, and others are checked again', {
  timeout: 60_000,
}, async () => {
  const client = connect();
  const { signal } = new AbortController();
  const spec = { path: '/nowhere/a.flow.json', trusted: false, missingData: 'error' } as const;
  const [stopped, sound] = await Promise.allSettled([
    client.analysis.check({ ...spec, text: sabotaged('LOOP') }, signal),
    client.analysis.check({ ...spec, text: SPEC }, signal),
  ]);
  // Which of the two was being worked on is known; the other may have been done before.
  expect(stopped).toMatchObject({ status: 'rejected', reason: { code: 'check-stopped', file: spec.path } });
  expect(sound).toMatchObject({ status: 'fulfilled', value: { plan: { name: 'moons' }, parameters: 4 } });
});

test('work that is cancelled, closed or changed while it hangs is no fault of the client', {
  timeout: 60_000,
}, async () => {
  const client = connect();
  const spec = { path: '/nowhere/a.flow.json', trusted: false, missingData: 'error' } as const;
  for (const times of [1, 2, 3]) {
    const control = new AbortController();
    const check = client.analysis.check({ ...spec, text: sabotaged('LOOP') }, control.signal);
    setTimeout(() => control.abort(new Error('superseded')), 200);
    await expect(check).rejects.toThrow('superseded');
    await expect.poll(() => client.lines.length, PATIENTLY).toBe(times);
  }
  client.open(A, sabotaged('LOOP'));
  await new Promise((resolve) => setTimeout(resolve, 400));
  client.change(A, 2, [{ text: SPEC }]);
  await expect.poll(() => client.diagnostics(A), PATIENTLY).toEqual([]);
  expect(JSON.stringify(await hover(client, A))).toContain('actnorm');
  expect(client.failures).toEqual([]);
});

test('after shutdown nothing is checked', async () => {
  const client = connect();
  const spec = { path: '/nowhere/a.flow.json', trusted: false, missingData: 'error', text: sabotaged('LOOP') } as const;
  const { signal } = new AbortController();
  const pending = client.analysis.check(spec, signal);
  const refused = expect(pending).rejects.toMatchObject({ code: 'interrupted' });
  expect(await client.request('shutdown', {})).toMatchObject({ result: null });
  await refused;
  await expect(client.analysis.check(spec, signal)).rejects.toMatchObject({ code: 'interrupted' });
});

test('a check fails with all diagnostics, and can be cancelled', { timeout: 60_000 }, async () => {
  const client = connect({ script: programs.sound });
  const spec = { path: '/nowhere/a.flow.json', trusted: false, missingData: 'error', text: '{}' } as const;
  const control = new AbortController();
  const cancelled = client.analysis.check(spec, control.signal);
  control.abort(new Error('not needed'));
  await expect(cancelled).rejects.toThrow('not needed');
  const failure = client.analysis.check(spec, new AbortController().signal);
  await expect(failure).rejects.toMatchObject({ name: 'SpecError', exitCode: 2, file: spec.path });
  await expect(failure).rejects.toHaveProperty('hint', expect.any(String));
});

test('the thread ends when nothing is open, and a new one knows the client as it is then', {
  timeout: 60_000,
}, async () => {
  const session = { id: 'session', trusted: false, folders: ['/nowhere'] };
  const client = connect({ script: programs.sound, idle: 50, session });
  client.open(A, SPEC);
  expect(JSON.stringify(await hover(client, A))).toContain('actnorm');
  // On a busy machine, the thread may have ended before it clears them.
  await expect.poll(() => client.diagnostics(A), PATIENTLY).toEqual([]);
  void client.notify('textDocument/didClose', { textDocument: { uri: A } });
  // The client does not say it: only a new thread is told.
  session.trusted = true;
  await new Promise((resolve) => setTimeout(resolve, 500));
  const outside = JSON.stringify({ ...JSON.parse(SPEC), data: { source: 'csv', path: '/elsewhere/rows.csv' } });
  client.open(B, outside);
  // Untrusted, the message would be that it may not be looked at.
  await expect.poll(() => client.diagnostics(B)?.join(), PATIENTLY).toContain('not found');
});

test('an answer that is too long for other clients is an error', { timeout: 60_000 }, async () => {
  const client = connect({ script: programs.sound, times: {}, heap: 400 });
  const uses = Array.from({ length: 35_000 }, () => '{"type":"affine-coupling","conditioner":"n"}').join(',\n');
  client.open(A, `{"conditioners":{"n":{"type":"mlp"}},"layers":[${uses}]}`);
  const position = { line: 0, character: '{"conditioners":{"'.length };
  const params = { textDocument: { uri: A }, position, context: { includeDeclaration: true } };
  expect(await client.request('textDocument/references', params)).toMatchObject({
    error: {
      code: -32_803,
      message: expect.stringMatching(/^the answer has \d{7} characters; at most 4194304 are sent$/),
    },
  });
  expect(client.failures).toEqual([]);
});

test('a text for which there is no room says so', { timeout: 60_000 }, async () => {
  const client = connect({ script: programs.sound, times: {} });
  const large = 'x'.repeat(HELD_UNITS / 2 - 5000);
  client.open('file:///nowhere/large-1.txt', large);
  client.open('file:///nowhere/large-2.txt', large);
  client.open(A, SPEC.padEnd(20_000));
  await expect.poll(() => client.diagnostics(A)?.join(), PATIENTLY).toContain('the open specs are too large together');
});
