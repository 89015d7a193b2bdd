/** Spec and language never load a native runtime: neither by their imports nor in the process that serves them. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Files that a file imports, also lazily; types vanish when the program runs. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const from = [...text.matchAll(/^(?:import|export)\s+(?!type\b)[^;]*?from\s+'([^']+)'/gm)];
  const plain = [...text.matchAll(/^import\s+'([^']+)'/gm)];
  const lazy = [...text.matchAll(/\bimport\('([^']+)'\)/g)];
  return [...from, ...plain, ...lazy].map(([, name]) => name!);
}

function reachable(folders: readonly string[]): {
  readonly files: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
} {
  const files = new Set<string>();
  const packages = new Set<string>();
  const queue = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => join(ROOT, folder, name)),
  );
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const name of importsOf(file)) {
      if (name.startsWith('.')) queue.push(resolve(dirname(file), name));
      else packages.add(name);
    }
  }
  return { files, packages };
}

test('nothing that spec and language import leads to a runtime', () => {
  const { files, packages } = reachable(['daemon/spec', 'daemon/language']);
  const rooms = new Set([...files].map((file) => relative(ROOT, file).split('/').slice(0, 2).join('/')));
  expect([...rooms]).toContain('daemon/flow');
  expect([...rooms].filter((room) => /runtime|worker|training|inspection|server/.test(room))).toEqual([]);
  expect([...packages].filter((name) => /onnx/.test(name))).toEqual([]);
});

test('the language server has no native module loaded after it answered', async () => {
  const entry = join(ROOT, 'daemon/cli/flowscope.ts');
  const child = spawn(process.execPath, [entry, 'language-server', '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const closed = new Promise<number | null>((done) => child.on('close', done));
  const send = (message: object) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
  send({ method: 'initialized', params: {} });
  const text = readFileSync(join(ROOT, 'examples/two-moons.flow.json'), 'utf8');
  const textDocument = { uri: 'file:///nowhere/a.flow.json', languageId: 'flowscope', version: 1, text };
  send({ method: 'textDocument/didOpen', params: { textDocument } });
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  send({ id: 2, method: 'textDocument/inlayHint', params: { textDocument: { uri: textDocument.uri }, range } });
  await expect.poll(() => output, { timeout: 60_000 }).toContain('"id":2');
  expect(output).toContain('parameters');
  if (process.platform === 'linux') {
    const maps = readFileSync(`/proc/${child.pid}/maps`, 'utf8');
    expect(maps).toContain('node');
    expect(maps).not.toMatch(/onnxruntime/);
  }
  send({ id: 3, method: 'shutdown' });
  send({ method: 'exit' });
  expect(await closed).toBe(0);
  // stdout carried frames and nothing else.
  let rest = output;
  while (rest !== '') {
    const head = /^Content-Length: (\d+)\r\n\r\n/.exec(rest);
    expect(head).not.toBeNull();
    const body = Buffer.from(rest).subarray(head![0].length, head![0].length + Number(head![1]));
    JSON.parse(body.toString());
    rest = Buffer.from(rest)
      .subarray(head![0].length + Number(head![1]))
      .toString();
  }
});
