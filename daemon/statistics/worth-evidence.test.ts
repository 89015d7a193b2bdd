import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { WORTH_EVIDENCE } from './worth-evidence.ts';

const page = z.object({
  data: z.object({
    agreements: z.array(z.object({ measure: z.string(), pooled: z.number() })),
    flows: z.array(z.unknown()),
  }),
});

test('what panels and the command line say of worth is what was measured', async () => {
  const { data } = page.parse(JSON.parse(await readFile('docs/measurements/gain.json', 'utf8')));
  const correlation = (name: string) => data.agreements.find(({ measure }) => measure === name)!.pooled;
  expect(WORTH_EVIDENCE.worth.toFixed(2)).toBe(correlation('gain and affine').toFixed(2));
  expect(WORTH_EVIDENCE.gain.toFixed(2)).toBe(correlation('gain').toFixed(2));
  expect(WORTH_EVIDENCE.flows).toBe(data.flows.length);
  const best = data.agreements.reduce((a, b) => (b.pooled > a.pooled ? b : a));
  expect(best.measure).toBe('gain and affine');
});
