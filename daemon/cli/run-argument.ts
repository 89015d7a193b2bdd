/** The positional argument of commands that take a run. */
export const RUN_ARGUMENT = {
  name: 'RUN',
  description: 'A run directory, the id of a run under .flowscope/runs of this folder or its parents, or "latest".',
} as const;
