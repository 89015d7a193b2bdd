/** Shipped spline flows on two real tables against the same flows in PyTorch. It needs an interpreter that has torch, scikit-learn and pandas: --python PATH. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import * as z from 'zod';
import { peerLink } from '../../bench/peer-link.ts';
import { timingOf } from '../../bench/statistics.ts';
import { asFlowPlan } from '../../daemon/models/flow-plan.ts';
import { checkSpec } from '../../daemon/spec/check-spec.ts';
import type { Plan } from '../../daemon/spec/plan.ts';
import { meanAndError } from '../../daemon/statistics/mean-and-error.ts';
import { table } from '../../daemon/templates/table.ts';
import { flowscope } from '../../test/cli/flowscope.ts';
import { askPeer } from '../measurement/ask-peer.ts';
import { peerPython } from '../measurement/peer-python.ts';
import { atLeast, atMost, type Proof } from '../measurement/proof.ts';
import { markdownTable } from '../measurement/quality/figures.ts';
import { type Side, type TablePair, tablePair } from '../measurement/quality/table-pair.ts';

/** Far fewer steps than the specs have, so that all of it takes minutes. */
const RECIPES = {
  letters: { seeds: [1, 2, 3], steps: 900 },
  diabetes: { seeds: [1, 2, 3, 4, 5, 6, 7, 8], steps: 250 },
};

