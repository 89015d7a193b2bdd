/** What people feel: typing while flows train, sliders on images, previews, and what watching costs a training. */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { quantile } from '../../bench/statistics.ts';
import type { DaemonConnection } from '../../daemon/client/connect-daemon.ts';
import { probeFigure } from '../../protocol/figures/probe.ts';
import { samplesFigure } from '../../protocol/figures/samples.ts';
import { traversalFigure } from '../../protocol/figures/traversal.ts';
import { inspectFollow, inspectUnfollow, inspectUpdate } from '../../protocol/rpc/follow-methods.ts';
import { previewTrain, previewUpdate } from '../../protocol/rpc/preview-methods.ts';
import { runEvents, runStop, runSubscribe, runWatch } from '../../protocol/rpc/run-methods.ts';
import { startDaemonProcess } from '../../test/runs/daemon-process.ts';
import { beginRun } from '../measurement/begin-run.ts';
import { atMost, type Proof, type ProofResult } from '../measurement/proof.ts';
import { measureTyping, TYPED_LINES } from '../measurement/typing.ts';

const [SLIDES, PREVIEWS, PAIRS] = [60, 5, 7] as const;

export async function prove(): Promise<Proof> {
  const typing = await measureTyping();
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-responsiveness-'));
  await mkdir(join(folder, 'state'), { mode: 0o700 });
  const daemon = await startDaemonProcess(join(folder, 'state'), ['--runs', '2']);
  try {
    const client = await daemon.connect();
    const slider = await measureSlider(client, folder);
    const preview = await measurePreviews(client);
    const cost = await measureWatching(client, folder);
    await client.close();
    const ms = (values: readonly number[], q: number) => quantile(values, q);
    const results: ProofResult[] = [
      atMost(
        `completion behind an edit of a ${TYPED_LINES}-line spec while two runs train, p99`,
        ms(typing.times, 0.99),
        100,
        'ms',
      ),
      atMost('traversal slider on the digits while another run trains, p95', ms(slider.traversal, 0.95), 150, 'ms'),
      atMost('temperature slider on the digits while another run trains, p95', ms(slider.samples, 0.95), 150, 'ms'),
      atMost('a dragged latent of two-moons while another run trains, p95', ms(slider.drag, 0.95), 150, 'ms'),
      atMost('preview: first picture after the request, worst', Math.max(...preview.first), 1000, 'ms'),
      atMost('what statistics, events and previews every two seconds cost a run', 100 * cost, 3, '%'),
    ];
    return {
      name: 'responsiveness',
      title: 'Typing, sliders and previews while flows train',
      results,
      notes: [
        `Typing: ${typing.times.length} edits beside runs of niceness ${typing.niceness}, median ${ms(typing.times, 0.5).toFixed(1)} ms. Sliders: ${SLIDES} positions each, medians ${ms(slider.traversal, 0.5).toFixed(0)} and ${ms(slider.samples, 0.5).toFixed(0)} ms, from the request to the last byte of the pictures; the first position, which opens the run and its data, took ${slider.opening.toFixed(0)} ms.`,
        `Previews: ${PREVIEWS}, of an eight-layer flow, the first with a cold worker: ${preview.first.map((value) => value.toFixed(0)).join(', ')} ms to the first picture, of step ${preview.steps.join(', ')}; ${preview.pictures.join(', ')} pictures.`,
        `Cost: ${PAIRS} pairs of runs of two-moons, alternating; one with a client that follows every event, is shown the layers and samples of the newest checkpoint every two seconds; medians of the pairs’ ratios.`,
      ],
    };
  } finally {
    daemon.child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureSlider(client: DaemonConnection, folder: string) {
  const digits = await beginRun(client, 'mnist-nice', folder, 150);
  await ended(client, digits);
  const other = await beginRun(client, 'two-moons', folder, 1e6);
  const traverse = async (sigma: number) => {
    const { values } = await client.request(traversalFigure.method, {
      run: digits,
      panel: 'latent',
      sigma,
      pixels: true,
    });
    await client.fetchArray(values);
  };
  const grid = async (temperature: number) => {
    const { samples } = await client.request(samplesFigure.method, {
      run: digits,
      panel: 'samples',
      temperature,
      pixels: true,
    });
    await client.fetchArray(samples);
  };
  const opening = await timed(() => traverse(3));
  await grid(1);
  const [traversal, samples]: [number[], number[]] = [[], []];
  for (let i = 0; i < SLIDES; i++) {
    traversal.push(await timed(() => traverse(1 + (2 * i) / SLIDES)));
    samples.push(await timed(() => grid(0.5 + i / SLIDES)));
    await delay(50);
  }
  const plane = await beginRun(client, 'two-moons', folder, 100);
  await ended(client, plane);
  const drag: number[] = [];
  for (let i = 0; i <= SLIDES; i++) {
    const moved = { run: plane, panel: 'probe', z: [i / SLIDES, -i / SLIDES] };
    const taken = await timed(async () => void (await client.request(probeFigure.method, moved)));
    // The first one opens the run.
    if (i > 0) drag.push(taken);
  }
  await client.request(runStop, { run: other });
  return { opening, traversal, samples, drag };
}

async function measurePreviews(client: DaemonConnection) {
  const [first, steps, pictures]: [number[], number[], number[]] = [[], [], []];
  const text = await readFile(resolve('examples/checkerboard.flow.json'), 'utf8');
  for (let i = 0; i < PREVIEWS; i++) {
    const began = performance.now();
    let count = 0;
    const off = client.onNotification(previewUpdate, ({ density, step }) => {
      if (count++ > 0) return void client.dropArray(density);
      steps.push(step);
      void client.fetchArray(density).then(() => first.push(performance.now() - began));
    });
    await client.request(previewTrain, {
      spec: { text: text.replace('"seed": 1', `"seed": ${i}`), path: resolve('examples/preview.flow.json') },
      panel: 'preview',
    });
    await delay(200);
    off();
    pictures.push(count);
  }
  if (first.length < PREVIEWS) throw new Error('a preview sent no picture');
  return { first, steps, pictures };
}

async function measureWatching(client: DaemonConnection, folder: string): Promise<number> {
  const ratios: number[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const plain = await trainingSeconds(client, folder, false);
    ratios.push((await trainingSeconds(client, folder, true)) / plain);
  }
  return quantile(ratios, 0.5) - 1;
}

async function trainingSeconds(client: DaemonConnection, folder: string, watched: boolean): Promise<number> {
  const run = await beginRun(client, 'two-moons', folder, 4000);
  if (!watched) return ended(client, run);
  await client.request(runWatch, {});
  const off = client.onNotification(inspectUpdate, ({ result }) => {
    const samples = samplesFigure.method.result.safeParse(result);
    if (samples.success) void client.fetchArray(samples.data.samples);
  });
  const everySeconds = 2;
  const follows = [
    await client.request(inspectFollow, { run, method: 'inspect/layers', params: { n: 1024 }, everySeconds }),
    await client.request(inspectFollow, { run, method: 'inspect/samples', params: { n: 500 }, everySeconds }),
  ];
  const seconds = await ended(client, run);
  for (const { follow } of follows) await client.request(inspectUnfollow, { follow });
  off();
  return seconds;
}

/** Seconds of training, by the run's own clock. */
async function ended(client: DaemonConnection, run: string): Promise<number> {
  const done = Promise.withResolvers<number>();
  const off = client.onNotification(runEvents, ({ records }) => {
    for (const record of records) {
      if (record.event === 'done' && record.runDir === run) done.resolve(Number(record.elapsed));
      if (record.event === 'failed' && record.runDir === run) done.reject(new Error(String(record.message)));
    }
  });
  await client.request(runSubscribe, { run });
  const seconds = await done.promise;
  off();
  return seconds;
}

async function timed(act: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}
