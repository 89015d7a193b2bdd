/** Errors of the host process as users see them: what is wrong, and the command or the edit that fixes it. */
import type { DeviceCount } from '../../../protocol/backends.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { systemCode } from '../../errors/system-code.ts';
import type { RankPlace } from '../definition.ts';
import type { PythonChoice } from './find-python.ts';
import type { HelloAnswer, HostDevice, HostProblem } from './host-messages.ts';

/** Versions before it lack what the host uses, or were not tested. @param devices as asked for */
export function oldestJax(devices: DeviceCount | null): string {
  // `jax.shard_map`.
  return devices === null ? '0.4.30' : '0.7.0';
}

const OLDEST_PYTHON = '3.9';
const RESUMES = 'A run resumes from its last checkpoint, also with --backend cpu.';
const OTHER_BACKEND = 'Or train with --backend cpu.';

export function pythonNotStarted({ command, origin }: PythonChoice, error: Error): FlowscopeError {
  const missing = systemCode(error) === 'ENOENT';
  return new FlowscopeError(
    'python-not-found',
    missing
      ? `The backend 'jax' needs Python, but ${command} (from ${origin}) does not exist.`
      : `The backend 'jax' needs Python, but ${command} (from ${origin}) cannot be started: ${error.message}.`,
    {
      hint: `Name a Python with JAX: the setting flowscope.pythonPath, or --python PATH. To make one: python3 -m venv jax-venv && jax-venv/bin/pip install jax. ${OTHER_BACKEND}`,
      cause: error,
    },
  );
}

interface Asked {
  readonly device: string | null;
  readonly devices: DeviceCount | null;
  readonly ranks: RankPlace | null;
}

/** The error of a host that answered that it cannot compute. */
export function unusable(
  { python, executable, jax, devices }: HelloAnswer,
  problem: HostProblem,
  { device, devices: wanted, ranks }: Asked,
) {
  const install = `${executable} -m pip install --upgrade jax`;
  switch (problem.code) {
    case 'old-python':
      return new FlowscopeError('jax-unavailable', `${executable} is Python ${python}, which is too old for JAX.`, {
        hint: `Name Python ${OLDEST_PYTHON} or later with flowscope.pythonPath or --python. ${OTHER_BACKEND}`,
      });
    case 'no-jax':
      return new FlowscopeError(
        'jax-unavailable',
        `JAX cannot be imported by ${executable} (Python ${python}): ${lastLine(problem.message)}.`,
        {
          hint: `Install it with: ${install}. For an NVIDIA GPU: ${executable} -m pip install --upgrade "jax[cuda13]". Or name another Python with flowscope.pythonPath or --python.`,
        },
      );
    case 'old-jax':
      return new FlowscopeError(
        'jax-unavailable',
        `${executable} has JAX ${jax}, and Flowscope needs ${oldestJax(wanted)} or later${wanted === null ? '' : ' for several devices'}.`,
        { hint: `Upgrade it with: ${install}` },
      );
    case 'no-device':
      return noDevice(problem, device, executable, devices);
    case 'no-peers':
      return new FlowscopeError(
        'no-peers',
        `Rank ${ranks?.rank} cannot reach the other ranks (${ranks?.ranks} in all): ${lastLine(problem.message)}.`,
        {
          hint: 'Every task must run the same command at the same time, and reach the machine of the first one. The messages of the other tasks may say more.',
        },
      );
    case 'few-devices':
      return new FlowscopeError(
        'device-unavailable',
        `--devices asks for ${wanted} devices, and JAX of ${executable} has ${problem.message}.`,
        { hint: 'Use --devices all, or a smaller number.' },
      );
  }
}

function noDevice(
  { message, plugins }: HostProblem,
  device: string | null,
  executable: string,
  devices: readonly HostDevice[],
): FlowscopeError {
  const names = devices.map(({ name }) => name);
  const why = message === '' ? '' : `: ${lastLine(message)}`;
  const found = names.length === 0 ? '' : ` It has ${names.join(', ')}.`;
  const onCpu = 'To train with JAX on the processor, set the device to cpu (--device cpu).';
  if (device === null) {
    return new FlowscopeError(
      'device-unavailable',
      `JAX of ${executable} has ${plugins.join(', ')}, but cannot use the accelerator${why}.`,
      { hint: `Check the driver (nvidia-smi shows it) and that the plugin has the version of JAX. ${onCpu}` },
    );
  }
  const install =
    device.startsWith('gpu') && plugins.length === 0
      ? `For an NVIDIA GPU, install: ${executable} -m pip install --upgrade "jax[cuda13]". `
      : '';
  return new FlowscopeError('device-unavailable', `JAX of ${executable} has no device '${device}'${why}.${found}`, {
    hint: `${install}${onCpu}`,
  });
}

/** A host that speaks another version of the wire form. */
export function otherHost(script: string): FlowscopeError {
  return new FlowscopeError('jax-unavailable', `${script} is of another version of Flowscope.`, {
    file: script,
    hint: 'Install Flowscope again.',
  });
}

export function hostFailed(
  error: string | { readonly type: string; readonly message: string },
  stderr: string,
): FlowscopeError {
  const text = typeof error === 'string' ? error : `${error.type}: ${lastLine(error.message)}`;
  if (/RESOURCE_EXHAUSTED|MemoryError|out of memory/i.test(text)) {
    return new FlowscopeError('out-of-memory', `JAX ran out of memory: ${text}.`, {
      hint: 'Use a smaller batchSize, or set "recompute": true in training.',
    });
  }
  return new FlowscopeError('jax-failed', `JAX failed: ${text}. ${RESUMES}`, {
    cause: stderr,
    reason: `JAX failed: ${text}.`,
  });
}

export function hostEnded(
  { code, signal }: { readonly code: number | null; readonly signal: NodeJS.Signals | null },
  stderr: string,
): FlowscopeError {
  const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
  const said = signal === null ? lastLine(stderr) : '';
  const memory = signal === 'SIGKILL' ? ' Systems that run out of memory end processes this way.' : '';
  const reason = `The JAX process was ended ${how}${said === '' ? '' : `: ${said}`}.${memory}`;
  return new FlowscopeError('jax-ended', `${reason} ${RESUMES}`, { reason });
}

/** Of a Python traceback, the last line is the error. */
function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').replace(/\.$/, '');
}
