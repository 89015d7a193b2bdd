/**
 * Start values of the conditioners, by what trained flows reach: the rule in force against others, per activation, and the same
 * flows in PyTorch with PyTorch's own start values (bench/peers/flows_peer.py).
 */
import * as z from 'zod';
import { ACTIVATION_NAMES } from '../../daemon/flow/conditioners/activations.ts';
import { buildFlow } from '../../daemon/flow/flow.ts';
import { keptMeasurements } from '../measurement/kept-measurements.ts';
import { peerPython } from '../measurement/peer-python.ts';
import { atMost, type Proof, type ProofResult } from '../measurement/proof.ts';
import { type KnownDensity, knownDensities } from '../measurement/quality/densities.ts';
import { trainerOf } from '../measurement/quality/engine.ts';
import { difference, markdownTable, meanOf, withError } from '../measurement/quality/figures.ts';
import { FLOW_NAMES, type FlowChoice, type FlowName, planOf, TRAINING } from '../measurement/quality/flows.ts';
import { RULE_IN_FORCE, START_RULE_NAMES, type StartRule, startBy } from '../measurement/quality/start-rules.ts';
import { type TorchFlows, torchFlows } from '../measurement/quality/torch-flows.ts';

const SEEDS = [1, 2, 3, 4, 5];
/** The grid of the activations other than relu, and of the residual network. */
const FEW_DENSITIES = ['pinwheel', 'two-spirals', 'mixture-6'];
const FEW_SEEDS = [1, 2];

const KEPT = '.cache/prove';
const flowSchema = z.enum(['affine coupling', 'spline coupling', 'autoregressive']) satisfies z.ZodType<FlowName>;
const numbers = z.array(z.number());

/** One flow on one density. */
const cellSchema = z.object({
  flow: flowSchema,
  density: z.string(),
  /** Gaps by rule, one per seed, nats. */
  gaps: z.object(byRule(() => numbers)),
  /** PyTorch's, or null without PyTorch. */
  torch: numbers.nullable(),
  /** |mean log q here − there| with the same trained parameters. */
  disagreement: z.number().nullable(),
});
const rowSchema = z.object({
  network: z.string(),
  flow: flowSchema,
  /** Mean over the densities and seeds, by rule. */
  means: z.object(byRule(() => z.number())),
});

type Cell = z.infer<typeof cellSchema>;
type Row = z.infer<typeof rowSchema>;
type Gaps = Cell['gaps'];

