/**
 * A process that computes something on WebGPU and says whether that worked. It is apart from everything else, because the
 * library lists WebGPU also where there is no device, and may end the process that asks for one.
 */
import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import { add } from '../../../tensor/ops/arithmetic.ts';
import { input } from '../../../tensor/ops/leaf.ts';
import { functionModel } from '../../onnx/function-model.ts';
import { Tensor } from '../library.ts';
import { webgpuDevice } from './device.ts';
import { reasonOf } from './device-failure.ts';
import type { ProbeAnswer } from './probe.ts';

const SIZE = 3;

async function answer(): Promise<ProbeAnswer> {
  const x = input('x', [SIZE]);
  const doubled = { name: 'y', tensor: add(x, x) };
  try {
    const model = functionModel({ inputs: [{ name: 'x', tensor: x }], outputs: [doubled] });
    const compiled = await webgpuDevice.compile(model, 'host');
    const { y } = await compiled.run({ x: new Tensor('float32', Float32Array.of(1, 2, 3), [SIZE]) });
    const right = y?.dims.length === 1 && String(Array.from(y.data as Float32Array)) === '2,4,6';
    return right ? { works: true } : { works: false, reason: 'the device computed 1 + 1 wrongly' };
  } catch (error) {
    return { works: false, reason: reasonOf(error instanceof FlowscopeError ? error.cause : error) };
  }
}

process.stdout.write(JSON.stringify(await answer()), () => process.exit(0));
