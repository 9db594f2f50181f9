/** Exact binomial bands, at 0.001, for the coverage of 95% intervals over so many seeds. */
const bands: Readonly<Record<number, readonly [number, number]>> = {
  200: [0.895, 0.99],
  500: [0.916, 0.978],
};

export function band(seeds: number): readonly [number, number] {
  const found = bands[seeds];
  if (!found) throw new Error(`there is no band for ${seeds} seeds`);
  return found;
}

export interface Tally {
  covered: number;
  errors: number[];
}

/** Collects, for each estimator, how often its interval holds the truth and by how much its value misses. */
export class Coverage {
  readonly #tallies = new Map<string, Tally>();

  add(
    name: string,
    estimate: { value: number; interval(): { low: number; high: number } },
    truth: number,
  ): void {
    const tally = this.#tallies.get(name) ?? { covered: 0, errors: [] };
    const { low, high } = estimate.interval();
    if (low <= truth && truth <= high) tally.covered++;
    tally.errors.push(estimate.value - truth);
    this.#tallies.set(name, tally);
  }

  /** Share of intervals that held the truth. */
  rate(name: string): number {
    const { covered, errors } = this.#tallies.get(name)!;
    return covered / errors.length;
  }

  /** Mean error, and its own standard error. */
  bias(name: string): { mean: number; error: number } {
    const { errors } = this.#tallies.get(name)!;
    const mean = errors.reduce((sum, each) => sum + each, 0) / errors.length;
    const square = errors.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (errors.length - 1);
    return { mean, error: Math.sqrt(square / errors.length) };
  }
}
