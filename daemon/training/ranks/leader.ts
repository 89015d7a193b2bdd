/** The first of several ranks: it decides what is computed, writes the run, and notices when another one is lost. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import type { FinalEvent } from '../../../protocol/train-events.ts';
import { sameSecret } from '../../encoding/same-secret.ts';
import type { Ranks } from '../../runtime/runtime.ts';
import type { FedLoop } from '../fed-loop.ts';
import { type LineSocket, lineSocket } from './line-socket.ts';
import { rankEnded, rankMissing } from './rank-errors.ts';
import {
  LOOPBACK,
  type Meeting,
  type RunIdentity,
  readToLeader,
  type ToFollower,
  type ToLeader,
} from './rank-messages.ts';

export interface Leader {
  /** Opens the loop here and on the others; what is done with it then is done on all of them. */
  lead(identity: RunIdentity, open: () => Promise<FedLoop>): Promise<FedLoop>;
  /** Tells the others how the run ended. */
  end(event: FinalEvent): Promise<void>;
}

export interface LeaderOptions {
  readonly ranks: Ranks;
  /** Another rank was asked to stop. */
  readonly onStop: () => void;
  /** Of this machine. Default: as the system says. */
  readonly addresses?: readonly string[];
}

/** Seconds for the others to connect, once the runtime has found them. */
const PATIENCE = 60;
/**
 * Milliseconds in which the rank that is lost becomes known. When one is, exchanges of the others fail too, and which
 * failure is noticed first says nothing.
 */
const SETTLING = 2000;
/** Of a failure that another rank may have caused. It counts if nothing better becomes known. */
const SECONDARY = 'jax-failed';

/** @throws FlowscopeError `no-peers` */
export async function openLeader({ ranks, onStop, addresses = ownAddresses() }: LeaderOptions): Promise<Leader> {
  const followers = new Map<number, LineSocket>();
  const lost = Promise.withResolvers<never>();
  // Whoever waits for something is told.
  lost.promise.catch(() => {});
  let ended = false;
  const onTrouble = (rank: number, host: string, failure: Extract<ToLeader, { type: 'failed' }> | null) => {
    if (ended) return;
    const error = rankEnded(rank, ranks.ranks, host, failure?.message ?? '');
    if (failure?.code === SECONDARY) setTimeout(() => lost.reject(error), 1.5 * SETTLING).unref();
    else lost.reject(error);
  };
  const token = randomBytes(16).toString('hex');
  const complete = Promise.withResolvers<void>();
  const strangers = new Set<Socket>();
  const server = createServer((socket) => {
    strangers.add(socket);
    let known: { readonly rank: number; readonly host: string; failed: boolean } | null = null;
    const line = lineSocket(
      socket,
      (text) => {
        const message = readToLeader(text);
        if (message.type === 'hello') {
          if (!sameSecret(message.token, token) || followers.has(message.rank)) throw new Error('not one of the ranks');
          known = { rank: message.rank, host: message.host, failed: false };
          followers.set(message.rank, line);
          strangers.delete(socket);
          if (followers.size === ranks.ranks - 1) complete.resolve();
        } else if (known === null) throw new Error('the first message is a hello');
        else if (message.type === 'stop') onStop();
        else {
          known.failed = true;
          onTrouble(known.rank, known.host, message);
        }
      },
      () => {
        if (known !== null && !known.failed) onTrouble(known.rank, known.host, null);
      },
    );
  });
  const port = await listening(server);
  await ranks.announce(JSON.stringify({ addresses: [...addresses], port, token, host: hostname() } satisfies Meeting));
  const late = setTimeout(() => {
    const all = Array.from({ length: ranks.ranks - 1 }, (_, i) => i + 1);
    complete.reject(
      rankMissing(
        all.filter((rank) => !followers.has(rank)),
        PATIENCE,
      ),
    );
  }, 1000 * PATIENCE);
  try {
    await Promise.race([complete.promise, lost.promise]);
  } catch (error) {
    for (const line of followers.values()) await line.close();
    throw error;
  } finally {
    clearTimeout(late);
    server.close();
    for (const socket of strangers) socket.destroy();
  }

  const tell = (message: ToFollower) => {
    for (const line of followers.values()) line.send(message);
  };
  /** What is waited for may wait for a rank that is lost, or fail because of it. */
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await Promise.race([lost.promise, work()]);
    } catch (error) {
      await Promise.race([lost.promise, new Promise((resolve) => setTimeout(resolve, SETTLING))]);
      throw error;
    }
  };
  const together = <T>(message: ToFollower, work: () => Promise<T>) =>
    guarded(() => {
      tell(message);
      return work();
    });
  return {
    async lead(identity, open) {
      const loop = await together({ type: 'begin', identity }, open);
      return {
        run: (first, count) => together({ type: 'run', first, count }, () => loop.run(first, count)),
        mark: () => together({ type: 'mark' }, () => loop.mark()),
        rewind: () => together({ type: 'rewind' }, () => loop.rewind()),
        // All ranks have the same state.
        readState: () => guarded(() => loop.readState()),
        dispose: () => together({ type: 'dispose' }, () => loop.dispose()),
      };
    },
    async end(event) {
      ended = true;
      tell({ type: 'end', event });
      await Promise.all([...followers.values()].map((line) => line.close()));
    },
  };
}

async function listening(server: Server): Promise<number> {
  server.listen(0);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address');
  return address.port;
}

/** The name of this machine, then its addresses: others may not know the name. */
function ownAddresses(): readonly string[] {
  const found = Object.values(networkInterfaces()).flatMap((own) => own ?? []);
  const outside = found.filter(({ internal, scopeid }) => !internal && !scopeid).map(({ address }) => address);
  return [...new Set([hostname(), ...outside, LOOPBACK])];
}
