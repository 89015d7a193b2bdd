/** A worker that cannot start. */
process.stderr.write('libonnxruntime.so: cannot open shared object file\n');
process.exit(7);
