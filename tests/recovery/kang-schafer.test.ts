import { aipw, ipw, standardize } from "txlab/causal";
import { causalStudy, type Study } from "txlab/cohort";
import { kangSchafer } from "txlab/data-synth";
import { beforeAll, describe, expect, it } from "vitest";

const right = ["z1", "z2", "z3", "z4"];
const wrong = ["x1", "x2", "x3", "x4"];
const perArm = (terms: readonly string[]) => ({ outcomeModel: { terms, perArm: true } });

/** E[Y] with Y missing at random is E[Y¹] with "observed" as the treatment; what is not observed is never looked at. */
function observed(n: number, seed: number): Study {
  const { table: whole } = kangSchafer({ n, seed });
  const filled = whole.derive({
    y: (row: { observed: number; y: number }) => (row.observed === 1 ? row.y : 0),
  });
  return causalStudy(filled, { treatment: "observed", outcome: "y", confounders: right });
}

const estimators = {
  "HT, right": (study: Study) => ipw(study, { normalization: "horvitz-thompson" }),
  "Hájek, right": (study: Study) => ipw(study),
  "HT, wrong": (study: Study) =>
    ipw(study, { normalization: "horvitz-thompson", propensity: { terms: wrong } }),
  "Hájek, wrong": (study: Study) => ipw(study, { propensity: { terms: wrong } }),
  "OLS, right": (study: Study) => standardize(study, perArm(right)),
  "OLS, wrong": (study: Study) => standardize(study, perArm(wrong)),
  "AIPW, both right": (study: Study) => aipw(study, perArm(right)),
  "AIPW, outcome wrong": (study: Study) => aipw(study, perArm(wrong)),
  "AIPW, propensity wrong": (study: Study) => aipw(study, { ...perArm(right), propensity: { terms: wrong } }),
  "AIPW, both wrong": (study: Study) => aipw(study, { ...perArm(wrong), propensity: { terms: wrong } }),
};
type Name = keyof typeof estimators;

const seeds = 150;

/**
 * Bias and root mean square error over 1,000 samples of n = 1,000, and for the heavy-tailed the median absolute error,
 * from an independent double-precision run; here {@link seeds} samples.
 */
describe("Kang and Schafer's mean of 210, n = 1,000", () => {
  const errors = new Map<Name, number[]>();

  beforeAll(async () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const study = observed(1000, seed);
      for (const name of Object.keys(estimators) as Name[]) {
        const { potentialOutcomes } = await estimators[name](study);
        const list = errors.get(name) ?? [];
        list.push(potentialOutcomes.get("treated").value - 210);
        errors.set(name, list);
      }
    }
  }, 120_000);

  it.each([
    ["Hájek, right", -0.069, 1.628],
    ["OLS, right", 0.077, 1.161],
    ["OLS, wrong", -0.703, 1.629],
    ["AIPW, both right", 0.078, 1.161],
    ["AIPW, outcome wrong", 0.227, 1.61],
    ["AIPW, propensity wrong", 0.091, 1.186],
  ] as const)("%s: bias %f and RMSE %f", (name, bias, rmse) => {
    const list = errors.get(name)!;
    const mean = list.reduce((sum, each) => sum + each, 0) / seeds;
    const spread = Math.sqrt(list.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (seeds - 1));
    // Both runs are samples: 3.3 errors of the difference of their means; the spread is known to 4 of its own.
    expect(Math.abs(mean - bias)).toBeLessThan(3.3 * spread * Math.sqrt(1 / seeds + 1 / 1000));
    const square = Math.sqrt(list.reduce((sum, each) => sum + each * each, 0) / seeds);
    expect(Math.abs(square / rmse - 1)).toBeLessThan(4 / Math.sqrt(2 * seeds));
  });

  it.each([
    ["HT, right", 2.956],
    ["HT, wrong", 12.52],
    ["Hájek, wrong", 2.306],
    ["AIPW, both wrong", 4.902],
  ] as const)("%s: median absolute error %f", (name, median) => {
    const sorted = errors
      .get(name)!
      .map(Math.abs)
      .sort((a, b) => a - b);
    // The exact order statistics between which the median lies with probability 0.999.
    const reach = 1.65 * Math.sqrt(seeds);
    expect(sorted[Math.floor(seeds / 2 - reach)]!).toBeLessThan(median);
    expect(sorted[Math.ceil(seeds / 2 + reach)]!).toBeGreaterThan(median);
  });
});
