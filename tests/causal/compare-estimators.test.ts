import { compareEstimators } from "txlab/causal";
import { displayBundle } from "txlab/plot";
import { expect, it } from "vitest";
import { pointTreatment } from "./point-treatment.js";

it("puts estimators side by side, with the truth where it is known", async () => {
  const compared = await compareEstimators(pointTreatment(600, 1), ["naive", "regression", "ipw", "aipw"], {
    truth: 1,
  });
  expect(compared.get("naive").value).toBeGreaterThan(1.4);
  for (const name of ["regression", "ipw", "aipw"] as const) {
    const { low, high } = compared.get(name).interval(0.999);
    expect(low < 1 && 1 < high).toBe(true);
  }
  const bundle = await displayBundle(compared);
  expect(bundle?.["application/vnd.txlab.estimates+json"]).toHaveLength(4);
  expect(bundle?.["text/html"]).toContain('alt="4 estimates');
  expect(String(compared)).toMatch(/estimate − truth/);
});

it("refuses an estimator that it does not know", async () => {
  await expect(compareEstimators(pointTreatment(60, 1), ["aipv"] as never)).rejects.toThrow(
    /Did you mean "aipw"/,
  );
});
