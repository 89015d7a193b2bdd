import { expect, test } from 'vitest';
import { checkOwnNode } from './own-node.ts';

test.each(['22.0.0', '22.15.1', '24.1.0', '100.0.0'])('Node %s runs the daemon', (version) => {
  expect(() => checkOwnNode(version)).not.toThrow();
});

test.each(['20.9.0', '18.20.0'])('Node %s is too old: says what to set', (version) => {
  expect(() => checkOwnNode(version)).toThrow(
    expect.objectContaining({
      code: 'old-node',
      message: `This editor includes Node ${version}, but the daemon needs Node 22 or newer.`,
      hint: expect.stringMatching(/flowscope\.nodePath/),
    }),
  );
});
