/** A peer in Python: a process that answers lines of JSON (bench/peers). */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface PeerLinkOptions {
  readonly python: string;
  /** File in bench/peers. */
  readonly script: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface PeerLink {
  /**
   * The answer as it was parsed; the caller checks it.
   * @throws Error with what the peer says went wrong, or with the end of its stderr where the process has ended
   */
  ask(request: object): Promise<unknown>;
  /** Waits until the process has ended by itself. */
  close(): Promise<void>;
  kill(): void;
}

export function pathOfPeer(script: string): string {
  return fileURLToPath(new URL(`./peers/${script}`, import.meta.url));
}

export function peerEnvironment(own: PeerLinkOptions['environment']): NodeJS.ProcessEnv {
  return { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...own };
}

export function peerLink({ python, script, environment }: PeerLinkOptions): PeerLink {
  const child = spawn(python, [pathOfPeer(script)], {
    env: peerEnvironment(environment),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors = (errors + String(chunk)).slice(-2000);
  });
  // A write to a process that is gone fails here; the missing answer below tells why.
  child.stdin.on('error', () => {});
  const ended = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      errors += error.message;
      resolve();
    });
    child.on('close', () => resolve());
  });
  return {
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const line = await Promise.race([lines.next(), ended.then(() => ({ done: true, value: undefined }) as const)]);
      if (line.done) throw new Error(errors.trim().split('\n').at(-1) || 'the process ended');
      const answer: unknown = JSON.parse(line.value);
      if (typeof answer === 'object' && answer !== null && 'error' in answer) throw new Error(String(answer.error));
      return answer;
    },
    async close() {
      child.stdin.end();
      await ended;
    },
    kill: () => void child.kill(),
  };
}
