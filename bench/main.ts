/** `npm run bench` measures the engine (bench.ts), `npm run bench data` how fast data are read (data/bench-data.ts). */
const isData = process.argv[2] === 'data';
if (isData) process.argv.splice(2, 1);
await import(isData ? './data/bench-data.ts' : './bench.ts');
