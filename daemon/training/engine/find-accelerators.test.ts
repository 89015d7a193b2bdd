import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import type { AcceleratorDevice } from '../../runtime/definition.ts';
import { RUNTIMES, type RuntimeRegistry } from '../../runtime/registry.ts';
import { acceleratorRecord, findAccelerators, forgetAccelerators } from './find-accelerators.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-accelerators-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const GPU = { device: 'gpu:0', kind: 'Fake GPU' };
const FOUND = { backend: 'jax', ...GPU };

function registryOf(accelerators: () => Promise<readonly AcceleratorDevice[]>): RuntimeRegistry {
  const fails = () => Promise.reject(new Error('no driver'));
  return {
    cpu: RUNTIMES.cpu,
    webgpu: { ...RUNTIMES.webgpu, accelerators: fails },
    jax: { ...RUNTIMES.jax, accelerators },
  };
}

/** A search with a file of its own, and how often the machine was asked. */
function searchOf(name: string, milliseconds = 3000, wait = 0) {
  const asked: number[] = [];
  const registry = registryOf(async () => {
    asked.push(Date.now());
    await delay(wait);
    return [GPU];
  });
  const file = acceleratorRecord(join(folder, name));
  return { asked, search: { file, registry, files: ['dev/fake0'], python: null, milliseconds } };
}

test('without a device file nothing is started', async () => {
  const { asked, search } = searchOf('none');
  expect(await findAccelerators({ ...search, files: [] })).toEqual({
    accelerators: [],
    reason: 'no accelerator was found',
  });
  expect(asked).toEqual([]);
});

test('what was found is kept until the machine, the Python or the user say otherwise', async () => {
  const { asked, search } = searchOf('');
  for (let i = 0; i < 2; i++) expect((await findAccelerators(search)).accelerators).toEqual([FOUND]);
  expect(asked).toHaveLength(1);
  await findAccelerators({ ...search, files: ['dev/fake0', 'dev/fake1'] });
  expect(asked).toHaveLength(2);
  await findAccelerators({ ...search, python: '/opt/python3' });
  expect(asked).toHaveLength(3);
  await findAccelerators({ ...search, python: '/opt/python3' });
  expect(asked).toHaveLength(3);
  await forgetAccelerators(search.file);
  await findAccelerators({ ...search, python: '/opt/python3' });
  expect(asked).toHaveLength(4);
  writeFileSync(search.file, '{ "v": 2 }');
  expect((await findAccelerators(search)).accelerators).toEqual([FOUND]);
});

test('a run does not wait for a slow search, and the next one knows what it found', async () => {
  const { asked, search } = searchOf('.', 20, 150);
  await forgetAccelerators(search.file);
  const first = await findAccelerators(search);
  expect(first).toMatchObject({
    accelerators: [],
    reason: expect.stringContaining('the search for accelerators goes on'),
  });
  await expect
    .poll(async () => (await findAccelerators({ ...search, milliseconds: 0 })).accelerators, { timeout: 5000 })
    .toEqual([FOUND]);
  expect(asked.length).toBeGreaterThanOrEqual(1);
});
