import { FlowscopeError } from '../../errors/flowscope-error.ts';

/** Turns a failed `listen` into `port-in-use` or `cannot-listen`. */
export function listenError(
  error: NodeJS.ErrnoException,
  { address, port }: { readonly address: string; readonly port: number },
): FlowscopeError {
  const inUse = error.code === 'EADDRINUSE';
  return new FlowscopeError(
    inUse ? 'port-in-use' : 'cannot-listen',
    `Cannot listen on ${address}:${port} (${error.code ?? error.message}).`,
    { cause: error, hint: 'Choose another --port, or leave it out: the system then chooses a free port.' },
  );
}
