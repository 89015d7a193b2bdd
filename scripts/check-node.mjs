// Preloaded by every npm script. Plain JavaScript, because an old Node cannot load TypeScript at all.
const major = Number(process.versions.node.split('.')[0]);
if (major < 22) {
  console.error(
    `Flowscope needs Node 22 or newer; this is Node ${process.versions.node}.\n` +
      'Start it through npm: `npm ci` also installs a Node 24 that npm scripts (`npm test`, `npm run demo`) find by themselves.\n' +
      'If that build is missing for your platform, install Node 22 or newer.',
  );
  process.exit(1);
}
