import { compileOn, type Device } from '../onnxruntime/webgpu/device.ts';

/** The processor in place of a device. */
export const hostDevice: Device = {
  parts: 7,
  compile: (model) => compileOn(model, { executionProviders: ['cpu'] }, {}),
};
