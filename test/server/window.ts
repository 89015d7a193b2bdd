/** A client in a process of its own, to be killed. Argument: the discovery file. */
import { connectDaemon } from '../../daemon/client/connect-daemon.ts';

await connectDaemon({ discovery: process.argv[2]! });
process.stdout.write('connected\n');
setInterval(() => {}, 1000);
