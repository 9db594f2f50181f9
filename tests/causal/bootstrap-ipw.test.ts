import { table } from "arquero";
import { bootstrapIpw, ipw } from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";

const n = 1500;
const stream = randomStream(6);
const names = ["x1", "x2", "x3"];
const columns = Object.fromEntries(
  names.map((name) => [name, Float64Array.from({ length: n }, () => stream.normal())]),
);
const ward = Int32Array.from({ length: n }, (_, i) => Math.floor(i / 10));
const index = (i: number): number => 0.5 * columns.x1![i]! - 0.4 * columns.x2![i]!;
const a = Float64Array.from({ length: n }, (_, i) => stream.bernoulli(1 / (1 + Math.exp(-index(i)))));
const y = a.map((treated, i) => 2 * treated + index(i) + 0.05 * (ward[i]! % 10) + stream.normal());
const frame = table({ ...columns, a, y, ward, w: a.map((_, i) => 1 + (i % 2)) });
const roles = { treatment: "a", outcome: "y", confounders: names };

describe("bootstrapIpw", () => {
  it.each(["ATE", "ATT", "ATO"] as const)(
    "has the value and about the M-estimation error of the %s",
    async (estimand) => {
      const study = causalStudy(frame, roles);
      const analytic = await ipw(study, { estimand });
      const result = await bootstrapIpw(study, { estimand });
      expect(result.value).toBeCloseTo(analytic.value, 10);
      // The error of a standard deviation of 1000 replicates is about 2.2%.
      expect(Math.abs(result.standardError / analytic.standardError - 1)).toBeLessThan(0.1);
      const { low, high, kind } = result.interval();
      expect(low).toBeLessThan(2);
      expect(high).toBeGreaterThan(2);
      expect(kind).toBe("percentile bootstrap");
    },
  );

  it("draws clusters where the study has them, and keeps survey weights", async () => {
    const study = causalStudy(frame, { ...roles, cluster: "ward", weights: "w" });
    const analytic = await ipw(study);
    const result = await bootstrapIpw(study, { seed: 3 });
    expect(result.value).toBeCloseTo(analytic.value, 10);
    expect(Math.abs(result.standardError / analytic.standardError - 1)).toBeLessThan(0.15);
    expect(result.method).toContain("cluster bootstrap");
  });

  it("gives the same bits for 1, 2 and 4 threads, and for the same seed only", async () => {
    const study = causalStudy(frame, roles);
    const of = async (threads: number, seed = 1): Promise<unknown> =>
      (await bootstrapIpw(study, { threads, seed, replicates: 120 })).diagnostics.replicates;
    const one = await of(1);
    expect(await of(2)).toEqual(one);
    expect(await of(4)).toEqual(one);
    expect(await of(2, 9)).not.toEqual(one);
  });

  it("says what separates the treatments, and refuses unknown options", async () => {
    const sure = table({ ...columns, a, y, same: a });
    const study = causalStudy(sure, { ...roles, confounders: ["x1", "same"] });
    await expect(bootstrapIpw(study)).rejects.toMatchObject({ name: "PositivityError" });
    await expect(bootstrapIpw(causalStudy(frame, roles), { reps: 10 } as object)).rejects.toThrow(
      /has no option "reps"/,
    );
  });
});

describe("the E-value of bootstrapIpw", () => {
  it("is approximated for a continuous outcome, and is refused with its reason for a risk difference", async () => {
    const few = { replicates: 50 };
    const study = causalStudy(frame, roles);
    const found = await bootstrapIpw(study, few);
    expect(found.eValue!.estimate).toBeCloseTo((await ipw(study)).eValue!.estimate, 8);
    expect(String(found)).toMatch(/E-value \d.*approximated/);
    const sick = causalStudy(frame.assign(table({ sick: y.map((value) => (value > 1 ? 1 : 0)) })), {
      ...roles,
      outcome: "sick",
    });
    expect(String(await bootstrapIpw(sick, few))).toContain(
      "no E-value: replicates keep the difference alone",
    );
  });
});
