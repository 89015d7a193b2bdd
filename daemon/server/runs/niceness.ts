/** `nice` of the training processes, unless `serve --nice` says otherwise: they leave the processor to the daemon and the editor. */
export const TRAINING_NICENESS = 10;
