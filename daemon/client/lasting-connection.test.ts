import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { crashPolicy } from './crash-policy.ts';
import { type LinkState, lastingConnection } from './lasting-connection.ts';

function setUp(restarts = 4) {
  const states: LinkState[] = [];
  const givenUp: unknown[] = [];
  const opened: (() => void)[] = [];
  const closed: number[] = [];
  let answer = async (): Promise<void> => {};
  const lasting = lastingConnection<number>({
    async open(lost, signal) {
      opened.push(lost);
      const number = opened.length;
      await Promise.race([
        answer(),
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      ]);
      return number;
    },
    async close(number) {
      closed.push(number);
    },
    policy: crashPolicy(restarts),
    onState: (state) => states.push(state),
    onGivenUp: (error) => givenUp.push(error),
  });
  return {
    lasting,
    states,
    givenUp,
    opened,
    closed,
    opens(next: () => Promise<void>) {
      answer = next;
    },
  };
}

const failure = async () => {
  throw new Error('there is no daemon');
};

test('it is made once for all who ask, and anew when it was lost', async () => {
  const { lasting, states, opened, closed } = setUp();
  expect(await Promise.all([lasting.get(), lasting.get()])).toEqual([1, 1]);
  opened[0]!();
  expect(await lasting.get()).toBe(2);
  opened[0]!();
  expect(await lasting.get()).toBe(2);
  expect(states).toEqual(['connecting', 'connected', 'connecting', 'connected']);
  expect(closed).toEqual([]);
});

test('a first attempt that fails is told by whoever asked, a later one once by itself; then it can be asked for again', async () => {
  const { lasting, opened, givenUp, opens, states } = setUp();
  opens(failure);
  await expect(lasting.get()).rejects.toThrow('no daemon');
  expect([lasting.state, givenUp.length]).toEqual(['lost', 0]);
  opens(async () => {});
  expect(await lasting.get()).toBe(2);
  opens(failure);
  opened[1]!();
  await expect(lasting.get()).rejects.toThrow('no daemon');
  await delay(1);
  expect([lasting.state, givenUp.length]).toEqual(['lost', 1]);
  expect(states).toEqual(['connecting', 'lost', 'connecting', 'connected', 'connecting', 'lost']);
});

test('losses in a row end with one message', async () => {
  const { lasting, opened, givenUp } = setUp(2);
  for (let i = 0; i < 3; i++) {
    await lasting.get();
    opened[i]!();
    await delay(1);
  }
  expect([lasting.state, opened.length, givenUp]).toEqual(['lost', 3, [null]]);
});

test('who asks while it is renewed waits for the new one, and the old one was ended before', async () => {
  const { lasting, closed, opened } = setUp();
  await lasting.get();
  const order: string[] = [];
  const renewing = lasting.renew(async () => {
    order.push(`closed ${closed}`);
    // The daemon ends, but the connection is no longer needed.
    opened[0]!();
    await delay(5);
    order.push('between');
  });
  const asked = lasting.get().then((number) => order.push(`got ${number}`));
  await Promise.all([renewing, asked]);
  expect(order).toEqual(['closed 1', 'between', 'got 2']);
});

test('a renewal that was refused leaves a connection', async () => {
  const { lasting } = setUp();
  await lasting.get();
  await expect(lasting.renew(failure)).rejects.toThrow('no daemon');
  expect([lasting.state, await lasting.get()]).toEqual(['connected', 2]);
});

test('an attempt that never ends is given up for a new one, without a word', async () => {
  const { lasting, opens, givenUp, states } = setUp();
  opens(() => new Promise(() => {}));
  const stuck = lasting.get();
  await delay(1);
  opens(async () => {});
  await lasting.renew();
  await expect(stuck).rejects.toThrow('aborted');
  expect([lasting.state, await lasting.get(), givenUp]).toEqual(['connected', 2, []]);
  expect(states).toEqual(['connecting', 'off', 'connecting', 'connected']);
});

test('two renewals at once leave one connection', async () => {
  const { lasting, closed, opened } = setUp();
  await lasting.get();
  await Promise.allSettled([lasting.renew(), lasting.renew()]);
  const last = await lasting.get();
  expect([last, closed]).toEqual([opened.length, Array.from({ length: opened.length - 1 }, (_, i) => i + 1)]);
});

test('after the end nothing is made any more', async () => {
  const { lasting, closed } = setUp();
  await lasting.get();
  await lasting.end();
  expect(closed).toEqual([1]);
  await expect(lasting.get()).rejects.toThrow('ended');
});
