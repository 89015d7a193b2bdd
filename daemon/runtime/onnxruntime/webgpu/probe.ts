/** Finds out in a separate process whether WebGPU works on this system. */
import { type ExecFileException, execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isJsonObject, parseJson } from '../../../encoding/json.ts';
import type { Detection } from '../../definition.ts';

export type ProbeAnswer = { readonly works: true } | { readonly works: false; readonly reason: string };

/** The first start of a driver may take seconds. */
const MOST_MILLISECONDS = 20_000;

const HINT =
  'WebGPU needs a GPU with its driver: Vulkan on Linux (mesa-vulkan-drivers, or the vendor’s; `vulkaninfo --summary` lists devices), Metal on macOS, Direct3D 12 on Windows. In containers, the GPU must be passed through. To train on the processor, set "backend": "cpu".';

/** The built script, or that of the source. */
function probeScript(): string {
  const built = fileURLToPath(new URL('./webgpu-probe.js', import.meta.url));
  return existsSync(built) ? built : fileURLToPath(new URL('./probe-main.ts', import.meta.url));
}

/**
 * @param environment of the process: the system's loader reads parts of it when a process starts
 * @param milliseconds after which it counts as hung
 */
export function probeWebgpu(
  script: string = probeScript(),
  environment: NodeJS.ProcessEnv = process.env,
  milliseconds = MOST_MILLISECONDS,
): Promise<Detection> {
  return new Promise((resolve) => {
    const options = { env: environment, timeout: milliseconds, killSignal: 'SIGKILL', windowsHide: true } as const;
    execFile(process.execPath, [script], options, (error, stdout, stderr) => {
      const answer = answerOf(stdout);
      if (answer?.works === true) return resolve({ available: true });
      resolve({
        available: false,
        reason: answer?.reason ?? silence(error, stderr, milliseconds),
        hint: HINT,
        cause: error,
      });
    });
  });
}

function answerOf(stdout: string): ProbeAnswer | null {
  try {
    const answer = parseJson(stdout);
    if (!isJsonObject(answer)) return null;
    return answer.works === true ? { works: true } : { works: false, reason: String(answer.reason) };
  } catch {
    return null;
  }
}

/** Why there is no answer. */
function silence(error: ExecFileException | null, stderr: string, milliseconds: number): string {
  if (error?.killed) return `WebGPU did not start within ${milliseconds / 1000} s`;
  const [last = ''] = stderr.trim().split('\n').slice(-1);
  const how = error?.signal ? `by ${error.signal}` : 'without an answer';
  return `the process that starts WebGPU ended ${how}${last === '' ? '' : ` (${last})`}`;
}
