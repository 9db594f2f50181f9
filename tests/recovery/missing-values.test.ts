import { type ColumnTable, table } from "arquero";
import { aipw, cbps, dmlIrm, entropyBalance, gEstimate, ipw, standardize, tmle } from "txlab/causal";
import { causalStudy, type Study, type StudyRoles } from "txlab/cohort";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { type Recovery, recover } from "./recover.js";

/**
 * x, z ~ N(0, 1); P(a = 1) = expit(0.6 x + 0.4 z); y = 2 x + z + a (1 + x) + N(0, 1), so that the ATE is 1 and, with the
 * treated higher in x, the naive difference is above it. P(y seen) = expit(1.2 + 0.8 a − 0.8 x).
 */
function people(n: number, seed: number): ColumnTable {
  const stream = randomStream(seed);
  const expit = (t: number): number => 1 / (1 + Math.exp(-t));
  const made = Array.from({ length: n }, () => {
    const [x, z] = [stream.normal(), stream.normal()];
    const a = stream.bernoulli(expit(0.6 * x + 0.4 * z));
    const y = 2 * x + z + a * (1 + x) + stream.normal();
    const seen = stream.uniform() < expit(1.2 + 0.8 * a - 0.8 * x);
    const known = stream.uniform() < expit(1.2 - 0.5 * y);
    return { x, z, a, y: seen ? y : null, whole: y, gap: known ? x : null };
  });
  const names = ["x", "z", "a", "y", "whole", "gap"] as const;
  return table(Object.fromEntries(names.map((name) => [name, made.map((row) => row[name])])) as never);
}

const outcomeModel = { terms: ["x", "z", "a:x", "a:z"] };
const wrong = ["z"];
const studyOf = (seed: number, roles: Partial<StudyRoles>, n = 500): Study =>
  causalStudy(people(n, seed), { treatment: "a", outcome: "y", confounders: ["x", "z"], ...roles });
const censored = (seed: number): Study => studyOf(seed, { missing: { outcome: "censor" } });

type Case = [name: string, run: (study: Study) => ReturnType<typeof ipw>];

const right: Case[] = [
  ["IPW", (study) => ipw(study)],
  ["standardization", (study) => standardize(study, { outcomeModel })],
  ["g-estimation", (study) => gEstimate(study, { modifiers: ["x"] })],
  ["entropy balancing", (study) => entropyBalance(study)],
  ["CBPS", (study) => cbps(study)],
  ["AIPW", (study) => aipw(study, { outcomeModel })],
  ["TMLE", (study) => tmle(study, { outcomeModel })],
  ["DML, interactive", (study) => dmlIrm(study)],
  ["AIPW, outcome model wrong", (study) => aipw(study, { outcomeModel: { terms: wrong } })],
  [
    "AIPW, propensity and censoring models wrong",
    (study) => aipw(study, { outcomeModel, propensity: { terms: wrong }, censoring: { terms: wrong } }),
  ],
];

describe("over 100 seeds with outcomes censored by treatment and confounder, the effect is covered by", () => {
  it.each(right)("%s", async (_, run) => {
    const found = await recover(100, 1, (seed) => run(censored(seed)));
    expect(found).toSatisfy(recovered);
  });

  it("not by IPW of those seen alone, so that the tests above can fail", async () => {
    const found = await recover(100, 1, (seed) => ipw(studyOf(seed, { missing: { outcome: "drop" } })));
    expect(Math.abs(found.bias)).toBeGreaterThan(5 * found.biasError);
  });

  it("nor by AIPW with every model wrong", async () => {
    const every = { terms: wrong };
    const found = await recover(60, 1, (seed) =>
      aipw(censored(seed), { outcomeModel: every, propensity: every, censoring: every }),
    );
    expect(Math.abs(found.bias)).toBeGreaterThan(5 * found.biasError);
  });
});

describe("over 100 seeds with a confounder missing by the outcome, the effect is covered by", () => {
  const roles = { outcome: "whole", confounders: ["gap", "z"] };
  const imputation = { imputations: 6, iterations: 3 };

  it("AIPW pooled over imputations", async () => {
    const found = await recover(100, 1, (seed) => {
      const missing = { confounders: "impute", imputation: { ...imputation, seed } } as const;
      return aipw(studyOf(seed, { ...roles, missing }, 300));
    });
    expect(found).toSatisfy(recovered);
  });

  it("not by AIPW of complete rows", async () => {
    const found = await recover(100, 1, (seed) =>
      aipw(studyOf(seed, { ...roles, missing: { confounders: "drop" } }, 300)),
    );
    expect(Math.abs(found.bias)).toBeGreaterThan(5 * found.biasError);
  });
});

function recovered(found: Recovery): boolean {
  return found.withinBand && Math.abs(found.bias) < 3.5 * found.biasError;
}
