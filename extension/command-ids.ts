/** All commands of the extension; package.json has their titles and `when` clauses. */
export const COMMAND_IDS = [
  'flowscope.newFlow',
  'flowscope.train',
  'flowscope.preview',
  'flowscope.pause',
  'flowscope.resume',
  'flowscope.stop',
  'flowscope.openRun',
  'flowscope.inspectLayers',
  'flowscope.exploreLatent',
  'flowscope.showSamples',
  'flowscope.showDensity',
  'flowscope.verify',
  'flowscope.compareRuns',
  'flowscope.compareSpec',
  'flowscope.exportOnnx',
  'flowscope.deleteRun',
  'flowscope.restartDaemon',
  'flowscope.showLog',
  'flowscope.showBackends',
  'flowscope.enterToken',
] as const;

export type CommandId = (typeof COMMAND_IDS)[number];
