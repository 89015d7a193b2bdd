/** Runs a script of bench/peers that reads one JSON object and prints one. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { peerPython } from './peer-python.ts';

/** The terms of log q at each point, as computed by a peer or by Flowscope. */
export interface Terms {
  readonly logProb: readonly number[];
  readonly layers: readonly (readonly number[])[];
}

export function askPeer(script: string, request: object): Promise<Terms> {
  const path = fileURLToPath(new URL(`../../bench/peers/${script}`, import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(peerPython(), [path], { stdio: ['pipe', 'pipe', 'pipe'] });
    const [output, errors]: [string[], string[]] = [[], []];
    child.stdout.on('data', (chunk) => output.push(String(chunk)));
    child.stderr.on('data', (chunk) => errors.push(String(chunk)));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output.join('')) as Terms);
      else reject(new Error(`${script} failed: ${errors.join('').trim().split('\n').at(-1) ?? ''}`));
    });
    child.stdin.on('error', () => {});
    child.stdin.end(JSON.stringify(request));
  });
}

/** The largest |a − b| / max(1, |b|). */
export function relativeError(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number {
  if (a.length !== b.length) throw new Error(`${a.length} layers here, ${b.length} there`);
  const errors = a.flatMap((row, i) =>
    row.map((value, j) => Math.abs(value - b[i]![j]!) / Math.max(1, Math.abs(b[i]![j]!))),
  );
  return errors.reduce((worst, error) => Math.max(worst, error), 0);
}
