import { table } from "arquero";
import { compareEstimators } from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import { displayBundle } from "txlab/plot";
import { expect, it } from "vitest";
import { PositivityError } from "#src/errors.js";
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

it("goes on where the data denies one estimator an answer, and says why", async () => {
  const n = 200;
  const at = (f: (i: number) => number): number[] => Array.from({ length: n }, (_, i) => f(i));
  // Beyond 150 all are treated: a logistic model smooths that over, a forest finds it.
  const study = causalStudy(
    table({
      a: at((i) => (i >= 150 || i % 3 === 0 ? 1 : 0)),
      x: at((i) => i / n),
      y: at((i) => ((7 * i) % 11) + (i % 3 === 0 ? 1 : 0)),
    }),
    { treatment: "a", outcome: "y", confounders: ["x"] },
  );
  const compared = await compareEstimators(study, ["naive", "ipw", "forest"]);
  expect(compared.names).toEqual(["naive", "ipw"]);
  expect(compared.failures.map(({ name }) => name)).toEqual(["forest"]);
  expect(() => compared.get("forest")).toThrow(PositivityError);
  expect(String(compared)).toMatch(/forest +no estimate +PositivityError, see below/);
  expect(String(compared)).toContain(`Warning: forest: ${compared.failures[0]!.error.message}`);
  await expect(compareEstimators(study, ["forest"])).rejects.toThrow(PositivityError);
});
