/**
 * Half an hour with three clients that train, inspect and edit: does the daemon keep its size? `FLOWSCOPE_SOAK_MINUTES`
 * shortens it for a try; the page then says so.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { quantile } from '../../bench/statistics.ts';
import { startDaemonProcess } from '../../test/runs/daemon-process.ts';
import { type ProcessFigures, processFigures } from '../measurement/process-figures.ts';
import { atLeast, atMost, type Proof } from '../measurement/proof.ts';
import { editor, inspector, type Tally, trainer } from '../measurement/soak/clients.ts';

const MINUTES = 30;
/** Share of the time after which the daemon counts as warm: caches are full, code is compiled. */
const WARM = 1 / 6;
const INTERVAL = 2000;

export async function prove(): Promise<Proof> {
  const minutes = Number(process.env.FLOWSCOPE_SOAK_MINUTES ?? MINUTES);
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-soak-'));
  await mkdir(join(folder, 'state'), { mode: 0o700 });
  await mkdir(join(folder, 'work'));
  const spec = join(folder, 'work', 'moons.flow.json');
  const text = await readFile(resolve('examples/two-moons.flow.json'), 'utf8');
  await writeFile(spec, text);
  const daemon = await startDaemonProcess(join(folder, 'state'));
  const connections = await Promise.all([1, 2, 3].map(() => daemon.connect({ folders: [join(folder, 'work')] })));
  const [first, second, third] = connections;
  const tally: Tally = { runs: 0, events: 0, gaps: 0, inspections: 0, edits: 0, arrays: 0 };
  const stop = new AbortController();
  const place = { spec, text };
  const working = Promise.all([
    trainer(first!, place, tally, stop.signal),
    inspector(second!, tally, stop.signal),
    editor(third!, place, tally, stop.signal),
  ]);
  const figures: ProcessFigures[] = [];
  try {
    const until = performance.now() + 60_000 * minutes;
    while (performance.now() < until) {
      await Promise.race([working, new Promise((done) => setTimeout(done, INTERVAL))]);
      figures.push(await processFigures(daemon.pid));
      if (figures.length % 30 === 0) console.log(`${JSON.stringify(figures.at(-1))} ${JSON.stringify(tally)}`);
    }
    stop.abort();
    await working;
    for (const connection of connections) await connection.close();
    await daemon.stop();
  } finally {
    stop.abort();
    daemon.child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
  const warm = figures.slice(Math.floor(WARM * figures.length));
  const span = Math.floor(warm.length / 3);
  const median = (part: readonly ProcessFigures[], key: 'memory' | 'descriptors') =>
    quantile(
      part.map((own) => own[key]),
      0.5,
    );
  const [early, late] = [warm.slice(0, span), warm.slice(-span)];
  const growth = (key: 'memory' | 'descriptors') => median(late, key) - median(early, key);
  const change = (100 * growth('memory')) / median(early, 'memory');
  return {
    name: 'soak',
    title: `Soak: ${minutes} minutes with three clients`,
    results: [
      atMost('change of resident memory, first to last third after warm-up', Math.abs(change), 5, '%'),
      atMost('growth of open file descriptors', growth('descriptors'), 0, ''),
      atMost('zombies that were there at two looks in a row', lasting(figures), 0, ''),
      atMost('sequence numbers that were missing or came twice', tally.gaps, 0, ''),
      atLeast('minutes', minutes, MINUTES, ''),
    ],
    notes: [
      `One client trained (${tally.runs} runs of two-moons started, paused, resumed, stopped and deleted; ${tally.events} events followed), ` +
        `one inspected (${tally.inspections} answers), one edited (${tally.edits} edits with completion, hover, symbols, lenses and hints); ${tally.arrays} arrays were fetched.`,
      `Medians: ${median(early, 'memory').toFixed(1)} MiB in the first third after warm-up (${(WARM * minutes).toFixed(0)} minutes), ` +
        `${median(late, 'memory').toFixed(1)} MiB in the last (${change.toFixed(1)} %); ` +
        `${median(early, 'descriptors')} and ${median(late, 'descriptors')} descriptors.`,
    ],
  };
}

/** A child is a zombie for a moment between its end and its parent's next turn; one that stays is a leak. */
function lasting(figures: readonly ProcessFigures[]): number {
  return figures.filter(({ zombies }, i) => i > 0 && zombies.some((pid) => figures[i - 1]!.zombies.includes(pid)))
    .length;
}
