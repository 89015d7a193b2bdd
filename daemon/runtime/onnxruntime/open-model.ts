/** Runs an ONNX file from its bytes alone, as another program would. */
import { InferenceSession, Tensor } from './library.ts';

export interface ModelInput {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

export interface OpenModel {
  /** Returns all outputs by name. */
  run(feeds: Readonly<Record<string, ModelInput>>): Promise<Readonly<Record<string, Float32Array>>>;
  dispose(): Promise<void>;
}

export async function openModel(bytes: Uint8Array): Promise<OpenModel> {
  const session = await InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    extra: { session: { set_denormal_as_zero: '1' } },
  });
  return {
    async run(feeds) {
      const tensors = Object.entries(feeds).map(
        ([name, { values, shape }]) => [name, new Tensor('float32', values, [...shape])] as const,
      );
      const results = await session.run(Object.fromEntries(tensors));
      return Object.fromEntries(session.outputNames.map((name) => [name, results[name]!.data as Float32Array]));
    },
    dispose: () => session.release(),
  };
}
