/** The life of a connection: its end is nobody else's. */
import { spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createProtocolConnection } from 'vscode-languageserver';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { createLspConnection } from '../../daemon/language/create-connection.ts';
import { startEditor } from './client.ts';
import { MOONS } from './moons.ts';

test('exit ends that connection only, with or without shutdown', async () => {
  const [rude, polite, other] = [await startEditor(), await startEditor(), await startEditor()];
  await rude.connection.sendNotification('exit');
  await polite.connection.sendRequest('shutdown');
  await polite.connection.sendNotification('exit');
  await expect
    .poll(() => [rude.ended, polite.ended])
    .toEqual([[{ reason: 'exit', orderly: false }], [{ reason: 'exit', orderly: true }]]);
  const file = other.open('file:///a.flow.json', MOONS);
  expect(await file.diagnostics()).toEqual([]);
  expect(other.ended).toEqual([]);
  for (const editor of [rude, polite, other]) editor.close();
});

test('the death of the client’s process ends its connection only', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const editor = await startEditor({ processId: child.pid! });
  await new Promise((resolve) => setTimeout(resolve, 80));
  expect(editor.ended).toEqual([]);
  child.kill('SIGKILL');
  await expect.poll(() => editor.ended).toEqual([{ reason: 'client-died', orderly: false }]);
  editor.close();
});

test('a process id that means nothing on this machine ends nothing', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.on('close', resolve));
  const editor = await startEditor({ processId: child.pid! });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(editor.ended).toEqual([]);
  editor.close();
});

test('a closed transport is told once; what was open is forgotten', async () => {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const ends: unknown[] = [];
  const { connection, dispose } = createLspConnection(
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
    { onEnd: (end) => ends.push(end) },
  );
  connection.listen();
  const client = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  client.listen();
  toServer.end();
  toServer.destroy();
  await expect.poll(() => ends).toEqual([{ reason: 'closed', orderly: false }]);
  dispose();
  client.dispose();
});

test('initialize: capabilities, the owner’s members, trust', async () => {
  const editor = await startEditor({
    initializationOptions: { trusted: true, another: 1 },
    ports: { initializeResult: () => ({ session: 's1', protocol: 1 }) },
    workspaceFolders: [{ uri: 'file:///work/a', name: 'a' }],
  });
  expect(editor.initialized).toMatchObject({
    session: 's1',
    protocol: 1,
    capabilities: { textDocumentSync: { change: 2 } },
  });
  expect(editor.server.trusted).toBe(true);
  expect(editor.server.folders).toEqual(['/work/a']);
  await editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
    event: { added: [{ uri: 'file:///work/b', name: 'b' }], removed: [{ uri: 'file:///work/a', name: 'a' }] },
  });
  await expect.poll(() => editor.server.folders).toEqual(['/work/b']);
  editor.close();
  for (const initializationOptions of [undefined, null, 7, { trusted: 'yes' }, { trusted: 1 }]) {
    const untrusted = await startEditor({ initializationOptions });
    expect(untrusted.server.trusted).toBe(false);
    untrusted.close();
  }
});

test('a cancelled request is answered as cancelled, and nothing else suffers', async () => {
  const { CancellationTokenSource } = await import('vscode-languageserver');
  const editor = await startEditor({ ports: { delays: { check: 200 } } });
  const file = editor.open('file:///a.flow.json', MOONS);
  await file.diagnostics();
  file.replace('400', '401');
  const source = new CancellationTokenSource();
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const hints = editor.connection.sendRequest(
    'textDocument/inlayHint',
    { textDocument: { uri: file.uri }, range },
    source.token,
  );
  const hover = file.ask('textDocument/hover', { position: file.after('"times"', 2) });
  source.cancel();
  await expect(hints).rejects.toMatchObject({ code: -32800 });
  expect(await hover).not.toBeNull();
  editor.close();
});

test('features on closed and unknown documents answer nothing', async () => {
  // The changed text is closed before it is checked.
  const editor = await startEditor({ ports: { delays: { check: 500, checkAtMost: 1000 } } });
  const file = editor.open('untitled:Untitled-1', MOONS);
  expect(await file.diagnostics()).toEqual([]);
  expect((await file.ask('textDocument/codeLens')) as unknown[]).not.toEqual([]);
  // Answered with lenses, or with none if the document is closed before they are made.
  const early = file.ask('textDocument/codeLens');
  file.replace('400', '401');
  const late = file.ask('textDocument/codeLens');
  file.close();
  expect(await early).toBeInstanceOf(Array);
  expect(await late).toEqual([]);
  expect(await file.ask('textDocument/documentSymbol')).toEqual([]);
  editor.close();
});

test('a client that goes away in the middle of everything leaves no failure behind', async () => {
  // Vitest fails on any rejection that nobody handles, as the daemon would end by it.
  for (let i = 0; i < 20; i++) {
    const editor = await startEditor({ ports: { delays: { check: i % 4, refresh: 1 } } });
    const file = editor.open('file:///a.flow.json', MOONS);
    const gone = () => undefined;
    const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
    for (let k = 0; k < 5; k++) {
      file.replace('"steps": 4', '"steps": 44');
      file.ask('textDocument/inlayHint', { range }).catch(gone);
      file.ask('textDocument/completion', { position: { line: 3, character: 4 } }).catch(gone);
      editor.connection.sendNotification('flowscope/didChangeTrust', { trusted: k % 2 === 0 }).catch(gone);
    }
    await new Promise((resolve) => setTimeout(resolve, i));
    if (i % 2 === 0) editor.cut();
    else editor.close();
    await new Promise((resolve) => setTimeout(resolve, 30));
    if (i % 2 === 0) {
      expect(editor.ended).toEqual([{ reason: 'closed', orderly: false }]);
      editor.close();
    }
  }
});

test('a request under way when its connection is disposed fails alone', async () => {
  const toClient = new PassThrough();
  const { connection, dispose } = createLspConnection(
    new StreamMessageReader(new PassThrough()),
    new StreamMessageWriter(toClient),
    { onEnd: () => undefined },
  );
  connection.listen();
  toClient.destroy();
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);
  process.on('unhandledRejection', note);
  const sent = connection.sendRequest('workspace/inlayHint/refresh').then(
    () => 'answered',
    () => 'failed',
  );
  dispose();
  expect(await sent).toBe('failed');
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});
