/** The first rank and those that follow it, with loops that only write down what is done with them. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import type { DoneEvent } from '../../../protocol/train-events.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { FedLoop } from '../fed-loop.ts';
import { joinedRanks } from '../testing/joined-ranks.ts';
import { type Follower, openFollower } from './follower.ts';
import { type Leader, openLeader } from './leader.ts';
import { readMeeting } from './rank-messages.ts';

const SAME = { version: '1', data: 'd', program: 'p' };
const DONE: DoneEvent = {
  ...{ event: 'done', v: 1, runDir: '/r', step: 2, reason: 'completed', elapsed: 1, checkpoint: '/r/c', loss: 1 },
  ...{ bestStep: null, validation: null, test: null, parametersSha256: '0a'.repeat(32) },
};

/** @param failing rejects instead of running a chunk that begins at this step @param hanging never answers from it on */
function loopOf(calls: string[], { failing = 0, hanging = 0, error = new Error('exchange failed') } = {}): FedLoop {
  const noted = async (call: string) => void calls.push(call);
  return {
    async run(first, count) {
      calls.push(`run ${first}+${count}`);
      if (first === failing) throw error;
      if (first === hanging) await new Promise(() => {});
      return { reports: Float32Array.of(first), ran: count };
    },
    mark: () => noted('mark'),
    rewind: () => noted('rewind'),
    readState: async () => ({ theta: Float32Array.of(1) }),
    dispose: () => noted('dispose'),
  };
}

async function joined(ranks: number, onStop = () => {}): Promise<readonly [Leader, ...Follower[]]> {
  const [first, ...rest] = joinedRanks(ranks);
  const followers = rest.map(openFollower);
  const leader = await openLeader({ ranks: first!, onStop, addresses: ['127.0.0.1'] });
  return [leader, ...(await Promise.all(followers))];
}

test('the others repeat the calls of the first one, and end as it does', async () => {
  const calls: string[][] = [[], [], []];
  const [leader, ...followers] = await joined(3);
  const ends = followers.map((follower, i) => follower.follow(SAME, async () => loopOf(calls[i + 1]!)));
  const loop = await leader.lead(SAME, async () => loopOf(calls[0]!));
  await loop.mark();
  expect((await loop.run(1, 5)).ran).toBe(5);
  await loop.rewind();
  await loop.run(1, 2);
  expect(await loop.readState()).toEqual({ theta: Float32Array.of(1) });
  await loop.dispose();
  await leader.end(DONE);
  expect(await Promise.all(ends)).toEqual([DONE, DONE]);
  const all = ['mark', 'run 1+5', 'rewind', 'run 1+2', 'dispose'];
  expect(calls).toEqual([all, all, all]);
});

test('a rank that ends is named, and the first one does not wait for it', async () => {
  const [leader, lost, other] = await joined(3);
  const own = new FlowscopeError('jax-ended', 'JAX was killed. Resume it.', { reason: 'JAX was killed.' });
  const end = lost!.follow(SAME, async () => loopOf([], { failing: 3, error: own }));
  const survivor = other!.follow(SAME, async () => loopOf([], { hanging: 3 }));
  const loop = await leader.lead(SAME, async () => loopOf([], { hanging: 3 }));
  await loop.run(1, 2);
  const failure = await loop.run(3, 1).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'rank-ended',
    message: expect.stringMatching(/^Rank 1 of 3 \(on .+\) ended: JAX was killed\. Training continues .* fewer ranks/),
  });
  const { code, message } = failure as FlowscopeError;
  const failed = { event: 'failed', runDir: '/r', step: 2, code, message, checkpoint: null } as const;
  await leader.end(failed);
  expect(await Promise.all([end, survivor])).toEqual([failed, failed]);
});

test('of two failures, the one that may have caused the other counts', async () => {
  const [leader, second, third] = await joined(3);
  const exchange = new FlowscopeError('jax-failed', 'connection closed by peer');
  const ends = [
    second!.follow(SAME, async () => loopOf([], { failing: 1, error: exchange })),
    // Its process ends without a word.
    third!.fail(new FlowscopeError('abandoned', 'its command was ended')),
  ];
  const loop = await leader.lead(SAME, async () => loopOf([], { failing: 1, error: exchange }));
  await expect(loop.run(1, 1)).rejects.toMatchObject({ message: expect.stringContaining('Rank 2 of 3') });
  await leader.end({ ...DONE });
  await Promise.all(ends);
});

test('a rank whose data or whose spec are others does not train', async () => {
  const [leader, follower] = await joined(2);
  const end = follower!.follow({ ...SAME, data: 'e' }, async () => loopOf([]));
  const loop = leader.lead(SAME, async () => {
    await new Promise(() => {});
    throw new Error('never');
  });
  await expect(loop).rejects.toMatchObject({
    message: expect.stringContaining('it has other data than the first rank'),
  });
  await leader.end(DONE);
  await end;
});

test('a rank that is asked to stop asks the first one', async () => {
  const asked = Promise.withResolvers<void>();
  const [leader, follower] = await joined(2, asked.resolve);
  const end = follower!.follow(SAME, async () => loopOf([]));
  follower!.requestStop();
  await asked.promise;
  await leader.end(DONE);
  expect(await end).toEqual(DONE);
});

test('a process that is lost without a word is noticed on both sides, and strangers are turned away', async () => {
  const [first, second] = joinedRanks(2);
  const opening = openLeader({ ranks: first!, onStop() {}, addresses: ['127.0.0.1'] });
  const { port, token } = readMeeting(await second!.announce(null));
  const dial = (hello: object) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(`${JSON.stringify({ type: 'hello', rank: 1, host: 'n2', ...hello })}\n`);
    return socket;
  };
  const stranger = dial({ token: 'guessed' });
  await once(stranger, 'close');
  const known = dial({ token });
  const leader = await opening;
  const loop = await leader.lead(SAME, async () => loopOf([], { hanging: 1 }));
  const running = loop.run(1, 1);
  known.destroy();
  await expect(running).rejects.toMatchObject({
    message: expect.stringContaining('Rank 1 of 2 (on n2) ended: its process or its machine was lost.'),
  });

  const server = createServer((socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: own } = server.address() as AddressInfo;
  const meeting = { addresses: ['127.0.0.1', 'localhost'], port: own, token, host: 'n1' };
  const follower = await openFollower({ rank: 1, ranks: 2, announce: async () => JSON.stringify(meeting) });
  await expect(follower.follow(SAME, async () => loopOf([]))).rejects.toMatchObject({
    code: 'rank-ended',
    message: expect.stringContaining('Rank 0 of 2 (on n1) ended'),
  });
  server.close();
  await once(server, 'close');
  const nobody = { rank: 1, ranks: 2, announce: async () => JSON.stringify(meeting) };
  await expect(openFollower(nobody)).rejects.toMatchObject({ code: 'no-peers' });
});
