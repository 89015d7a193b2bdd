import { FlowscopeError } from '../../daemon/errors/flowscope-error.ts';

/** Oldest supported Node, and the first VS Code that includes it. */
const OLDEST_NODE = 22;
const FIRST_EDITOR = '1.101';

/**
 * Checks that the editor's Node can run the daemon. The extension itself also runs with older versions.
 * @param version such as "20.9.0" @throws FlowscopeError `old-node`
 */
export function checkOwnNode(version: string): void {
  if (Number.parseInt(version, 10) >= OLDEST_NODE) return;
  throw new FlowscopeError(
    'old-node',
    `This editor includes Node ${version}, but the daemon needs Node ${OLDEST_NODE} or newer.`,
    {
      hint: `Install Node ${OLDEST_NODE} or newer and set flowscope.nodePath to its path, or update the editor: VS Code ${FIRST_EDITOR} and later include it.`,
    },
  );
}
