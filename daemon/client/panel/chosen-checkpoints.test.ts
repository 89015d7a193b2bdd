import { expect, test } from 'vitest';
import { chosenCheckpoints, chosenEntries } from './chosen-checkpoints.ts';

const run = (status: 'running' | 'finished' | 'interrupted', best: boolean) => ({
  runDir: '/runs/a',
  status,
  checkpoints: [{ step: 5, path: '/runs/a/checkpoints/step-5.safetensors', best }],
});

test('a finished run opens at its best checkpoint, others at the newest', () => {
  const chosen = chosenCheckpoints();
  expect(chosen.of(run('finished', true))).toBe('best');
  expect(chosen.of(run('finished', false))).toBe('latest');
  expect(chosen.of(run('running', true))).toBe('latest');
  expect(chosen.of(run('interrupted', true))).toBe('latest');
});

test('a choice stays, also over a reload', () => {
  let changes = 0;
  const chosen = chosenCheckpoints([], () => void changes++);
  chosen.choose('/runs/a', 'latest');
  chosen.choose('/runs/a', 'latest');
  chosen.choose('/runs/b', 3);
  expect(changes).toBe(2);
  expect(chosen.of(run('finished', true))).toBe('latest');
  const again = chosenCheckpoints(chosenEntries.parse(JSON.parse(JSON.stringify(chosen.entries))));
  expect(again.of(run('finished', true))).toBe('latest');
  expect([again.isChosen('/runs/b'), again.isChosen('/runs/c')]).toEqual([true, false]);
});

test('only the last two hundred runs are remembered', () => {
  const chosen = chosenCheckpoints();
  for (let i = 0; i < 300; i++) chosen.choose(`/runs/${i}`, i);
  expect(chosen.entries).toHaveLength(200);
  expect(chosen.isChosen('/runs/99')).toBe(false);
  expect(chosen.isChosen('/runs/100')).toBe(true);
});
