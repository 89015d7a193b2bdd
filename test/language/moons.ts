/** A small flow that the tests edit like a user would. */
export const MOONS = `{
  // Moons, a first flow.
  "data": { "source": "two-moons", "noise": 0.1 },
  "conditioners": {
    "net": { "type": "mlp", "hidden": [64, 64] }
  },
  "layers": [
    { "type": "repeat", "times": 8, "layers": [
      { "type": "affine-coupling", "mask": "alternate", "conditioner": "net" },
      { "type": "actnorm" }
    ] },
    { "type": "affine-coupling", "conditioner": "net" }
  ],
  "training": { "steps": 400 }
}
`;
