/** What a spec says of where it is computed: keys without an effect, and devices that a backend does not have. */
import {
  type BackendChoice,
  backendsWith,
  DEVICE_PATTERN,
  ENGINE_KEYS,
  isAvailable,
  requestKeysOf,
  TENSORFLOW_DEVICES,
  tensorflowDevice,
} from '../../../protocol/backends.ts';
import type { ProposedFix, Report } from '../diagnostic.ts';
import { fix, removeMember, replace, setMember } from '../fixes/edits.ts';
import { child, findMember, keyPath, type ObjectNode, type Place, type SpecNode, toValue } from '../text/node.ts';
import { suggest } from '../text/suggest.ts';

/** @param backend, device as written, if they are valid */
export function reportEngineKeys(
  report: Report,
  root: Place<ObjectNode>,
  backend: BackendChoice,
  device: string | undefined,
): void {
  if (!isAvailable(backend)) return;
  if (backend === 'auto') reportUnusedDevice(report, root, device);
  else reportUnusedKeys(report, root, backend);
  if (device === undefined) return;
  if (backend === 'tensorflow') reportTensorflowDevice(report, root, device);
  if (backend === 'jax') reportJaxDevice(report, root, device);
}

/**
 * A run shares its batches among the devices of the machine where it starts, so that their number is no key of a spec.
 * @returns the keys that it reports
 */
export function reportDeviceCount(report: Report, root: Place<ObjectNode>): readonly string[] {
  const member = findMember(root.node, 'devices');
  if (member === null) return [];
  const value = member.value && toValue(member.value);
  // The name of one device was meant for `device`.
  if (typeof value === 'string' && value !== 'all' && DEVICE_PATTERN.test(value)) return [];
  const wanted = typeof value === 'number' ? value : 'all';
  report.add({
    code: 'unknown-key',
    severity: 'error',
    message: `unknown key 'devices' in a spec: how many devices share a batch is an option of a run, flowscope train --backend jax --devices ${wanted}`,
    span: member.keySpan,
    path: keyPath(root.path, 'devices'),
    fixes: [fix("Remove 'devices'", removeMember(report.document.text, root.node, member))],
  });
  return ['devices'];
}

/** With `auto`, Flowscope, a command or a setting chooses the backend, which may have no such device. */
function reportUnusedDevice(report: Report, root: Place<ObjectNode>, device: string | undefined): void {
  const member = findMember(root.node, 'device');
  if (member === null || device === undefined) return;
  const backend = device === 'cpu' ? 'cpu' : tensorflowDevice(device) === null ? 'jax' : 'tensorflow';
  const { text } = report.document;
  const choice = fix(`Set "backend": "${backend}"`, setMember(text, root.node, 'backend', JSON.stringify(backend)));
  const removal = fix("Remove 'device'", removeMember(text, root.node, member));
  const owners = backendsWith('device').map((name) => `'${name}'`);
  report.add({
    code: 'wrong-value',
    severity: 'warning',
    message: `'device' has no effect unless the backend is ${owners.join(' or ')}: with "auto", the run may use the CPU`,
    span: member.keySpan,
    path: keyPath(root.path, 'device'),
    // The processor needs no device.
    fixes: backend === 'cpu' ? [removal] : [choice, removal],
  });
}

function reportUnusedKeys(report: Report, root: Place<ObjectNode>, backend: BackendChoice): void {
  for (const key of ENGINE_KEYS) {
    const member = findMember(root.node, key);
    if (member === null || requestKeysOf(backend).includes(key)) continue;
    const others = backendsWith(key).map((other) => `'${other}'`);
    report.add({
      code: 'wrong-value',
      severity: 'warning',
      message: `'${key}' has no effect with backend '${backend}': it is for ${others.join(' and ')}`,
      span: member.keySpan,
      path: keyPath(root.path, key),
      fixes: [fix(`Remove '${key}'`, removeMember(report.document.text, root.node, member))],
    });
  }
}

function reportTensorflowDevice(report: Report, root: Place<ObjectNode>, device: string): void {
  const written = child(root, 'device');
  if (!written || tensorflowDevice(device) !== null) return;
  // `gpu` and `gpu:0`, as JAX has them, are `node-gpu`.
  const [platform = device] = device.split(':');
  const similar = TENSORFLOW_DEVICES.find((own) => own.endsWith(platform));
  const meant = similar ?? suggest(device, TENSORFLOW_DEVICES) ?? 'cpu';
  reportDevice(
    report,
    written,
    `backend 'tensorflow' has no device '${device}'; its devices are ${TENSORFLOW_DEVICES.join(', ')}`,
    [fix(`Change to "${meant}"`, replace(written.node, JSON.stringify(meant)))],
  );
}

/** The devices of JAX depend on the machine, but names of TensorFlow.js's are none of them. */
function reportJaxDevice(report: Report, root: Place<ObjectNode>, device: string): void {
  const written = child(root, 'device');
  const [platform = device] = device.split(':');
  const backend = child(root, 'backend');
  if (!written || !backend || platform === 'cpu' || tensorflowDevice(platform) === null) return;
  const meant = platform.endsWith('gpu') ? 'gpu' : 'cpu';
  const others =
    device === platform ? [fix('Change the backend to "tensorflow"', replace(backend.node, '"tensorflow"'))] : [];
  reportDevice(
    report,
    written,
    `backend 'jax' has no device '${device}': it is one of backend 'tensorflow'; devices of JAX are cpu, gpu, gpu:1, tpu`,
    [fix(`Change to "${meant}"`, replace(written.node, JSON.stringify(meant))), ...others],
  );
}

function reportDevice(report: Report, { node, path }: Place<SpecNode>, message: string, fixes: readonly ProposedFix[]) {
  report.add({ code: 'wrong-value', severity: 'error', message, span: node, path, fixes });
}
