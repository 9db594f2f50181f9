import { readFileSync } from "node:fs";
import { table } from "arquero";
import { balance, cbps, entropyBalance } from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import { describe, expect, it } from "vitest";
import { pointTreatment } from "../point-treatment.js";

const fixture = JSON.parse(
  readFileSync(new URL("../../fixtures/causal/cbps.json", import.meta.url), "utf8"),
) as { columns: Record<string, number[]> } & Record<"cbps" | "entropy", { value: number; se: number }>;

const study = causalStudy(table(fixture.columns as never), {
  treatment: "a",
  outcome: "y",
  confounders: ["x1", "x2"],
});

describe.each([
  ["entropyBalance", entropyBalance, fixture.entropy],
  ["cbps", cbps, fixture.cbps],
] as const)("%s", (_, run, oracle) => {
  it("solves the moment equations as SciPy does, with the error of the stacked equations", async () => {
    const effect = await run(study);
    expect(effect.value).toBeCloseTo(oracle.value, 8);
    expect(effect.standardError / oracle.se).toBeCloseTo(1, 6);
  });

  it.each(["ATE", "ATT", "ATC"] as const)("balances the means exactly for the %s", async (estimand) => {
    const effect = await run(pointTreatment(400, 3, { weights: "survey" }), { estimand });
    for (const { after } of balance(effect.weighting!).rows) expect(Math.abs(after)).toBeLessThan(1e-9);
  });

  it("refuses means that no positive weights reach, and says so", async () => {
    const apart = table({ a: [0, 0, 0, 1, 1, 1], x: [1, 2, 3, 7, 8, 9], y: [1, 3, 2, 5, 4, 6] });
    const far = causalStudy(apart, { treatment: "a", outcome: "y", confounders: ["x"] });
    await expect(run(far, { estimand: "ATT" })).rejects.toThrow(/trim\(\)/);
  });
});
