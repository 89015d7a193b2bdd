/** A rank that is not the first: it repeats the calls of the first one, with its own part of the batches. */
import { connect, type Socket } from 'node:net';
import { hostname } from 'node:os';
import type { FinalEvent } from '../../../protocol/train-events.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { Ranks } from '../../runtime/runtime.ts';
import type { FedLoop } from '../fed-loop.ts';
import { type LineSocket, lineSocket } from './line-socket.ts';
import { notReached, rankEnded } from './rank-errors.ts';
import { LOOPBACK, type RunIdentity, readMeeting, readToFollower, type ToFollower } from './rank-messages.ts';

export interface Follower {
  /** Asks the first rank to end the run. */
  requestStop(): void;
  /** Tells the first rank that this one cannot go on. */
  fail(error: unknown): Promise<void>;
  /**
   * Does what the first rank does, until the run ends.
   * @param open the loop of this rank @returns how the run ended
   * @throws FlowscopeError `rank-ended` | `other-run`, and as the loop
   */
  follow(identity: RunIdentity, open: () => Promise<FedLoop>): Promise<FinalEvent>;
}

/** Milliseconds for one address. */
const PATIENCE = 10_000;
/** Milliseconds in which the first rank says why the run ended, if something fails here because of it. */
const SETTLING = 5000;

/** @throws FlowscopeError `no-peers` */
export async function openFollower(ranks: Ranks): Promise<Follower> {
  const { addresses, port, token, host } = readMeeting(await ranks.announce(null));
  // Elsewhere, the loopback address is another machine.
  const here = host === hostname();
  const socket = await reached(
    addresses.filter((address) => here || address !== LOOPBACK),
    port,
  );
  const commands: ToFollower[] = [];
  let wake: (() => void) | null = null;
  const end = Promise.withResolvers<FinalEvent>();
  end.promise.catch(() => {});
  const line: LineSocket = lineSocket(
    socket,
    (text) => {
      const message = readToFollower(text);
      if (message.type === 'end') return end.resolve(message.event);
      commands.push(message);
      wake?.();
    },
    () => end.reject(rankEnded(0, ranks.ranks, host, '')),
  );
  line.send({ type: 'hello', token, rank: ranks.rank, host: hostname() });
  const next = async (): Promise<ToFollower> => {
    while (commands.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return commands.shift()!;
  };

  const repeat = async (identity: RunIdentity, open: () => Promise<FedLoop>): Promise<never> => {
    let loop: FedLoop | null = null;
    for (;;) {
      const command = await next();
      if (command.type === 'begin') {
        checkSame(command.identity, identity);
        loop = await open();
      } else if (loop === null || command.type === 'end') throw new Error(`'${command.type}' without a loop`);
      else if (command.type === 'run') await loop.run(command.first, command.count);
      else await loop[command.type]();
    }
  };
  const tell = (error: unknown) => {
    const [code, message] =
      error instanceof FlowscopeError ? [error.code, error.reason ?? error.message] : ['crashed', String(error)];
    line.send({ type: 'failed', code, message });
  };
  return {
    requestStop: () => line.send({ type: 'stop' }),
    async fail(error) {
      tell(error);
      await line.close();
    },
    async follow(identity, open) {
      try {
        return await Promise.race([end.promise, repeat(identity, open)]);
      } catch (error) {
        // An exchange fails here as well if another rank is lost. The first one says which.
        tell(error);
        const patience = new Promise<null>((resolve) => setTimeout(resolve, SETTLING, null));
        const known = await Promise.race([end.promise, patience]);
        if (known !== null) return known;
        throw error;
      } finally {
        await line.close();
      }
    },
  };
}

function checkSame(first: RunIdentity, own: RunIdentity): void {
  const names = { version: 'another version of Flowscope', data: 'other data', program: 'another spec' } as const;
  for (const key of ['version', 'data', 'program'] as const) {
    if (first[key] === own[key]) continue;
    const which = key === 'version' ? ` (${own.version}, not ${first.version})` : '';
    throw new FlowscopeError('other-run', `it has ${names[key]} than the first rank${which}`, {
      hint: 'All ranks need the same files: a folder that all machines share.',
    });
  }
}

/** Connected to the first address that answers. @throws FlowscopeError `no-peers` */
async function reached(addresses: readonly string[], port: number): Promise<Socket> {
  for (const host of addresses) {
    const socket = await connected(host, port);
    if (socket !== null) return socket;
  }
  throw notReached(addresses, port);
}

function connected(host: string, port: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PATIENCE });
    const give = (result: Socket | null) => {
      socket.removeAllListeners();
      socket.setTimeout(0);
      if (result === null) socket.destroy();
      // An error of a socket that is given up has no listener any more.
      socket.on('error', () => {});
      resolve(result);
    };
    socket.once('connect', () => give(socket));
    socket.once('error', () => give(null));
    socket.once('timeout', () => give(null));
  });
}
