import type { Estimate } from "txlab/stats";

/** How estimates over fixed seeds compare with the truth. */
export interface Recovery {
  /** Mean of estimate − truth, and its Monte-Carlo error. */
  readonly bias: number;
  readonly biasError: number;
  readonly coverage: number;
  /** Whether the coverage of 95% intervals lies in the central 99.9% of its exact binomial distribution. */
  readonly withinBand: boolean;
  /** Mean standard error over the standard deviation of the estimates. */
  readonly errorRatio: number;
}

/** Runs seeds 1 … S. */
export async function recover(
  seeds: number,
  truth: number,
  run: (seed: number) => Promise<Estimate>,
): Promise<Recovery> {
  const values: number[] = [];
  let [covered, errors] = [0, 0];
  for (let seed = 1; seed <= seeds; seed++) {
    const estimate = await run(seed);
    const { low, high } = estimate.interval();
    values.push(estimate.value);
    errors += estimate.standardError / seeds;
    if (low <= truth && truth <= high) covered++;
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / seeds;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (seeds - 1));
  const [least, most] = binomialBand(seeds, 0.95, 0.001);
  return {
    bias: mean - truth,
    biasError: deviation / Math.sqrt(seeds),
    coverage: covered / seeds,
    withinBand: covered >= least && covered <= most,
    errorRatio: errors / deviation,
  };
}

/** The counts between which a Binomial(n, p) falls with probability at least 1 − level, half of it to each side. */
export function binomialBand(n: number, p: number, level: number): [number, number] {
  const log = [n * Math.log(1 - p)];
  for (let k = 1; k <= n; k++) log[k] = log[k - 1]! + Math.log(((n - k + 1) / k) * (p / (1 - p)));
  const mass = log.map(Math.exp);
  let [least, below] = [0, mass[0]!];
  while (below <= level / 2) below += mass[++least]!;
  let [most, above] = [n, mass[n]!];
  while (above <= level / 2) above += mass[--most]!;
  return [least, most];
}
