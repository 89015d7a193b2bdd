/** Keeps what pops up inside the panel. */

/** CSS pixels between a pop-up and the edge of the panel. */
const EDGE = 8;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Where a pop-up goes: below what it explains, or above if only there is room, and never over the left or right edge.
 * All in CSS pixels from the upper left corner of the view.
 */
export function placeInside(anchor: Box, popup: Size, view: Size): { readonly left: number; readonly top: number } {
  const left = Math.max(EDGE, Math.min(anchor.left, view.width - popup.width - EDGE));
  const fitsBelow = anchor.bottom + popup.height + EDGE <= view.height;
  const above = anchor.top - popup.height;
  return { left, top: fitsBelow || above < EDGE ? anchor.bottom : above };
}
