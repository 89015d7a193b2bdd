import { FlowscopeError } from '../../../errors/flowscope-error.ts';

/** What ONNX Runtime writes before the reason: the place in its source and the condition that failed. */
const CONDITION = /^.* was false\. /;

/** The reason in an error of ONNX Runtime, in one line. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [line = ''] = text.trim().split('\n', 1);
  return line.replace(CONDITION, '').replace(/\.$/, '');
}

/** For an error of a device that worked before: it was lost or reset, or its memory is full. */
export function deviceFailure(cause: unknown): FlowscopeError {
  return new FlowscopeError(
    'device-failed',
    `The WebGPU device failed: ${reasonOf(cause)}. The saved checkpoints are kept. \`flowscope train --resume RUN\` continues on the device, and with \`--backend cpu\` on the processor.`,
    { cause },
  );
}
