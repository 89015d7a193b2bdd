/** An analysis thread rarely pauses to collect garbage: each pause delays a completion, above all while flows train. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { largeSpec } from '../language/large-spec.ts';
import { openWindow, type } from './client-storm.ts';
import { discoveryAt } from './daemon-process.ts';
import { startedDaemons } from './started-daemons.ts';

const EDITS = 4;
const COUNTER = `--import=${new URL('count-collections.mjs', import.meta.url).href}`;

let folder: string;
let discovery: string;
const start = startedDaemons(
  (place) => {
    ({ folder, discovery } = place);
  },
  () => discovery,
  () => ({ NODE_OPTIONS: COUNTER, COLLECTIONS: join(folder, 'collections') }),
);

test('edits of a 2000-line spec, each completed and checked', async () => {
  await start().line;
  const text = largeSpec(2000);
  const window = await openWindow(await discoveryAt(discovery), 1, text);
  const collections = async () => (await stat(join(folder, 'collections'))).size;
  // The first check has made most of what stays.
  await expect.poll(collections).toBeGreaterThan(0);
  await type(window, 1, text, 1, 0);
  await delay(500);
  const before = await collections();
  expect(await type(window, 1, text, EDITS, 300)).toMatchObject({ wrong: 0 });
  const perEdit = ((await collections()) - before) / EDITS;
  // 20 MB are allocated for each of them. With a young space of 1 MiB there are 15 and more.
  expect(perEdit).toBeLessThan(12);
  expect(perEdit).toBeGreaterThan(0.5);
  await window.close();
});