export async function prove(): Promise<Proof> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-table-peers-'));
  const peer = peerLink({ python: peerPython(), script: 'table_peer.py' });
  try {
    const { torch } = z.object({ torch: z.string() }).parse(await peer.ask({ cmd: 'versions' }));
    await askPeer('sklearn_tables.py', { folder, names: ['diabetes'] });
    const tables = [
      {
        name: 'letters',
        ...RECIPES.letters,
        plan: await planOf(await readFile('examples/letters.flow.json', 'utf8'), 'examples'),
        folder: 'examples',
      },
      { name: 'diabetes', ...RECIPES.diabetes, plan: await planOf(await diabetes(folder), folder), folder },
    ];
    const found = [];
    for (const { name, seeds, ...own } of tables) {
      const pairs: TablePair[] = [];
      for (const seed of seeds) {
        pairs.push(await tablePair({ ...own, peer, seed }));
        console.log(JSON.stringify({ name, seed, ...figuresOf(pairs.at(-1)!) }));
      }
      found.push({ name, pairs, compared: compare(pairs) });
    }
    return {
      name: 'table-peers',
      title: 'Shipped flows on real tables against PyTorch',
      results: found.flatMap(({ name, pairs, compared: { difference, ratio } }) => [
        atMost(
          `${name}: |Flowscope − PyTorch|, mean log-likelihood of the test rows`,
          Math.abs(difference.mean),
          2 * difference.se,
          'nats',
        ),
        atLeast(`${name}: time of a step, PyTorch eager ÷ Flowscope`, ratio, 1, ''),
        atMost(
          `${name}: mean log q of the same trained parameters here and in PyTorch, largest difference`,
          Math.max(...pairs.map(({ disagreement }) => disagreement)),
          1e-3,
          'nats',
        ),
      ]),
      notes: [
        markdownTable(
          [
            'table',
            'test rows',
            'Flowscope, nats',
            'PyTorch, nats',
            'difference',
            'its standard error: rows',
            'seeds',
            'Flowscope, ms per step',
            'PyTorch, ms per step',
          ],
          found.map(({ name, pairs, compared }) => [
            name,
            String(pairs[0]!.ours.test.length),
            ...[
              compared.ours,
              compared.theirs,
              compared.difference.mean,
              compared.difference.rows,
              compared.difference.seeds,
            ].map((value) => value.toFixed(4)),
            ...[compared.times.ours, compared.times.theirs].map(
              ({ median, spread }) => `${median.toPrecision(3)} ± ${Math.round(100 * spread)} %`,
            ),
          ]),
        ),
        `letters is \`examples/letters.flow.json\` (Letter Recognition, 16 columns, the letter as context). diabetes is scikit-learn's: the columns, context and noise are those that \`init --data\` proposes, the flow and its training those of \`init --template table\`. Both have spline couplings and LU linear layers. They train for ${RECIPES.letters.steps} and ${RECIPES.diabetes.steps} steps instead of the 4000 of the specs, with a schedule of that length, so that this says nothing about fully trained flows; otherwise with each spec's batches, optimizer, clipping and schedule.`,
        `Both sides start from the same values in float32, and take the same rows in the same batches for each seed (${RECIPES.letters.seeds.length} and ${RECIPES.diabetes.seeds.length} of them). The noise of whole numbers is drawn anew in each step by each side, and once for the held-out rows, the same for both. Validation rows are evaluated every 50 steps; the test rows count at the step where these were best. Log-likelihoods are means over the test rows and seeds, in data units.`,
        'The error of the difference has two parts, added as squares: over the test rows, of differences row by row that are averaged over the seeds, and over the seeds, of mean differences. The bound is twice the sum.',
        `Times are medians over chunks of 50 steps ± half the interquartile range, the two sides in turns, one thread each, PyTorch ${torch} in eager mode with its fused AdamW. docs/measurements/speed.md has torch.compile and JAX.`,
      ],
      data: {
        recipes: RECIPES,
        tables: found.map(({ name, pairs, compared }) => ({ name, ...compared, runs: pairs.map(figuresOf) })),
      },
    };
  } finally {
    await peer.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function planOf(spec: string, folder: string): Promise<Plan> {
  const { plan, diagnostics } = await checkSpec(spec, { folder, trusted: true, fileStem: 'table' });
  if (plan === null) throw new Error(`the spec has errors: ${JSON.stringify(diagnostics)}`);
  return asFlowPlan(plan, 'the spec');
}

const specSchema = z.looseObject({ data: z.unknown() });

/** The data as `init --data` proposes them, with the flow of the template for tables. */
async function diabetes(folder: string): Promise<string> {
  await flowscope(['init', 'diabetes', '--data', 'diabetes.csv', '--json'], { cwd: folder });
  const proposed = specSchema.parse(parse(await readFile(join(folder, 'diabetes.flow.json'), 'utf8')));
  return JSON.stringify({ ...specSchema.parse(parse(table.text('diabetes'))), data: proposed.data });
}

function compare(pairs: readonly TablePair[]) {
  const count = pairs[0]!.ours.test.length;
  const gap = ({ ours, theirs }: TablePair, row: number) => ours.test[row]! - theirs.test[row]!;
  const byRow = Float64Array.from({ length: count }, (_, row) =>
    pairs.reduce((sum, pair) => sum + gap(pair, row) / pairs.length, 0),
  );
  const rows = meanAndError(byRow);
  const seeds = meanAndError(pairs.map(({ ours, theirs }) => meanOf(ours) - meanOf(theirs))).se;
  const times = {
    ours: timingOf(pairs.flatMap(({ ours }) => ours.times)),
    theirs: timingOf(pairs.flatMap(({ theirs }) => theirs.times)),
  };
  return {
    ours: meanAndError(pairs.map(({ ours }) => meanOf(ours))).mean,
    theirs: meanAndError(pairs.map(({ theirs }) => meanOf(theirs))).mean,
    difference: { mean: rows.mean, rows: rows.se, seeds, se: Math.hypot(rows.se, seeds) },
    times,
    ratio: times.theirs.median / times.ours.median,
  };
}

const meanOf = ({ test }: Side) => meanAndError(test).mean;

function figuresOf({ ours, theirs, disagreement }: TablePair) {
  const of = (side: Side) => ({ mean: meanOf(side), bestStep: side.bestStep, step: timingOf(side.times).median });
  return { ours: of(ours), theirs: of(theirs), disagreement };
}
