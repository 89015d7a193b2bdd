/** TensorFlow.js as the user installed it: only its types are known when Flowscope is built. */
export type Tf = typeof import('@tensorflow/tfjs-core');
export type TfTensor = import('@tensorflow/tfjs-core').Tensor;

/** Whether this is what a package of TensorFlow.js exports. Which version it is was checked before it was loaded. */
export function isLibrary(loaded: unknown): loaded is Tf {
  const needed = ['tidy', 'setBackend', 'tensor', 'matMul', 'conv2d'];
  return typeof loaded === 'object' && loaded !== null && needed.every((name) => name in loaded);
}
