import { ALLOCATOR_ENVIRONMENT } from './allocator-environment.ts';

/** Environment of the command line. Without VS Code's variables: the daemon serves terminals and other editors too. */
export function programEnvironment(env: NodeJS.ProcessEnv, withEditorsNode: boolean): NodeJS.ProcessEnv {
  const own = Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_CHANNEL)/i.test(name)),
  );
  return { ...own, ...ALLOCATOR_ENVIRONMENT, ...(withEditorsNode ? { ELECTRON_RUN_AS_NODE: '1' } : {}) };
}
