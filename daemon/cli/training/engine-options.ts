/** The options that say where a run computes. */
import { basename, resolve } from 'node:path';
import {
  BACKEND_CHOICES,
  type DeviceCount,
  isAvailable,
  MATMUL_PRECISIONS,
  TENSORFLOW_DEVICES,
  throughJax,
} from '../../../protocol/backends.ts';
import type { EngineChoice } from '../../../protocol/engine-choice.ts';
import { engineChoiceSchema } from '../../../protocol/engine-choice.ts';
import type { Arguments, OptionDeclaration } from '../options.ts';
import { usageError } from '../usage-error.ts';

const AVAILABLE = BACKEND_CHOICES.filter(isAvailable);

export const PYTHON_OPTION: OptionDeclaration = {
  value: 'PATH',
  description:
    'Python with JAX, or the folder of its virtual environment. Default: $VIRTUAL_ENV, else python3. Only used by the backend jax.',
};

export const ENGINE_OPTIONS = {
  backend: {
    value: 'B',
    description: `Backend that trains: ${AVAILABLE.join(', ')}; overrides the spec. flowscope backends lists what works here.`,
  },
  device: {
    value: 'D',
    description: `With the backend jax: cpu, gpu, gpu:1, tpu. With tensorflow: ${TENSORFLOW_DEVICES.join(', ')}. Default: the first that there is.`,
  },
  devices: {
    value: 'N',
    description:
      'With the backend jax: number of devices that share each batch, or all. In several tasks of Slurm or MPI: those of each task. Default: 1.',
  },
  'matmul-precision': {
    value: 'P',
    description: `With the backend jax, on GPUs and TPUs: ${MATMUL_PRECISIONS.join(', ')}. Default: highest, which is float32.`,
  },
  python: PYTHON_OPTION,
} as const satisfies Readonly<Record<string, OptionDeclaration>>;

/** @throws FlowscopeError `usage` (exit 2) */
export function engineOptions(args: Arguments, cwd: string): EngineChoice {
  const backend = args.text('backend');
  const device = args.text('device');
  const devices = deviceCount(args.text('devices'));
  const matmulPrecision = args.text('matmul-precision');
  const python = pythonOption(args, cwd);
  if (backend !== null && throughJax(backendChoice(backend))) {
    throw usageError(
      `--backend ${backend}: this version of Flowscope uses CUDA through JAX`,
      'Use --backend jax --device gpu, with a Python that has "jax[cuda13]": see flowscope backends.',
    );
  }
  if (device !== null && !engineChoiceSchema.shape.device.safeParse(device).success) {
    throw usageError(`--device ${device} is not a device`, 'For example: --device gpu, --device gpu:1, --device cpu');
  }
  const precision = matmulPrecision === null ? null : MATMUL_PRECISIONS.find((known) => known === matmulPrecision);
  if (precision === undefined) {
    throw usageError(`--matmul-precision ${matmulPrecision} is not known`, oneOf(MATMUL_PRECISIONS));
  }
  return {
    ...(backend === null ? {} : { backend: backendChoice(backend) }),
    ...(device === null ? {} : { device }),
    ...(devices === null ? {} : { devices }),
    ...(precision === null ? {} : { matmulPrecision: precision }),
    ...(python === null ? {} : { python }),
  };
}

/** As `wholeNumber`, or `all`. */
function deviceCount(text: string | null): DeviceCount | null {
  if (text === null || text === 'all') return text;
  const count = Number(text);
  if (engineChoiceSchema.shape.devices.safeParse(count).success) return count;
  throw usageError(`--devices ${text} is neither a number of devices nor all`, 'For example: --devices all');
}

/** A path is relative to the command's folder; a plain name such as `python3.12` is looked up by the system. */
export function pythonOption(args: Arguments, cwd: string): string | null {
  const python = args.text('python');
  if (python === null) return null;
  return python === basename(python) && python.startsWith('python') ? python : resolve(cwd, python);
}

function backendChoice(name: string): (typeof BACKEND_CHOICES)[number] {
  const found = BACKEND_CHOICES.find((choice) => choice === name);
  if (found === undefined) throw usageError(`unknown backend '${name}'`, oneOf(AVAILABLE));
  return found;
}

function oneOf(names: readonly string[]): string {
  return `It is one of ${names.join(', ')}.`;
}
