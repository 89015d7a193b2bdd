/** `npm run bench` measures the engine (bench.ts), `npm run bench data` how fast data are read (data/bench-data.ts). */
if (process.argv[2] === 'data') {
  process.argv.splice(2, 1);
  await import('./data/bench-data.ts');
} else await import('./bench.ts');
