import { expect, test } from 'vitest';
import { checkSpec } from '../check-spec.ts';

test('an angle is known but not available: the error stands under its period', async () => {
  const columns = '["x", { "name": "angle", "period": 360 }]';
  const text = `{ "data": { "source": "csv", "path": "absent.csv", "shape": [2], "columns": ${columns} }, "layers": [{ "type": "actnorm" }] }`;
  const { plan, diagnostics } = await checkSpec(text, { folder: '/nowhere', trusted: true, fileStem: 'a' });
  expect(plan).toBeNull();
  const [found] = diagnostics.filter(({ severity }) => severity === 'error');
  expect(found).toMatchObject({ code: 'not-available', path: 'data.columns[1].period' });
  expect(text.slice(found!.range.start.character, found!.range.end.character)).toBe('360');
});
