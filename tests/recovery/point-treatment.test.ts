import { aipw, cbps, dmlIrm, dmlPlr, entropyBalance, gEstimate, ipw, match, tmle } from "txlab/causal";
import { causalStudy, type Study } from "txlab/cohort";
import { interactiveTreatment, linearTreatment } from "txlab/data-synth";
import { linear } from "txlab/models";
import type { Estimate } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { type Recovery, recover } from "./recover.js";

const interactive = (seed: number): Study =>
  causalStudy(interactiveTreatment({ n: 500, seed }).table, {
    treatment: "a",
    outcome: "y",
    confounders: ["x1", "x2"],
  });
const constant = (seed: number): Study =>
  causalStudy(linearTreatment({ n: 500, seed }).table, {
    treatment: "a",
    outcome: "y",
    confounders: ["x1", "x2", "x3"],
  });
const { truth } = interactiveTreatment({ n: 1 });
const product = { terms: ["x1", "x2", "a:x1", "a:x2"] };
const wrong = { terms: ["x2"] };

type Case = [
  name: string,
  make: (seed: number) => Study,
  truth: number,
  run: (study: Study) => Promise<Estimate>,
];

const cases: Case[] = [
  ["matching weights", constant, 2, (study) => ipw(study, { estimand: "ATM" })],
  ["g-estimation", constant, 2, (study) => gEstimate(study)],
  [
    "g-estimation with a modifier",
    interactive,
    truth.ate,
    (study) => gEstimate(study, { modifiers: ["x1"] }),
  ],
  ["TMLE", interactive, truth.ate, (study) => tmle(study, { outcomeModel: product })],
  [
    "TMLE of the ATT",
    interactive,
    truth.att,
    (study) => tmle(study, { outcomeModel: product, estimand: "ATT" }),
  ],
  ["entropy balancing", interactive, truth.ate, (study) => entropyBalance(study)],
  [
    "entropy balancing of the ATT",
    interactive,
    truth.att,
    (study) => entropyBalance(study, { estimand: "ATT" }),
  ],
  ["matching, bias-corrected", interactive, truth.att, (study) => match(study)],
  [
    "AIPW with a calibrated propensity",
    interactive,
    truth.ate,
    (study) => aipw(study, { outcomeModel: product, propensity: { calibrate: "platt" }, folds: 3 }),
  ],
  ["CBPS", interactive, truth.ate, (study) => cbps(study)],
  ["DML, partially linear", constant, 2, (study) => dmlPlr(study)],
  ["DML, interactive", interactive, truth.ate, (study) => dmlIrm(study)],
];

describe("over 100 seeds, estimate and interval recover the population's effect:", () => {
  it.each(cases)("%s", async (_, make, target, run) => {
    const found = await recover(100, target, (seed) => run(make(seed)));
    expect(found).toSatisfy(recovered);
  });
});

describe("double robustness of TMLE:", () => {
  it.each([
    ["with a wrong outcome model", { outcomeModel: wrong }],
    ["with a wrong propensity model", { outcomeModel: product, propensity: wrong }],
  ])("%s it is still right on average", async (_, options) => {
    const found = await recover(100, truth.ate, (seed) => tmle(interactive(seed), options));
    expect(Math.abs(found.bias)).toBeLessThan(3.3 * found.biasError);
  });

  it("with both wrong it is not, so that the two tests above can fail", async () => {
    const found = await recover(60, truth.ate, (seed) =>
      tmle(interactive(seed), { outcomeModel: wrong, propensity: wrong }),
    );
    expect(Math.abs(found.bias)).toBeGreaterThan(5 * found.biasError);
  });

  it("nor is DML where the outcome and the treatment models both miss a confounder", async () => {
    const missing = { terms: ["x2"], learner: linear() };
    const found = await recover(60, 2, (seed) =>
      dmlPlr(constant(seed), { outcomeModel: missing, propensity: missing }),
    );
    expect(found.bias).toBeGreaterThan(5 * found.biasError);
  });
});

function recovered(found: Recovery): boolean {
  return found.withinBand && Math.abs(found.bias) < 3.5 * found.biasError;
}
