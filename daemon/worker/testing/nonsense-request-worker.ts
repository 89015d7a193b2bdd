/** A worker that sends messages which are none of the protocol. */
import { parentChannel } from '../parent-channel.ts';

const channel = parentChannel(
  () => channel.send({ type: 'nonsense', of: [1, 2, 3] }),
  () => process.exit(0),
);
