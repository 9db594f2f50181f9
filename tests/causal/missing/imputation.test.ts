import { type ColumnTable, table } from "arquero";
import {
  aipw,
  balance,
  bootstrapIpw,
  compareEstimators,
  dmlPlr,
  drLearner,
  gEstimate,
  ipw,
  match,
  overlap,
  propensityScore,
  stratify,
  trim,
} from "txlab/causal";
import { causalStudy, impute, type Study, tableOne } from "txlab/cohort";
import { poolImputations, randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";

function people(n: number, seed: number): ColumnTable {
  const stream = randomStream(seed);
  const made = Array.from({ length: n }, () => {
    const x = stream.normal();
    const w = x + stream.normal();
    const a = stream.bernoulli(1 / (1 + Math.exp(-x)));
    const y = 1 + a + x + stream.normal();
    return { w, a, y, sick: y > 1.5 ? 1 : 0, x: stream.uniform() < 1 / (1 + Math.exp(1 - w)) ? null : x };
  });
  const names = ["w", "a", "y", "sick", "x"] as const;
  return table(Object.fromEntries(names.map((name) => [name, made.map((row) => row[name])])) as never);
}

const roles = { treatment: "a", outcome: "y", confounders: ["x", "w"] } as const;
const imputation = { imputations: 5, iterations: 3, seed: 4 };
const data = people(300, 1);
const study = causalStudy(data, { ...roles, missing: { confounders: "impute", imputation } });

describe('missing: { confounders: "impute" }', () => {
  it("gives in one call what impute, a study of each table and Rubin's rules give by hand", async () => {
    const byHand = await impute(data, { columns: ["a", "y", "x", "w"], ...imputation });
    const pooled = await byHand.pool((each) => aipw(causalStudy(each, roles)));
    const found = await aipw(study);
    expect(found.value).toBe(pooled.value);
    expect(found.standardError).toBe(pooled.standardError);
    expect(found.interval()).toEqual(pooled.interval());
  });

  it("names the imputation in the result: how many, of what, and the information that is missing", async () => {
    const found = await ipw(study);
    const information = found.diagnostics.fractionMissingInformation as number;
    expect(information).toBeGreaterThan(0);
    expect(information).toBeLessThan(1);
    expect(found.method).toContain("pooled over 5 imputations (Rubin)");
    expect(String(found)).toMatch(
      /5 imputations by chained equations \(x \d+ of 300\), fraction of missing information/,
    );
    expect(found.seed).toBe(4);
    expect(found.interval().kind).toContain("Rubin");
  });

  it("warns where the imputations are fewer than the percent of information that is missing", async () => {
    const found = await ipw(study);
    const percent = 100 * (found.diagnostics.fractionMissingInformation as number);
    const codes = found.warnings.map((each) => each.code);
    expect(codes.includes("few-imputations")).toBe(percent > 5);
  });

  it("pools the potential outcome means, and the risk ratio behind the E-value on its logarithm", async () => {
    const sick = causalStudy(data, {
      ...roles,
      outcome: "sick",
      missing: { confounders: "impute", imputation },
    });
    const found = await aipw(sick);
    const each = await Promise.all((await sick.completed()).map((one) => aipw(one)));
    for (const arm of ["treated", "untreated"]) {
      const byHand = poolImputations(each.map((one) => one.potentialOutcomes.get(arm)));
      expect(found.potentialOutcomes.get(arm).value).toBe(byHand.value);
    }
    expect(String(found)).toMatch(/E-value \d.* · risk ratio/);
    expect(found.eValue!.limit).toBeLessThan(found.eValue!.estimate);
    expect(() => found.potentialOutcomes.covariance()).toThrow(/no influence values/);
  });

  it("draws once for a study, and again alike for another", async () => {
    expect(await study.completed()).toBe(await study.completed());
    const again = causalStudy(data, { ...roles, missing: { confounders: "impute", imputation } });
    expect((await ipw(again)).value).toBe((await ipw(study)).value);
    const other = { ...imputation, seed: 5 };
    const redrawn = causalStudy(data, { ...roles, missing: { confounders: "impute", imputation: other } });
    expect((await ipw(redrawn)).value).not.toBe((await ipw(study)).value);
  });

  it("takes dropped outcomes out before, leaves censored ones censored, and fills imputed ones", async () => {
    const holes = data.derive({
      y: (row: { y: number; w: number }) => (row.w > 1.5 ? null : row.y),
    } as never);
    const of = async (outcome: "drop" | "censor" | "impute"): Promise<Study> => {
      const made = causalStudy(holes, { ...roles, missing: { outcome, confounders: "impute", imputation } });
      return (await made.completed())[0]!;
    };
    const missing = Array.from(holes.array("y") as ArrayLike<unknown>).filter((y) => y === null).length;
    expect((await of("drop")).n).toBe(300 - missing);
    const censored = await of("censor");
    expect(censored.seen!.filter((s) => s === 0)).toHaveLength(missing);
    expect(censored.design.columns.every((column) => column.every(Number.isFinite))).toBe(true);
    expect((await of("impute")).outcome.every(Number.isFinite)).toBe(true);
    expect((await of("impute")).seen).toBeUndefined();
  });

  it("lets propensity, overlap, balance and trimming be looked at, as means over the imputations", async () => {
    const ps = await propensityScore(study);
    const each = await Promise.all((await study.completed()).map((one) => propensityScore(one)));
    expect(ps.score[7]).toBeCloseTo(each.reduce((sum, one) => sum + one.score[7]!, 0) / 5, 14);
    expect(ps.method).toBe("logistic, mean of 5 imputations");
    expect(String(overlap(ps))).toContain("Overlap for the ATE");
    const rows = balance(ps).rows;
    const mean = each.reduce((sum, one) => sum + balance(one).rows[0]!.after, 0) / 5;
    expect(rows[0]!.after).toBeCloseTo(mean, 14);
    expect(String(balance(ps))).toContain("means over 5 imputations");
    const kept = trim(ps, { keep: [0.2, 0.8] });
    const effect = await ipw(kept);
    expect(effect.n).toBe(kept.n);
    expect(effect.estimand).toContain("propensity 0.2 to 0.8");
  });

  it("is pooled by the other estimators, and compared", async () => {
    const { parameters, value } = await gEstimate(study, { modifiers: ["w"] });
    expect(parameters.labels).toEqual(["(everyone)", "w"]);
    expect(value).toBeCloseTo(1, 0);
    expect((await dmlPlr(study)).method).toContain("pooled over 5");
    const matched = await match(study);
    expect(matched.standardError).toBeGreaterThan(0);
    expect(() => matched.pairs()).toThrow(/pairs differ between the completed studies/);
    expect((await stratify(study)).leftOut).toBe(0);
    const compared = await compareEstimators(study, ["naive", "ipw", "aipw"], { truth: 1 });
    expect(String(compared)).toContain("pooled over 5 imputations");
  });

  it("is refused by name where nothing can be pooled", async () => {
    await expect(drLearner(study)).rejects.toThrow(
      /^drLearner cannot pool over imputations, and "x" is to be imputed; run it on each of await study\.completed\(\)/,
    );
    await expect(bootstrapIpw(study)).rejects.toThrow(/^bootstrapIpw cannot pool/);
  });

  it("shows what is missing before it is drawn", () => {
    const table = tableOne(study);
    expect(table.rows.find((row) => row.name === "x")!.missing).toBe(study.imputed!.missing.x);
    expect(String(study)).toMatch(/of which confounder "x" missing, to be imputed: \d+/);
  });
});

describe("missing", () => {
  const refused =
    (missing: object): (() => unknown) =>
    () =>
      causalStudy(data, { ...roles, missing } as never);

  it("refuses decisions that are not there to be made", () => {
    expect(refused({ outcome: "ignore" })).toThrow(
      /missing\.outcome must be one of "drop", "censor", "impute"/,
    );
    expect(refused({ confounders: "censor" })).toThrow(/one of "drop", "indicator", "impute"/);
    expect(refused({ confounders: "drop", imputation: {} })).toThrow(/no role asks for it/);
    expect(refused({ confounders: "impute", imputation: { imputation: 5 } })).toThrow(
      /Did you mean "imputations"/,
    );
    expect(refused({ confounders: "impute", imputation: { imputations: 1 } })).toThrow(/at least 2/);
  });

  it("says the three choices for an outcome", () => {
    const holes = table({ a: [0, 1, 0, 1], y: [1, 2, null, 4], x: [1, 2, 3, 4] });
    expect(() => causalStudy(holes, { treatment: "a", outcome: "y", confounders: ["x"] })).toThrow(
      /outcome "y" is missing in 1 of 4 rows\. Choose missing: \{ outcome: "drop" \| "censor" \| "impute" \}; dropping them assumes/,
    );
  });
});
