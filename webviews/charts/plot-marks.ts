import type uPlot from 'uplot';
import type { Level, Mark } from './curves.ts';
import type { ChartTheme } from './theme.ts';

/** Draws levels as labelled horizontal lines, and marks as vertical lines. */
export function drawMarks(plot: uPlot, theme: ChartTheme, levels: readonly Level[], marks: readonly Mark[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.font = `${11 * devicePixelRatio}px ${theme.font}`;
  ctx.lineWidth = devicePixelRatio;
  for (const { y, label } of levels) {
    const at = plot.valToPos(y, 'y', true);
    ctx.strokeStyle = theme.muted;
    ctx.fillStyle = theme.muted;
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, at);
    ctx.lineTo(bbox.left + bbox.width, at);
    ctx.stroke();
    ctx.textAlign = 'right';
    ctx.fillText(label, bbox.left + bbox.width - 4 * devicePixelRatio, at - 4 * devicePixelRatio);
  }
  for (const { x, kind } of marks) {
    const at = plot.valToPos(x, 'x', true);
    ctx.strokeStyle = kind === 'bad' ? theme.bad : kind === 'good' ? theme.good : theme.muted;
    ctx.setLineDash(kind === 'neutral' ? [2 * devicePixelRatio, 3 * devicePixelRatio] : []);
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
