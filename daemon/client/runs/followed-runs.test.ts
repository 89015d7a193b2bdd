import { expect, test } from 'vitest';
import type { MethodDefinition } from '../../../protocol/rpc/method.ts';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { followedRuns } from './followed-runs.ts';

const run = (runDir: string) => ({ runDir, id: runDir, started: '2026-01-01T00:00:00Z' }) as unknown as RunInfo;

test('a run that is in no list stays known when the list is read again, while it exists', async () => {
  const existing = new Map(['/listed', '/elsewhere'].map((runDir) => [runDir, run(runDir)]));
  const request = async ({ name }: MethodDefinition<never, never>, { run: asked }: { readonly run?: string }) => {
    if (name !== 'run/get') return name === 'run/list' ? { runs: [run('/listed')] } : {};
    const found = existing.get(asked!);
    if (found === undefined) throw new Error('run-not-found');
    return { run: found };
  };
  const runs = followedRuns({ request: request as never, onChange: () => {} });
  await runs.read();
  await runs.get('/elsewhere');
  await runs.read();
  expect(runs.find('/elsewhere')).not.toBeNull();
  existing.delete('/elsewhere');
  await runs.read();
  expect(runs.all().map(({ runDir }) => runDir)).toEqual(['/listed']);
});
