/** Where tests find a WebGPU device: a real one, or the software adapter that comes with Chromium. */
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { probeWebgpu } from '../onnxruntime/webgpu/probe.ts';

/** Of Debian's Chromium; FLOWSCOPE_CHROMIUM names another one. */
const FOLDERS = [
  ...(process.env.FLOWSCOPE_CHROMIUM ? [dirname(process.env.FLOWSCOPE_CHROMIUM)] : []),
  '/usr/lib/chromium',
];

/** The environment of a process that shall use WebGPU, or why there is no device. The loader reads it at the start. */
export async function webgpuEnvironment(): Promise<NodeJS.ProcessEnv | string> {
  const own = await probeWebgpu();
  if (own.available) return process.env;
  const folder = FOLDERS.find((path) => existsSync(join(path, 'vk_swiftshader_icd.json')));
  if (folder === undefined)
    return `no device (${own.reason}) and no Chromium in ${FOLDERS.join(', ')}: npm run e2e:setup`;
  const driver = join(folder, 'vk_swiftshader_icd.json');
  const paths = [folder, process.env.LD_LIBRARY_PATH].filter((path) => path !== undefined);
  return {
    ...process.env,
    LD_LIBRARY_PATH: paths.join(delimiter),
    VK_DRIVER_FILES: driver,
    VK_ICD_FILENAMES: driver,
  };
}
