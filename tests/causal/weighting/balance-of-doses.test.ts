import { balance, generalizedPropensity } from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import { expect, it } from "vitest";
import { fixture, rows } from "../oracle.js";

const study = causalStudy(rows(), {
  treatment: { column: "dose", continuous: true },
  outcome: "answer",
  confounders: ["x", "z"],
});

it("is the correlation of dose and confounder, before and under the weights, over unweighted deviations", async () => {
  const gps = await generalizedPropensity(study);
  const found = balance(gps);
  const { x, dose } = fixture.data as Record<"x" | "dose", number[]>;
  const average = (values: readonly number[], w: (i: number) => number): number =>
    values.reduce((sum, value, i) => sum + w(i) * value, 0) / values.reduce((sum, _, i) => sum + w(i), 0);
  const covariance = (w: (i: number) => number): number => {
    const [mx, md] = [average(x, w), average(dose, w)];
    return average(
      x.map((value, i) => (value - mx) * (dose[i]! - md)),
      w,
    );
  };
  const deviation = (values: readonly number[]): number => {
    const m = average(values, () => 1);
    return Math.sqrt(
      average(
        values.map((value) => (value - m) ** 2),
        () => 1,
      ),
    );
  };
  const scale = deviation(x) * deviation(dose);
  expect(found.rows[0]!.before).toBeCloseTo(covariance(() => 1) / scale, 12);
  expect(found.rows[0]!.after).toBeCloseTo(covariance((i) => gps.weights[i]!) / scale, 12);
  expect(Math.abs(found.rows[0]!.after)).toBeLessThan(Math.abs(found.rows[0]!.before));
  expect(found.measure).toBe("covariance with the dose / unweighted standard deviations");
  expect(found.plot().description).toMatch(/^Correlations of 2 covariates/);
  expect(() => balance(gps, { estimand: "ATT" })).toThrow(/weights of a dose are for everybody/);
});
