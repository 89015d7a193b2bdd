import { FlowscopeError } from '../../daemon/errors/flowscope-error.ts';

/** Versions of Node, and the first VS Code that brings it. */
const OLDEST_NODE = 22;
const FIRST_EDITOR = '1.101';

/**
 * Whether the Node inside the editor can run the daemon: the extension itself also runs in older ones.
 * @param version such as "20.9.0" @throws FlowscopeError `old-node`
 */
export function checkOwnNode(version: string): void {
  if (Number.parseInt(version, 10) >= OLDEST_NODE) return;
  throw new FlowscopeError(
    'old-node',
    `This editor brings Node ${version}, and the daemon needs Node ${OLDEST_NODE} or newer.`,
    {
      hint: `Install Node ${OLDEST_NODE} or newer and set flowscope.nodePath to its path, or update the editor: VS Code ${FIRST_EDITOR} and later bring it.`,
    },
  );
}
