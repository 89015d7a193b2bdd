/**
 * The only place that loads ONNX Runtime. The library collects telemetry (a device id and an event database in the
 * user's cache folder, an upload) unless the process's environment forbids it before loading.
 */
import { isMainThread } from 'node:worker_threads';

// Assigning to the environment of a worker thread changes a copy that native code does not see.
if (!isMainThread) throw new Error('ONNX Runtime runs in the main thread of a process only: use a child process');
process.env.ORT_DISABLE_TELEMETRY = '1';

// A static import would be evaluated before the line above, even in a bundle.
export const { InferenceSession, Tensor, env } = await import('onnxruntime-node');
