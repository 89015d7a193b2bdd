/** Hints of a trained spec say what each layer is worth: the daemon inspects the run by itself. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { formatShortNats } from '../../daemon/format/numbers.ts';
import { layersFigure } from '../../protocol/figures/layers.ts';
import { runGet, runStart } from '../../protocol/rpc/run-methods.ts';
import { COMPETING, startDaemonProcess } from './daemon-process.ts';
import { smallMoons } from './small-moons.ts';

/** For what comes as soon as the machine lets it. */
const PATIENTLY = { timeout: 60_000, interval: 100 };

test('the hints show the gain of a finished run, as inspect/layers returns it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-gains-'));
  await mkdir(join(folder, 'state'), { mode: 0o700 });
  const daemon = await startDaemonProcess(join(folder, 'state'), COMPETING);
  try {
    const path = join(folder, 'moons.flow.json');
    const text = smallMoons();
    await writeFile(path, text);
    const client = await daemon.connect({ folders: [folder] });
    const { run } = await client.request(runStart, { spec: { text, path } });
    const status = async () => (await client.request(runGet, { run: run.runDir })).run.status;
    await expect.poll(status, PATIENTLY).toBe('finished');

    const uri = pathToFileURL(path).href;
    client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'flowscope', version: 1, text } });
    const range = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };
    const hints = async () =>
      (await client.call('textDocument/inlayHint', { textDocument: { uri }, range })) as { label: string }[];
    await expect.poll(async () => (await hints()).map(({ label }) => label).join(), PATIENTLY).toContain('gain');
    const labels = (await hints()).map(({ label }) => label);
    const { layers } = await client.request(layersFigure.method, { run: run.runDir });
    const sum = (type: string, key: 'gain' | 'mean') =>
      layers.filter((layer) => layer.type === type).reduce((total, layer) => total + layer[key]!, 0);
    for (const [i, type] of ['affine-coupling', 'actnorm'].entries()) {
      const [gain, logDet] = [formatShortNats(sum(type, 'gain')), formatShortNats(sum(type, 'mean'))];
      expect(labels[i]).toMatch(new RegExp(`^gain ${gain} · log-det ${logDet} · 2-D`));
    }
    await client.close();
  } finally {
    await daemon.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
