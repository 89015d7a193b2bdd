/** The worker's side of the channel to its parent. */
import { Socket } from 'node:net';
import { CHANNEL, type FrameChannel, type FrameListener, frameChannel } from './frame-channel.ts';

/** @param onEnd called when the parent is gone, or no longer needs this worker */
export function parentChannel(onMessage: (message: unknown) => void, onEnd: () => void): FrameChannel {
  const listener: FrameListener = {
    onMessage,
    onEnd,
    onGarbage: (reason) => {
      process.stderr.write(`the parent sent ${reason}\n`);
      onEnd();
    },
  };
  return frameChannel(new Socket({ fd: CHANNEL, readable: true, writable: true }), listener);
}
