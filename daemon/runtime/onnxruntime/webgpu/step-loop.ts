/**
 * A training loop on a device without control flow: the host starts the steps one by one. State, data and reports stay on
 * the device; only the reports are read, every few steps.
 */
import type { NamedTensor } from '../../../programs/function-model.ts';
import type { SingleStep } from '../../../programs/single-step.ts';
import { REPORTS, singleStep } from '../../../programs/single-step.ts';
import type { StepProgram } from '../../../programs/step-program.ts';
import { simplifyProgram } from '../../../programs/step-program.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import { functionModel } from '../../onnx/function-model.ts';
import type { CompiledLoop, Feeds, LoopStart, Results, Values } from '../../runtime.ts';
import type { OrtTensors } from '../ort-tensors.ts';
import { indices, shapesOf, tensors, valuesOf } from '../ort-tensors.ts';
import type { Device } from './device.ts';
import { compileReader } from './device.ts';
import { NEXT, stepModel } from './step-model.ts';
import { ALL, COPY, uploadModel } from './upload-model.ts';

/** Steps between two readings of the reports. Reading waits for the device, so the host is ahead by this at most. */
const ROWS = 32;

/** @throws FlowscopeError `too-large` */
export async function openStepLoop(program: StepProgram, start: LoopStart, device: Device): Promise<CompiledLoop> {
  // Simplified first: a loop and the copies of it that its gradient extends become one.
  const step = singleStep(simplifyProgram(program), ROWS);
  const width = step.table[1]!;
  const state = step.state.map(({ name, input }) => ({ name, tensor: input }));
  const [own, table] = [state.filter(({ name }) => name !== REPORTS), state.filter(({ name }) => name === REPORTS)];
  const compiled = await device.compile(functionModel(stepModel(step, device.parts)), 'device');
  const [readOwn, readTable] = [await compileReader(device, own), await compileReader(device, table)];
  const upload = await openUpload(program.captured, start.captured, device);
  const { captured } = upload;
  const placed = (values: Feeds): OrtTensors => ({
    ...tensors(values, shapesOf(own)),
    ...tensors({ [REPORTS]: new Float32Array(sizeOf(step.table)) }, shapesOf(table)),
  });
  let current = placed(start.state);

  /** Takes steps from the current state, which stays valid. Returns the rows of their reports, and the last state. */
  const take = async (count: number, feeds: Feeds) => {
    const rows = new Float32Array(count * width);
    const feedsOf = stepFeeds(program.perStep, feeds, count);
    let at = current;
    for (let i = 0; i < count; i++) {
      const results = await compiled.run({ ...captured, ...at, ...feedsOf(i) });
      if (at !== current) disposeAll(at);
      at = Object.fromEntries(state.map(({ name }) => [name, results[`${NEXT}${name}`]!]));
      const unread = (i % ROWS) + 1;
      if (unread === ROWS || i === count - 1) {
        const newest = valuesOf(await readTable.run({ [REPORTS]: at[REPORTS]! }), table)[REPORTS]!;
        rows.set(newest.subarray((ROWS - unread) * width), (i + 1 - unread) * width);
      }
    }
    return { rows, last: at };
  };
  let marked: OrtTensors = {};
  const replace = (next: OrtTensors) => {
    const before = current;
    current = next;
    if (before !== current && before !== marked) disposeAll(before);
  };

  return {
    async run(steps, feeds) {
      const { rows, last } = await take(steps, feeds);
      const ran = stepsOf(rows, width, step.proceed);
      if (ran === steps) {
        replace(last);
      } else {
        // The device went on after the stop, so the steps before it are taken again from where they began.
        disposeAll(last);
        replace((await take(ran, feeds)).last);
      }
      return { outputs: stacked(step, rows, ran), ran };
    },
    async readState() {
      const { [REPORTS]: _reports, ...values } = current;
      return valuesOf(Object.values(values).some(isOnDevice) ? await readOwn.run(values) : values, own);
    },
    async writeState(values) {
      replace(placed(values));
    },
    async mark() {
      const before = marked;
      marked = current;
      if (before !== marked) disposeAll(before);
    },
    async rewind() {
      replace(marked);
    },
    async dispose() {
      for (const all of new Set([current, marked, captured])) disposeAll(all);
      [current, marked] = [{}, {}];
      for (const session of [compiled, readOwn, readTable, upload]) await session.release();
    },
  };
}

/**
 * What all steps read: copied to the device once. Indices are few and stay on the host. Its tensors must be disposed of
 * before it is released.
 */
async function openUpload(named: readonly NamedTensor[], feeds: Feeds, device: Device) {
  const values = tensors(feeds, shapesOf(named));
  const large = named.filter(({ tensor }) => tensor.dtype !== 'int64' && tensor.shape.length > 0);
  if (large.length === 0) return { captured: values, release: async () => {} };
  const upload = await device.compile(uploadModel(large), 'device');
  const copies = await upload.run(
    Object.fromEntries(
      large.flatMap(({ name, tensor: { shape } }) => [
        [name, values[name]!],
        [`${ALL}${name}`, indices(shape[0]!)],
      ]),
    ),
  );
  const captured = { ...values };
  for (const { name } of large) captured[name] = copies[`${COPY}${name}`]!;
  return { captured, release: () => upload.release() };
}

/** The inputs of each step, as views of the arrays of all steps. */
function stepFeeds(perStep: readonly NamedTensor[], feeds: Feeds, count: number): (step: number) => OrtTensors {
  const shapeOf = shapesOf(perStep);
  const sizes = Object.entries(feeds).map(([name, values]) => {
    const size = sizeOf(shapeOf(name));
    if (values.length < count * size) throw new Error(`'${name}' has ${values.length} values for ${count} steps`);
    return { name, values, size };
  });
  return (step) => {
    const views = sizes.map(({ name, values, size }): [string, Values] => [
      name,
      values.subarray(step * size, (step + 1) * size),
    ]);
    return tensors(Object.fromEntries(views), shapeOf);
  };
}

/** Number of steps up to the first after which the condition fails. */
function stepsOf(rows: Float32Array, width: number, proceed: number | null): number {
  const count = rows.length / width;
  if (proceed === null) return count;
  for (let i = 0; i < count; i++) if (!(rows[i * width + proceed]! > 0)) return i + 1;
  return count;
}

/** The columns of each output, row by row. */
function stacked({ columns, table }: SingleStep, rows: Float32Array, count: number): Results {
  const width = table[1]!;
  return Object.fromEntries(
    columns.map(({ name, from, to }) => {
      const values = new Float32Array(count * (to - from));
      for (let i = 0; i < count; i++) values.set(rows.subarray(i * width + from, i * width + to), i * (to - from));
      return [name, values];
    }),
  );
}

function isOnDevice({ location }: OrtTensors[string]): boolean {
  return location === 'gpu-buffer';
}

/** Memory of the device is not collected like that of the host. */
function disposeAll(all: OrtTensors): void {
  for (const tensor of Object.values(all)) if (isOnDevice(tensor)) tensor.dispose();
}