export async function prove(): Promise<Proof> {
  const densities = await knownDensities();
  const python = peerPython();
  const torch = await torchFlows(python).catch((error: Error) => error);
  const missing =
    torch instanceof Error
      ? `**The PyTorch columns are missing**: \`${python}\` cannot run the peer (${torch.message}). Name an interpreter that has torch and numpy: \`npm run prove quality -- --python PATH\`.`
      : null;
  const peer = torch instanceof Error ? null : torch;
  const keptCells = await keptMeasurements(`${KEPT}/initialization-cells.jsonl`, cellSchema);
  const keptRows = await keptMeasurements(`${KEPT}/initialization-rows.jsonl`, rowSchema);
  const common = { rules: START_RULE_NAMES, training: TRAINING };
  const cells: Cell[] = [];
  try {
    for (const flow of FLOW_NAMES) {
      for (const density of densities) {
        const circumstances = { ...common, seeds: SEEDS, flow, density: density.name, torch: peer?.version ?? null };
        cells.push(told(await keptCells.of(circumstances, () => cellOf(flow, density, peer))));
      }
    }
  } finally {
    await peer?.close();
  }
  const few = densities.filter(({ name }) => FEW_DENSITIES.includes(name));
  const rows: Row[] = [];
  const measureRow = async (network: string, choice: Omit<FlowChoice, 'dimension'>) => {
    const circumstances = { ...common, seeds: FEW_SEEDS, densities: FEW_DENSITIES, network, flow: choice.flow };
    rows.push(told(await keptRows.of(circumstances, () => rowOf(network, choice, few))));
  };
  for (const activation of ACTIVATION_NAMES.filter((name) => name !== 'relu')) {
    for (const flow of FLOW_NAMES) await measureRow(activation, { flow, activation });
  }
  const residual = { activation: 'relu', residual: true } as const;
  for (const flow of FLOW_NAMES.filter((name) => name !== 'autoregressive')) {
    await measureRow('relu, resnet', { flow, ...residual });
  }
  return {
    name: 'initialization',
    title: 'Initialization',
    results: [...FLOW_NAMES.flatMap((flow) => againstTorch(flow, cells)), ...agreement(cells)],
    notes: [
      ...(missing === null ? [] : [missing]),
      `Gap = mean(log p − log q) over 10 000 fresh points, nats, mean ± standard error over ${SEEDS.length} seeds. Smaller is better.`,
      ...FLOW_NAMES.map((flow) => `${flow}, relu:\n\n${cellTable(cells.filter((cell) => cell.flow === flow))}`),
      `Other activations and the residual network, means over ${FEW_DENSITIES.join(', ')} and ${FEW_SEEDS.length} seeds:\n\n${rowTable(rows)}`,
      RULES,
      `Each cell is kept in \`${KEPT}\` once it is measured, so that an interrupted run goes on; delete the folder to measure everything again.`,
      `Four layers each, two hidden layers of 64 units (the residual network: two blocks of 64), ${TRAINING.steps} steps of ${TRAINING.batchSize} rows, Adam ${TRAINING.learningRate} with ${TRAINING.warmup} warm-up steps and a cosine, gradients clipped at ${TRAINING.gradientClip}, 20 000 standardized training rows, the weights of the last step. Affine layers bound |s| by 1, so that no single far point decides a mean; splines have 8 bins on [−4, 4].`,
      ...(peer === null
        ? []
        : [
            `PyTorch ${peer.version}: the same flows in eager mode, on the same rows in the same batches, with the same learning rates and clipping; each linear layer starts as torch.nn.Linear does, the last one at zero.`,
          ]),
      'mixture-6: five Gaussians with full covariances in 6 dimensions; sine-chain-8: each of 8 columns is normal around the sine of the one before it. The others are the toy sources of the same names.',
    ],
    data: { cells, rows },
  };
}

/** Column heads. The rule of PyTorch is not to be confused with the library, which trains the same flows. */
const RULE_TITLES = START_RULE_NAMES.map((rule) => (rule === 'PyTorch' ? 'PyTorch’s init, in Flowscope' : rule));

const RULES =
  'Rules: *wide*, which Flowscope draws, weights and biases U(±3/√fan-in) where a layer reads coordinates and U(±1/√fan-in) behind it; *He*, weights U(±√(6/fan-in)) (tanh: Glorot, U(±√(6/(fan-in + fan-out)))) and biases U(±1/√fan-in); *PyTorch’s init, in Flowscope*, weights and biases U(±1/√fan-in); *LeCun*, weights U(±√(3/fan-in)) and biases U(±1/√fan-in). The columns differ in the start values only. *PyTorch (the library)* is the other engine.';

/** Flowscope and PyTorch train at the same time, in two processes of one thread. */
async function cellOf(flow: FlowName, density: KnownDensity, peer: TorchFlows | null): Promise<Cell> {
  const plan = await planOf({ flow, dimension: density.dimension, activation: 'relu' });
  const theirs = peer?.train(plan, [density], SEEDS) ?? null;
  const { gaps, parameters, gap } = await gapsOf(
    { flow, dimension: density.dimension, activation: 'relu' },
    density,
    SEEDS,
  );
  const torch = theirs === null ? null : (await theirs)[0]!;
  const again = peer === null ? null : await peer.meanLogDensity(plan, density, parameters);
  const disagreement = again === null ? null : Math.abs(density.meanLogDensity - again - gap);
  return { flow, density: density.name, gaps, torch, disagreement };
}

