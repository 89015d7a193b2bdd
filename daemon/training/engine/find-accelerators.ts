/** The accelerators that `auto` compares with the processor. Looking for them takes seconds, so what was found is kept in a file. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod/mini';
import { BACKENDS } from '../../../protocol/backends.ts';
import { VERSION } from '../../../protocol/product-version.ts';
import { nodeFileSystem, replaceFile } from '../../runs/file-system.ts';
import { acceleratorFiles } from '../../runtime/accelerator-files.ts';
import type { RuntimeOptions } from '../../runtime/definition.ts';
import { findPython } from '../../runtime/jax/find-python.ts';
import { RUNTIMES, type RuntimeRegistry } from '../../runtime/registry.ts';

const accelerator = z.strictObject({
  backend: z.enum(BACKENDS),
  /** As in `device` of a spec; null: the backend has one only. */
  device: z.nullable(z.string()),
  /** What it is called. */
  kind: z.string(),
});
export type Accelerator = Readonly<z.infer<typeof accelerator>>;

const record = z.strictObject({
  v: z.literal(1),
  /** What the answer depends on: the record holds only where these are the same. */
  key: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
  found: z.array(accelerator),
});

/** After which the machine is asked again, milliseconds: meanwhile JAX or a driver may have been installed. */
const LASTS = 24 * 3600 * 1000;

/** The file in Flowscope's state folder. */
export function acceleratorRecord(folder: string): string {
  return join(folder, 'accelerators.json');
}

export interface AcceleratorSearch extends Pick<RuntimeOptions, 'python'> {
  /** Where the answer is kept. */
  readonly file: string;
  readonly registry?: RuntimeRegistry;
  /** Device files; none: nothing is started. */
  readonly files?: readonly string[];
  /** The longest that a caller waits. The search goes on, and the next caller finds its answer in the file. */
  readonly milliseconds?: number;
}

export interface AcceleratorsFound {
  readonly accelerators: readonly Accelerator[];
  /** Why there are none, for the record of a run. */
  readonly reason: string;
}

/** Starts nothing, and takes no time, where the system has no device file of an accelerator. */
export async function findAccelerators(search: AcceleratorSearch): Promise<AcceleratorsFound> {
  const accelerators = await keptOrFound(search);
  const reason =
    accelerators === null
      ? 'the search for accelerators goes on, and a later run knows what it finds'
      : 'no accelerator was found';
  return { accelerators: accelerators ?? [], reason };
}

/** null: the search takes longer than the caller waits. */
async function keptOrFound(search: AcceleratorSearch): Promise<readonly Accelerator[] | null> {
  const { file, registry = RUNTIMES, files = acceleratorFiles(), milliseconds = 3000 } = search;
  if (files.length === 0) return [];
  const python = findPython(search.python ?? null).command;
  const key = JSON.stringify([VERSION, files, python]);
  const known = await readRecord(file);
  if (known?.key === key && Math.abs(Date.now() - known.at) < LASTS) return known.found;
  const ended = new AbortController();
  const searching = searchAll(registry, search).then(async (found) => {
    const text = JSON.stringify({ v: 1, key, at: Date.now(), found });
    // Without the file the next run looks again.
    await replaceFile(nodeFileSystem, file, text).catch(() => undefined);
    ended.abort();
    return found;
  });
  const waiting = delay(milliseconds, null, { signal: ended.signal, ref: false }).catch(() => null);
  return Promise.race([searching, waiting.then(() => (ended.signal.aborted ? searching : null))]);
}

/** The next search asks the machine again. */
export async function forgetAccelerators(file: string): Promise<void> {
  await rm(file, { force: true });
}

async function searchAll(registry: RuntimeRegistry, options: Pick<RuntimeOptions, 'python'>): Promise<Accelerator[]> {
  const found = await Promise.all(
    BACKENDS.map(async (backend) => {
      try {
        const devices = (await registry[backend]?.accelerators?.({ python: options.python ?? null })) ?? [];
        return devices.map(({ device, kind }) => ({ backend, device, kind }));
      } catch {
        // A backend that cannot compute has no accelerator. Who names it is told why.
        return [];
      }
    }),
  );
  return found.flat();
}

/** null: there is none, or another version wrote it. */
async function readRecord(file: string): Promise<z.infer<typeof record> | null> {
  try {
    return record.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}
