/** Control flow of WebAssembly functions: blocks and loops with names, and branches to them. */
import type { Code } from './wasm.ts';

export type Statement = number | Block | Branch | readonly Statement[];

interface Block {
  readonly kind: 'block' | 'loop' | 'if';
  readonly name: string;
  readonly condition: Code;
  readonly body: Statement;
}

interface Branch {
  readonly kind: 'branch';
  readonly to: string;
  /** null: always. */
  readonly condition: Code | null;
}

/** A branch to its name goes to its end. */
export const block = (name: string, ...body: readonly Statement[]): Statement => ({
  kind: 'block',
  name,
  condition: [],
  body,
});

/** A branch to its name goes to its beginning. */
export const loop = (name: string, ...body: readonly Statement[]): Statement => ({
  kind: 'loop',
  name,
  condition: [],
  body,
});

export const when = (condition: Code, ...body: readonly Statement[]): Statement => ({
  kind: 'if',
  name: '',
  condition,
  body,
});

export const branch = (to: string, condition: Code | null = null): Statement => ({ kind: 'branch', to, condition });

const OPENING = { block: [0x02, 0x40], loop: [0x03, 0x40], if: [0x04, 0x40] } as const;
const END = 0x0b;

/** @param around names of the blocks around, from the outermost. @throws Error if a branch goes to none of them */
export function assemble(statement: Statement, around: readonly string[] = []): number[] {
  if (typeof statement === 'number') return [statement];
  if (!('kind' in statement)) return statement.flatMap((part) => assemble(part, around));
  if (statement.kind === 'branch') {
    const depth = around.length - 1 - around.lastIndexOf(statement.to);
    if (depth >= around.length) throw new Error(`no block is called '${statement.to}'`);
    const { condition } = statement;
    return condition === null ? [0x0c, depth] : [...condition, 0x0d, depth];
  }
  const { kind, name, condition, body } = statement;
  return [...condition, ...OPENING[kind], ...assemble(body, [...around, name]), END];
}
