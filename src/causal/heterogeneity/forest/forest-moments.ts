import { normalCdf } from "../../../stats/distributions.js";

/**
 * What the trees say of one row: sums of their leaves' means (Y, W, YW, W²), and sums of products over trees and over
 * pairs of trees, from which the variance between pairs follows for any effect.
 */
export class ForestMoments {
  /** Products of (1, Y, W, YW, W²), lower triangle. */
  readonly #trees = new Float64Array(15);
  readonly #pairs = new Float64Array(15);
  readonly #pair = new Float64Array(5);
  #inPair = 0;
  #wholePairs = 0;
  #all = new Float64Array(5);
  readonly #leaf = new Float64Array(5);

  clear(): void {
    this.#trees.fill(0);
    this.#pairs.fill(0);
    this.#pair.fill(0);
    this.#all.fill(0);
    this.#inPair = 0;
    this.#wholePairs = 0;
  }

  /** `at` is where the leaf's means begin; an empty leaf (−1) says nothing. */
  addTree(leaves: Float64Array, at: number): void {
    if (at < 0) return;
    const leaf = this.#leaf;
    leaf[0] = 1;
    for (let k = 0; k < 4; k++) leaf[k + 1] = leaves[at + k]!;
    for (let k = 0; k < 5; k++) {
      this.#all[k]! += leaf[k]!;
      this.#pair[k]! += leaf[k]!;
    }
    // Trees whose partner is empty count towards the effect, and leave the variance when the pair ends.
    addProducts(leaf, this.#trees, 1);
    this.#inPair++;
  }

  endPair(): void {
    const pair = this.#pair;
    if (this.#inPair === 2) {
      addProducts(pair, this.#pairs, 0.25);
      this.#wholePairs++;
    } else if (this.#inPair === 1) addProducts(pair, this.#trees, -1);
    pair.fill(0);
    this.#inPair = 0;
  }

  /** Cov(Y, W) / Var(W) with the trees' weights; NaN where no tree has anything to say. */
  effect(): number {
    const [count, y, w, yw, ww] = this.#all as unknown as [number, number, number, number, number];
    return (yw / count - (y / count) * (w / count)) / (ww / count - (w / count) ** 2);
  }

  /**
   * The variance of the effect: between pairs of trees that share a half-sample, less the noise of single trees (Athey,
   * Tibshirani & Wager 2019, section 4.1), kept positive by its posterior mean under a flat prior, as grf does.
   */
  variance(effect: number): number {
    const pairs = this.#wholePairs;
    if (pairs < 2) return Number.NaN;
    const [count, y, w, , ww] = this.#all as unknown as [number, number, number, number, number];
    const [meanY, meanW] = [y / count, w / count];
    const slack = ww / count - meanW * meanW;
    const main = meanY - effect * meanW;
    // Each tree's gradient (YW − τ WW − cW) − W̄ (Y − τ W − c), over the variance of W: linear in (1, Y, W, YW, WW).
    const direction = [meanW * main, -meanW, effect * meanW - main, 1, -effect].map((each) => each / slack);
    const between = quadratic(this.#pairs, direction) / pairs;
    const total = quadratic(this.#trees, direction) / (2 * pairs);
    return positivePart(between, total - between, pairs);
  }
}

function addProducts(values: Float64Array, into: Float64Array, factor: number): void {
  let at = 0;
  for (let k = 0; k < 5; k++) for (let l = 0; l <= k; l++) into[at++]! += factor * values[k]! * values[l]!;
}

function quadratic(products: Float64Array, direction: readonly number[]): number {
  let [sum, at] = [0, 0];
  for (let k = 0; k < 5; k++) {
    for (let l = 0; l <= k; l++) sum += (k === l ? 1 : 2) * direction[k]! * direction[l]! * products[at++]!;
  }
  return sum;
}

/** E[v | v > 0] for v ~ N(between − noise, 2 max(between, noise)² / pairs). */
function positivePart(between: number, noise: number, pairs: number): number {
  const raw = between - noise;
  const spread = Math.max(between, noise) * Math.sqrt(2 / pairs);
  const ratio = raw / spread;
  const density = Math.exp((-ratio * ratio) / 2) / Math.sqrt(2 * Math.PI);
  return raw + (spread * density) / normalCdf(ratio);
}
