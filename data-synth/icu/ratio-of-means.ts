/** Σwx / Σw over units that come in clusters (the stays of a patient), with its linearized standard error. */
export class RatioOfMeans {
  #top = 0;
  #bottom = 0;
  readonly #totals: Float64Array = new Float64Array(5);

  add(weight: number, value: number): void {
    this.#top += weight * value;
    this.#bottom += weight;
  }

  endCluster(): void {
    const [a, b, t] = [this.#top, this.#bottom, this.#totals];
    t[0]! += a;
    t[1]! += b;
    t[2]! += a * a;
    t[3]! += a * b;
    t[4]! += b * b;
    this.#top = 0;
    this.#bottom = 0;
  }

  get value(): number {
    return this.#totals[0]! / this.#totals[1]!;
  }

  get standardError(): number {
    const [, b, aa, ab, bb] = this.#totals as unknown as [number, number, number, number, number];
    const { value } = this;
    return Math.sqrt(Math.max(0, aa - 2 * value * ab + value * value * bb)) / b;
  }
}
