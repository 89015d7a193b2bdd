/**
 * Start values of the conditioners, by what trained flows reach: the rule in force against others, per activation, and the same
 * flows in PyTorch with PyTorch's own start values (bench/peers/flows_peer.py).
 */
import { ACTIVATION_NAMES } from '../../daemon/flow/conditioners/activations.ts';
import { buildFlow } from '../../daemon/flow/flow.ts';
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

type Gaps = Readonly<Record<StartRule, readonly number[]>>;

/** One flow on one density. */
interface Cell {
  readonly flow: FlowName;
  readonly density: string;
  /** Gaps by rule, one per seed, nats. */
  readonly gaps: Gaps;
  /** PyTorch's, or null without PyTorch. */
  readonly torch: readonly number[] | null;
  /** |mean log q here − there| with the same trained parameters. */
  readonly disagreement: number | null;
}

interface Row {
  readonly network: string;
  readonly flow: FlowName;
  /** Mean over the densities and seeds, by rule. */
  readonly means: Readonly<Record<StartRule, number>>;
}

export async function prove(): Promise<Proof> {
  const densities = await knownDensities();
  const python = peerPython();
  const torch = await torchFlows(python).catch((error: Error) => error);
  const missing =
    torch instanceof Error
      ? `**The PyTorch columns are missing**: \`${python}\` cannot run the peer (${torch.message}). Name an interpreter that has torch and numpy: \`npm run prove quality -- --python PATH\`.`
      : null;
  const peer = torch instanceof Error ? null : torch;
  const cells: Cell[] = [];
  try {
    for (const flow of FLOW_NAMES) for (const density of densities) cells.push(await cellOf(flow, density, peer));
  } finally {
    await peer?.close();
  }
  const few = densities.filter(({ name }) => FEW_DENSITIES.includes(name));
  const rows: Row[] = [];
  for (const activation of ACTIVATION_NAMES.filter((name) => name !== 'relu')) {
    for (const flow of FLOW_NAMES) rows.push(await rowOf(activation, { flow, activation }, few));
  }
  const residual = { activation: 'relu', residual: true } as const;
  for (const flow of FLOW_NAMES.filter((name) => name !== 'autoregressive')) {
    rows.push(await rowOf('relu, resnet', { flow, ...residual }, few));
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

const RULES =
  'Rules: *wide*, which Flowscope draws, weights and biases U(±3/√fan-in) where a layer reads coordinates and U(±1/√fan-in) behind it; *He*, weights U(±√(6/fan-in)) (tanh: Glorot, U(±√(6/(fan-in + fan-out)))) and biases U(±1/√fan-in); *PyTorch*, weights and biases U(±1/√fan-in); *LeCun*, weights U(±√(3/fan-in)) and biases U(±1/√fan-in); *wide, LeCun*, the first layer of *wide* and LeCun’s behind it. The columns differ in the start values only. *PyTorch itself* is the other engine.';

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
  return told({ flow, density: density.name, gaps, torch, disagreement });
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
  return told({ network, flow: choice.flow, means: byRule((rule) => meanOf(all.flatMap((gaps) => gaps[rule]))) });
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
    'wide, LeCun': value('wide, LeCun'),
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
  return markdownTable(['density', ...START_RULE_NAMES, 'PyTorch itself'], [...rows, mean]);
}

function rowTable(rows: readonly Row[]): string {
  return markdownTable(
    ['network', 'flow', ...START_RULE_NAMES],
    rows.map(({ network, flow, means }) => [network, flow, ...START_RULE_NAMES.map((rule) => means[rule].toFixed(4))]),
  );
}
