/**
 * Kills the process that works on a request, until the request is over. Once may be too early: a request that had not begun is
 * sent to the next process.
 * @param pid of the process, null while there is none
 */
export async function killWorker(pid: () => number | null, over: Promise<unknown>): Promise<void> {
  const timer = setInterval(() => {
    const own = pid();
    if (own !== null) process.kill(own, 'SIGKILL');
  }, 200);
  await over.finally(() => clearInterval(timer));
}
