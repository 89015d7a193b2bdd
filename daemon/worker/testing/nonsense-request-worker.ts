/** A worker that sends messages that are not part of the protocol. */
import { parentChannel } from '../parent-channel.ts';

const channel = parentChannel(
  () => channel.send({ type: 'nonsense', of: [1, 2, 3] }),
  () => process.exit(0),
);
