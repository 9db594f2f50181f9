import { beforeAll, describe, expect, it } from "vitest";
import { repeatOnce } from "../../../bench/studies/oberst-sontag.js";

// Published in the notebook of the appendix: means of 100 runs of 1,000 patients, glucose hidden. The same study with 100
// runs is bench/studies/oberst-sontag.js.
const published = { observed: 0.3097, exact: -0.2743, train: 0.6074, heldOut: 0.3153, model: 0.8128 };
const runs = 20;

describe("the appendix of Oberst & Sontag (2019)", () => {
  const rows: Record<string, number | undefined>[] = [];
  beforeAll(async () => {
    for (let seed = 1; seed <= runs; seed++) rows.push(await repeatOnce(seed));
  }, 60_000);
  const column = (name: string): number[] =>
    rows.map((row) => row[name]).filter((x): x is number => x !== undefined);
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
  /** Four standard errors of the mean of this many runs, their deviation found here. */
  const near = (name: string, value: number): void => {
    const values = column(name);
    const middle = mean(values);
    const deviation = Math.sqrt(mean(values.map((x) => (x - middle) ** 2)));
    expect(Math.abs(middle - value)).toBeLessThan((4 * deviation) / Math.sqrt(values.length));
  };

  it("is reproduced: care is worth 0.31, the learned policy −0.27 in truth and 0.6 by its own estimates", () => {
    near("observed care", published.observed);
    near("RL policy, exact", published.exact);
    near("WIS, same patients", published.train);
    near("WIS, held out", published.heldOut);
    near("model", published.model);
    expect(mean(column("RL policy, exact"))).toBeLessThan(mean(column("observed care")) - 0.3);
    expect(mean(column("WIS, same patients"))).toBeGreaterThan(mean(column("observed care")));
  });

  it("has an effective sample of about 6 in 1,000, and every run says: do not use", () => {
    const size = mean(column("effective sample"));
    expect(size).toBeGreaterThan(3);
    expect(size).toBeLessThan(10);
    expect(column("do not use").every((said) => said === 1)).toBe(true);
  });
});
