import { FlowscopeError } from '../errors/flowscope-error.ts';

/**
 * Loads ONNX Runtime, whose libraries are not available for some systems.
 * @throws FlowscopeError `runtime-unavailable` with the system's error
 */
export async function loadCpuRuntime() {
  try {
    return (await import('./onnxruntime/cpu-runtime.ts')).cpuRuntime;
  } catch (error) {
    throw runtimeUnavailable(error);
  }
}

export function runtimeUnavailable(error: unknown): FlowscopeError {
  const [reason] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
  return new FlowscopeError(
    'runtime-unavailable',
    `Flowscope cannot compute on this system (${process.platform}-${process.arch}): ${reason}.`,
    {
      hint: 'Supported systems are Linux (x64, arm64; glibc 2.28 or newer), macOS (Apple silicon) and Windows (x64, arm64). Language features work everywhere. To train, connect to a supported machine with Remote-SSH.',
      cause: error,
    },
  );
}