async function rowOf(
  network: string,
  choice: Omit<FlowChoice, 'dimension'>,
  few: readonly KnownDensity[],
): Promise<Row> {
  const all: Gaps[] = [];
  for (const density of few) {
    all.push((await gapsOf({ ...choice, dimension: density.dimension }, density, FEW_SEEDS)).gaps);
  }
  return { network, flow: choice.flow, means: byRule((rule) => meanOf(all.flatMap((gaps) => gaps[rule]))) };
}

/** Shows what was measured as soon as it is: the whole takes many minutes. */
function told<T extends object>(measured: T): T {
  console.log(JSON.stringify(measured));
  return measured;
}

/** Also the parameters and gap of one run. */
async function gapsOf(choice: FlowChoice, density: KnownDensity, seeds: readonly number[]) {
  const plan = await planOf(choice);
  const flow = buildFlow(plan);
  const trainer = await trainerOf(plan, density);
  const runs = new Map<StartRule, number[]>();
  let last = null;
  for (const rule of START_RULE_NAMES) {
    const start = startBy(rule, flow, choice.activation);
    const gaps: number[] = [];
    for (const seed of seeds) {
      const trained = await trainer.train(seed, start);
      gaps.push(trained.gap);
      last = trained;
    }
    runs.set(rule, gaps);
  }
  await trainer.dispose();
  return { gaps: byRule((rule) => runs.get(rule)!), ...last! };
}

function byRule<T>(value: (rule: StartRule) => T): Readonly<Record<StartRule, T>> {
  return {
    He: value('He'),
    PyTorch: value('PyTorch'),
    LeCun: value('LeCun'),
    wide: value('wide'),
  };
}

function againstTorch(flow: FlowName, cells: readonly Cell[]): ProofResult[] {
  const own = cells.filter((cell) => cell.flow === flow);
  const gapTo = ({ gaps, torch }: Cell) => (torch === null ? null : difference(gaps[RULE_IN_FORCE], torch));
  const differences = own.map(gapTo);
  const mean = differences.includes(null) ? null : meanOf(differences.map((each) => each!.mean));
  return [
    atMost(`${flow}: gap − PyTorch’s, mean over ${own.length} densities`, mean, 0.005, 'nats'),
    ...own.map((cell, i) =>
      atMost(
        `${flow}, ${cell.density}: gap − PyTorch’s`,
        differences[i]?.mean ?? null,
        differences[i]?.tolerance ?? 0.005,
        'nats',
      ),
    ),
  ];
}

function agreement(cells: readonly Cell[]): ProofResult[] {
  const all = cells.map(({ disagreement }) => disagreement);
  const largest = all.includes(null) ? null : Math.max(...all.map((value) => value!));
  return [atMost('mean log q of the same parameters here and in PyTorch, largest difference', largest, 1e-4, 'nats')];
}

function cellTable(cells: readonly Cell[]): string {
  const rows = cells.map(({ density, gaps, torch }) => [
    density,
    ...START_RULE_NAMES.map((rule) => withError(gaps[rule])),
    torch === null ? 'missing' : withError(torch),
  ]);
  const torch = cells.some((cell) => cell.torch === null) ? null : meanOf(cells.flatMap((cell) => cell.torch!));
  const mean = [
    '**mean**',
    ...START_RULE_NAMES.map((rule) => meanOf(cells.flatMap(({ gaps }) => gaps[rule])).toFixed(4)),
    torch?.toFixed(4) ?? 'missing',
  ];
  return markdownTable(['density', ...RULE_TITLES, 'PyTorch (the library)'], [...rows, mean]);
}

function rowTable(rows: readonly Row[]): string {
  return markdownTable(
    ['network', 'flow', ...RULE_TITLES],
    rows.map(({ network, flow, means }) => [network, flow, ...START_RULE_NAMES.map((rule) => means[rule].toFixed(4))]),
  );
}
