import { aipw, differenceInMeans, type Effect, ipw, standardize } from "txlab/causal";
import { causalStudy, type Study } from "txlab/cohort";
import { simulateIcu } from "txlab/data-synth";
import { beforeAll, describe, expect, it } from "vitest";
import { band, Coverage } from "./coverage.js";

const seeds = 200;
const wrong = ["age"];

interface Terms {
  readonly propensity: readonly string[];
  readonly outcome: readonly string[];
}

async function draw(
  seed: number,
  hiddenConfounding = 0,
): Promise<{ study: Study; terms: Terms; truth: () => number }> {
  const { cohort, truth } = await simulateIcu({ patients: 1500, seed, hiddenConfounding, overlap: 1.5 });
  const terms = { propensity: truth.propensityTerms, outcome: truth.outcomeTerms };
  const study = causalStudy(cohort.analysis(), {
    treatment: "early_vasopressor",
    outcome: "death_28d",
    confounders: terms.propensity,
    cluster: "subject_id",
    id: "stay_id",
  });
  return { study, terms, truth: () => truth.effects.ate.value };
}

const estimators: Record<string, (study: Study, terms: Terms) => Promise<Effect>> = {
  ipw: (study, { propensity }) => ipw(study, { propensity: { terms: propensity } }),
  standardize: (study, { outcome }) => standardize(study, { outcomeModel: { terms: outcome } }),
  aipw: (study, { propensity, outcome }) =>
    aipw(study, { propensity: { terms: propensity }, outcomeModel: { terms: outcome } }),
  "aipw, propensity broken": (study, { outcome }) =>
    aipw(study, { propensity: { terms: wrong }, outcomeModel: { terms: outcome } }),
  "aipw, outcome model broken": (study, { propensity }) =>
    aipw(study, { propensity: { terms: propensity }, outcomeModel: { terms: wrong } }),
};

describe("the population effect of the synthetic ICU, treatment by recorded columns alone", () => {
  const coverage = new Coverage();
  let naive = 0;

  beforeAll(async () => {
    const truth = (await draw(1)).truth();
    expect(truth).toBeLessThan(-0.02);
    for (let seed = 1; seed <= seeds; seed++) {
      const { study, terms } = await draw(seed);
      if (differenceInMeans(study).value > 0) naive++;
      for (const [name, run] of Object.entries(estimators))
        coverage.add(name, await run(study, terms), truth);
    }
  }, 600_000);

  it("the naive difference has the wrong sign in nearly every cohort, small as they are", () => {
    expect(naive / seeds).toBeGreaterThan(0.95);
  });

  it.each(Object.keys(estimators))(
    "%s covers it within the exact band over 200 seeds, without bias",
    (name) => {
      const [low, high] = band(seeds);
      expect(coverage.rate(name)).toBeGreaterThanOrEqual(low);
      expect(coverage.rate(name)).toBeLessThanOrEqual(high);
      const { mean, error } = coverage.bias(name);
      expect(Math.abs(mean)).toBeLessThan(3.5 * error + 0.001);
    },
  );
});

it("with hidden confounding the estimates miss upwards: the treatment looks worse than it is", async () => {
  const coverage = new Coverage();
  const truth = (await draw(1, 1)).truth();
  for (let seed = 1; seed <= 20; seed++) {
    const { study, terms } = await draw(seed, 1);
    for (const name of ["ipw", "aipw"]) coverage.add(name, await estimators[name]!(study, terms), truth);
  }
  for (const name of ["ipw", "aipw"]) {
    const { mean, error } = coverage.bias(name);
    expect(mean).toBeGreaterThan(5 * error);
    expect(coverage.rate(name)).toBeLessThan(0.5);
  }
});
