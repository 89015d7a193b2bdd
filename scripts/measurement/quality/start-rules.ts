/** Rules for start values to compare: each says how far the uniform weights and biases of a layer reach. */
import type { ActivationName } from '../../../daemon/flow/conditioners/activations.ts';
import type { Flow } from '../../../daemon/flow/flow.ts';
import type { StoredParameter } from '../../../daemon/flow/parameters.ts';
import type { StartValues } from './engine.ts';

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly reads: 'input' | 'hidden';
  readonly activation: ActivationName;
}

type Bounds = (layer: Layer) => { readonly weight: number; readonly bias: number };

export const START_RULES = {
  /** He et al. 2015 (eq. 10), for tanh Glorot, Bengio 2010 (eq. 16): Flowscope's until November 2026. */
  He: ({ activation, inputs, outputs }) => ({
    weight: Math.sqrt(6 / (activation === 'tanh' ? inputs + outputs : inputs)),
    bias: 1 / Math.sqrt(inputs),
  }),
  /** torch.nn.Linear's. */
  PyTorch: ({ inputs }) => ({ weight: 1 / Math.sqrt(inputs), bias: 1 / Math.sqrt(inputs) }),
  /** LeCun et al. 1998 (section 4.6): what goes in with variance 1 comes out with it, before the activation. */
  LeCun: ({ inputs }) => ({ weight: Math.sqrt(3 / inputs), bias: 1 / Math.sqrt(inputs) }),
  /** The product's: kinks spread over the standardized data, PyTorch's bounds behind the first layer. */
  wide: ({ reads, inputs }) => {
    const bound = (reads === 'input' ? 3 : 1) / Math.sqrt(inputs);
    return { weight: bound, bias: bound };
  },
} as const satisfies Readonly<Record<string, Bounds>>;

export type StartRule = keyof typeof START_RULES;
/** What Flowscope draws. */
export const RULE_IN_FORCE: StartRule = 'wide';
export const START_RULE_NAMES = Object.keys(START_RULES) as readonly StartRule[];

/** The product's draws, stretched to the rule's bounds; what starts at or near zero stays as it is. */
export function startBy(rule: StartRule, flow: Flow, activation: ActivationName): StartValues {
  const layers = new Map(flow.parameters.flatMap((parameter) => layerOf(parameter, activation)));
  return (parameter, seed) => {
    const drawn = parameter.initialize(seed);
    const layer = layers.get(ownerOf(parameter));
    if (layer === undefined || drawn.every((value) => value === 0)) return drawn;
    const kind = parameter.name.endsWith('.bias') ? 'bias' : 'weight';
    const stretch = START_RULES[rule](layer)[kind] / START_RULES[RULE_IN_FORCE](layer)[kind];
    return drawn.map((value) => value * stretch);
  };
}

const ownerOf = ({ name }: StoredParameter) => name.slice(0, name.lastIndexOf('.'));

function layerOf(parameter: StoredParameter, activation: ActivationName): [string, Layer][] {
  const owner = ownerOf(parameter);
  const local = /\.conditioner\.(.+)\.weight$/.exec(parameter.name)?.[1];
  // The second layer of a residual block is nearly off at the start, by every rule.
  if (local === undefined || local.endsWith('linear1')) return [];
  const [inputs, outputs] = parameter.shape.slice(-2) as [number, number];
  const reads = local === 'layer0' || local === 'input' ? 'input' : 'hidden';
  return [[owner, { inputs, outputs, reads, activation }]];
}
