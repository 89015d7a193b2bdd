import type { RandomStream } from '../../../random/random-stream.ts';

/** Rows of two kinds in turns, [n, width]: a sample first, then a row of the data, and so on. */
export interface AlternatingRows {
  readonly values: Float64Array;
  readonly width: number;
}

/** ln of the odds that a row is a sample, for each row of this width. */
export type Scores = (rows: AlternatingRows) => Float64Array;

interface NetworkOptions {
  /** Units in one hidden layer, beside direct connections; 0: logistic regression. */
  readonly hidden: number;
  readonly random: RandomStream;
}

const EPOCHS = 30;
const BATCH = 32;
const RATE = 0.01;
/** Of the weights in each step, in proportion to the rate. */
const DECAY = 0.01;
/** Part of the rows that decides after which epoch the weights are kept. */
const HELD = 0.2;

export const countOf = ({ values, width }: AlternatingRows): number => values.length / width;

/**
 * Trains a network to tell the two kinds apart: one hidden layer (relu) and direct connections from input to output,
 * cross-entropy, Adam (Kingma, Ba 2014) with decoupled decay, and the weights of the epoch with the lowest loss on rows
 * that are held back.
 * @param rows finite, columns of mean 0 and standard deviation 1
 */
export function trainNetwork(rows: AlternatingRows, { hidden, random }: NetworkOptions): Scores {
  const { values, width } = rows;
  const network = new Network(width, hidden, random);
  const order = random.permutation(countOf(rows));
  const held = order.subarray(0, Math.floor(order.length * HELD));
  const fitted = order.slice(held.length);
  const steps = EPOCHS * Math.ceil(fitted.length / BATCH);
  let step = 0;
  let lowest = Infinity;
  let best = network.weights.slice();
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const turn = random.permutation(fitted.length).map((at) => fitted[at]!);
    for (let start = 0; start < turn.length; start += BATCH) {
      const batch = turn.subarray(start, start + BATCH);
      for (const row of batch) network.addGradient(values, row * width, isSample(row), batch.length);
      network.update((RATE * (1 + Math.cos((Math.PI * step++) / steps))) / 2);
    }
    const loss = held.reduce((sum, row) => sum + lossOf(network.score(values, row * width), isSample(row)), 0);
    if (loss < lowest) {
      lowest = loss;
      best = network.weights.slice();
    }
  }
  network.weights.set(best);
  return ({ values: others }) =>
    Float64Array.from({ length: others.length / width }, (_, row) => network.score(others, row * width));
}

const isSample = (row: number): boolean => row % 2 === 0;

/** −ln of the probability that the score gives to what the row is. */
function lossOf(score: number, sample: boolean): number {
  const wrong = sample ? -score : score;
  return wrong > 0 ? wrong + Math.log1p(Math.exp(-wrong)) : Math.log1p(Math.exp(wrong));
}

class Network {
  /** Of each hidden unit its inputs, bias and output; then the direct connections, and the bias of the output. */
  readonly weights: Float64Array;
  readonly #width: number;
  readonly #hidden: Float64Array;
  readonly #gradient: Float64Array;
  readonly #mean: Float64Array;
  readonly #square: Float64Array;
  #steps = 0;

  constructor(width: number, hidden: number, random: RandomStream) {
    this.#width = width;
    this.#hidden = new Float64Array(hidden);
    const count = hidden * (width + 2) + width + 1;
    this.weights = new Float64Array(count);
    this.#gradient = new Float64Array(count);
    this.#mean = new Float64Array(count);
    this.#square = new Float64Array(count);
    const spread = 3 / Math.sqrt(width);
    for (let unit = 0; unit < hidden; unit++) {
      // The outputs start at 0.
      for (let d = 0; d <= width; d++) this.weights[unit * (width + 2) + d] = spread * (2 * random.uniform() - 1);
    }
  }

  score(values: Float64Array, start: number): number {
    const width = this.#width;
    const weights = this.weights;
    let at = 0;
    let score = 0;
    for (let unit = 0; unit < this.#hidden.length; unit++) {
      let sum = 0;
      for (let d = 0; d < width; d++) sum += weights[at++]! * values[start + d]!;
      sum += weights[at++]!;
      this.#hidden[unit] = Math.max(sum, 0);
      score += weights[at++]! * this.#hidden[unit]!;
    }
    for (let d = 0; d < width; d++) score += weights[at++]! * values[start + d]!;
    return score + weights[at]!;
  }

  /** Adds the gradient of the loss of one row, divided by the size of the batch. */
  addGradient(values: Float64Array, start: number, sample: boolean, batch: number): void {
    const width = this.#width;
    const gradient = this.#gradient;
    const error = (1 / (1 + Math.exp(-this.score(values, start))) - (sample ? 1 : 0)) / batch;
    let at = 0;
    for (let unit = 0; unit < this.#hidden.length; unit++, at += width + 2) {
      const output = this.#hidden[unit]!;
      if (output === 0) continue;
      const inner = error * this.weights[at + width + 1]!;
      for (let d = 0; d < width; d++) gradient[at + d]! += inner * values[start + d]!;
      gradient[at + width]! += inner;
      gradient[at + width + 1]! += error * output;
    }
    for (let d = 0; d < width; d++) gradient[at++]! += error * values[start + d]!;
    gradient[at]! += error;
  }

  update(rate: number): void {
    this.#steps++;
    const [first, second] = [1 - 0.9 ** this.#steps, 1 - 0.999 ** this.#steps];
    for (let i = 0; i < this.weights.length; i++) {
      const gradient = this.#gradient[i]!;
      this.#gradient[i] = 0;
      this.#mean[i] = 0.9 * this.#mean[i]! + 0.1 * gradient;
      this.#square[i] = 0.999 * this.#square[i]! + 0.001 * gradient * gradient;
      const scaled = this.#mean[i]! / first / (Math.sqrt(this.#square[i]! / second) + 1e-8);
      this.weights[i]! -= rate * (scaled + DECAY * this.weights[i]!);
    }
  }
}
