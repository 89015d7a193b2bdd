/** An analysis thread with defects: at a text that contains a certain word it loops, grows or ends when work on it begins. */
import { parentPort } from 'node:worker_threads';
import { serveAnalysis } from '../../../language/thread/serve-analysis.ts';

const DEFECTS: Readonly<Record<string, () => void>> = {
  LOOP() {
    for (;;);
  },
  GROW() {
    const kept: unknown[] = [];
    for (;;) kept.push(new Array(10_000).fill(kept));
  },
  EXIT: () => process.exit(7),
};

if (parentPort === null) throw new Error('this is the main thread');
const port = parentPort;
const defects = new Map<unknown, () => void>();
let at: unknown = null;
port.on('message', ({ id, spec, message }) => {
  const { uri } = message?.params?.textDocument ?? {};
  const text = JSON.stringify([spec, message]);
  const word = Object.keys(DEFECTS).find((name) => text.includes(name));
  defects.delete(uri);
  if (word === undefined) return;
  const work = uri ?? id;
  defects.set(work, DEFECTS[word]!);
  // That it works on it was said before.
  if (work === at) setImmediate(DEFECTS[word]!);
});
const post = port.postMessage.bind(port);
port.postMessage = (message) => {
  post(message);
  if (message.type !== 'at') return;
  at = message.work?.uri ?? message.work?.check;
  defects.get(at)?.();
};
serveAnalysis();
