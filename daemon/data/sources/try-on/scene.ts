/**
 * The people and garments of the source `try-on`. Each has finitely many forms, so that a condition image determines
 * its scene, and with it the exact density of the dressed person. Lengths are in pixels of a 16 × 16 image.
 */
import type { RandomStream } from '../../../random/random-stream.ts';

export interface Person {
  /** Position of the middle of the body. */
  readonly x: number;
  /** Half of the width of the shoulders. */
  readonly width: number;
  /** Angles of the arms from hanging down, radians. */
  readonly leftArm: number;
  readonly rightArm: number;
  /** Horizontal distance of each foot from its hip. */
  readonly stance: number;
  /** Gray level, as all tones. */
  readonly skin: number;
}

export type Pattern = 'plain' | 'stripes' | 'bars' | 'dots';

export interface Garment {
  /** Share of the arm that a sleeve covers; 0: no sleeves. */
  readonly sleeves: number;
  /** Height of the lower hem. */
  readonly hem: number;
  readonly pattern: Pattern;
  readonly tone: number;
  /** Second gray level of the pattern; equal to `tone` without a pattern. */
  readonly accent: number;
}

const DEGREE = Math.PI / 180;
const CENTERS = [7.5, 7.75, 8, 8.25, 8.5];
const WIDTHS = [1.9, 2.2, 2.5];
const ARMS = [14, 28, 42, 56, 70, 84, 98].map((angle) => angle * DEGREE);
const STANCES = [0.2, 0.7, 1.2];
const SKINS = [70, 95, 120, 145];

const SLEEVES = [0, 0.42, 0.95];
const HEMS = [8.9, 10.2, 12.6];
const PATTERNS: readonly Pattern[] = ['stripes', 'bars', 'dots'];
const TONES = [45, 75, 105, 135, 165];

/** Every person, in a fixed order. */
export function everyPerson(): readonly Person[] {
  return CENTERS.flatMap((x) =>
    WIDTHS.flatMap((width) =>
      ARMS.flatMap((leftArm) =>
        ARMS.flatMap((rightArm) =>
          STANCES.flatMap((stance) => SKINS.map((skin) => ({ x, width, leftArm, rightArm, stance, skin }))),
        ),
      ),
    ),
  );
}

/** Every garment, in a fixed order: a pattern has two tones that differ. */
export function everyGarment(): readonly Garment[] {
  return SLEEVES.flatMap((sleeves) =>
    HEMS.flatMap((hem) =>
      TONES.flatMap((tone) => [
        { sleeves, hem, pattern: 'plain' as const, tone, accent: tone },
        ...PATTERNS.flatMap((pattern) =>
          TONES.filter((accent) => accent !== tone).map((accent) => ({ sleeves, hem, pattern, tone, accent })),
        ),
      ]),
    ),
  );
}

/** A person and a garment, each with equal probability. */
export function drawScene(random: RandomStream, scenes: Scenes): { readonly person: number; readonly garment: number } {
  return { person: random.integer(scenes.people.length), garment: random.integer(scenes.garments.length) };
}

export interface Scenes {
  readonly people: readonly Person[];
  readonly garments: readonly Garment[];
}

export function everyScene(): Scenes {
  return { people: everyPerson(), garments: everyGarment() };
}
