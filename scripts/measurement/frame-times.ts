/** Script for a page: `window[name].begin()`, and `end()`, which gives the milliseconds between the frames since. */
export function frameTimesScript(name: string): string {
  return `(() => {
  let times = null;
  const frame = (time) => {
    if (times === null) return;
    times.push(time);
    requestAnimationFrame(frame);
  };
  window.${name} = {
    begin() { times = []; requestAnimationFrame(frame); },
    end() {
      const all = times;
      times = null;
      return all.slice(1).map((time, i) => time - all[i]);
    },
  };
})();`;
}
