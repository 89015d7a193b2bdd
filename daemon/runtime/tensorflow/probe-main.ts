/** A process that loads what is installed of TensorFlow.js, and writes what works as JSON. */
import { installedReport } from './installed-report.ts';

process.stdout.write(JSON.stringify(await installedReport()), () => process.exit(0));
