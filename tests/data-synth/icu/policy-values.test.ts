import { intervene, namedPolicies, type PolicyValue, simulateIcu } from "txlab/data-synth";
import { describe, expect, it } from "vitest";

const values = async (options: object, knobs: object = {}): Promise<Record<string, PolicyValue>> => {
  const { truth } = await simulateIcu({ patients: 3, ...knobs });
  const found = await truth.policyValues({ patients: 1000, ...options });
  return Object.fromEntries(found.map((each) => [each.policy, each]));
};

describe("the values of policies", () => {
  it("are ordered as their definitions say, with errors, among the septic and among all", async () => {
    for (const among of ["all", "sepsis"] as const) {
      const { clinician, untreated, ...rest } = await values({ among });
      expect(Object.keys(rest).length + 2).toBe(Object.keys(namedPolicies).length);
      expect(clinician!.difference).toEqual({ value: 0, standardError: 0 });
      expect(untreated!.difference.value).toBeGreaterThan(5 * untreated!.difference.standardError);
      for (const name of ["early for all", "by need", "pressure below 65"]) {
        const { value, standardError } = rest[name]!.difference;
        expect(value, name).toBeLessThan(-3 * standardError);
      }
      expect(clinician!.value).toBeCloseTo(1 - 2 * clinician!.risk, 12);
    }
  });

  it("of later care are 0 apart where treatments do not act back, and part with feedback", async () => {
    const policies = { none: { later: "none" }, need: { later: "by need" } };
    const gaps: number[] = [];
    for (const feedback of [0, 0.5, 1]) {
      const { none, need } = await values({ policies, among: "sepsis" }, { feedback });
      gaps.push(none!.difference.value - need!.difference.value);
    }
    expect(Math.abs(gaps[0]!)).toBeLessThan(1e-12);
    expect(gaps[1]!).toBeGreaterThan(0.005);
    expect(gaps[2]!).toBeGreaterThan(gaps[1]! + 0.005);
  });

  it("are those of cohorts in which the policy is lived", async () => {
    const strategy = { early: "never", later: "none" } as const;
    const { cohort, truth } = await simulateIcu({ patients: 4000, seed: 9 });
    const [expected] = await truth.policyValues({ policies: { strategy }, patients: 1500 });
    const changed = await intervene(cohort, strategy);
    const number = changed.cohort.analysis().array("stay_number") as ArrayLike<number>;
    const died = Array.from(changed.cohort.analysis().array("death_28d") as ArrayLike<number>);
    const mean = died.reduce((sum, d) => sum + d, 0) / died.length;
    const error = Math.hypot(expected!.standardError, Math.sqrt((mean * (1 - mean)) / number.length));
    expect(Math.abs(mean - expected!.risk)).toBeLessThan(4 * error);
    const { risk } = changed.truth.effects;
    expect(Math.abs(mean - risk.value)).toBeLessThan(4 * Math.hypot(error, risk.standardError));
  });

  it("refuses policies that are none, and names what it takes", async () => {
    const { cohort, truth } = await simulateIcu({ patients: 3 });
    await expect(truth.policyValues({ policies: {} })).rejects.toThrow(/at least one policy/);
    await expect(truth.policyValues({ among: "septic" as "sepsis" })).rejects.toThrow(/among must be one of/);
    await expect(intervene(cohort, { later: "nothing" as "none" })).rejects.toThrow(/later must be one of/);
    await expect(intervene(cohort, { late: "none" } as object)).rejects.toThrow(/Did you mean "later"/);
    await expect(intervene(cohort, { later: () => ({ vasopressor: 5, fluid: 0 }) })).rejects.toThrow(
      /levels must be 0 to 4; they were 5 and 0/,
    );
    await expect(simulateIcu({ patients: 3, feedback: 2 })).rejects.toThrow(/feedback must be at most 1/);
  });
});
