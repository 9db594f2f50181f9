import type { Episodes } from "txlab/cohort";
import {
  type Evaluation,
  evaluatePolicies,
  planFromLog,
  selectPolicy,
  soften,
  uniformPolicy,
} from "txlab/rl";
import { describe, expect, it } from "vitest";
import { bandit, codes, log, near, tilt } from "./logs.js";

describe("check 6, the same patients must not teach and judge", () => {
  it("fires on the patients that were learned from, and is silent on others", async () => {
    const parts = log.split({ learn: 0.5, test: 0.5 });
    const policy = soften(await planFromLog(parts.learn), 0.1);
    expect(await codes(parts.learn, policy)).toContain("same-patients");
    expect(await codes(parts.test, policy)).not.toContain("same-patients");
  });

  it("refuses to select and test on shared patients", async () => {
    const parts = log.split({ learn: 0.5, test: 0.5 });
    await expect(selectPolicy({ near }, log, parts.test)).rejects.toThrow(/share 750 patients/);
    const found = await selectPolicy({ near, random: uniformPolicy(8) }, parts.learn, parts.test);
    expect(found.chosen).toBe("near");
    expect(found.value.n).toBe(parts.test.count);
  });
});

describe("check 7, baselines", () => {
  const groups = { replicates: 100 };

  it("fires where a policy is not shown to beat one that knows nothing", async () => {
    const found = await evaluatePolicies({ most: tilt(0.9) }, bandit(1000, 0.5), groups);
    const [, most] = found.policies;
    const said = most!.warnings.filter(({ code }) => code === "baseline-as-good");
    // Always the most common action, 0 or 1 at a tie by the lowest, and no treatment are worth 0 here; random 0.5.
    expect(said).toEqual([]);
    const poor = await evaluatePolicies({ poor: tilt(0.4) }, bandit(1000, 0.5), groups);
    const warned = poor.policies[1]!.warnings.filter(({ code }) => code === "baseline-as-good");
    expect(warned.map(({ message }) => message)).toEqual([
      expect.stringMatching(/poor is not shown to be better than the baseline "random": −0.100/),
    ]);
  });

  it("is silent about a policy that beats them, and shows all of them", async () => {
    const found = await evaluatePolicies({ near }, log, groups);
    expect(found.policies.map(({ name }) => name)).toEqual([
      ...["clinician", "near", "cloned", "random", "zero treatment", "most common"],
    ]);
    expect(found.policies[1]!.warnings.map(({ code }) => code)).not.toContain("baseline-as-good");
    expect(found.get("clinician").value).toBeCloseTo(log.rewards.reduce((a, b) => a + b) / log.count, 12);
  });

  it("refuses a candidate with a baseline's name, and none at all", async () => {
    await expect(evaluatePolicies({ random: near }, log)).rejects.toThrow(/named "random"/);
    await expect(evaluatePolicies({}, log)).rejects.toThrow(/at least one candidate/);
  });

  it("gives no difference from care that rests on a value that is not to be used", async () => {
    const found = await evaluatePolicies({ random8: uniformPolicy(8) }, log, groups);
    const line = String(found)
      .split("\n")
      .find((each) => each.includes("random8"))!;
    expect(line).toContain("do not use");
    expect(line.trimEnd().endsWith("–")).toBe(true);
  });
});

describe("check 8, two families", () => {
  it("says where no episode follows a policy, so that nothing checks its fitted value", async () => {
    const ones = bandit(200, 1 - 1e-9, { a: new Array(200).fill(1), p: new Array(200).fill(1) });
    const found = await evaluatePolicies({ never: tilt(0), always: tilt(1) }, ones, { replicates: 50 });
    const [, never, always] = found.policies;
    expect(never!.values[0]).toBe("no episode follows it");
    expect(never!.warnings.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(
        /^never: no recorded episode follows it, so that nothing checks the 1.000 of fqe/,
      ),
    );
    expect(always!.warnings.map(({ code }) => code)).not.toContain("unfollowed");
  });

  it("refuses a single family", async () => {
    await expect(evaluatePolicies({ near }, log, { estimators: ["wis", "pdis"] })).rejects.toThrow(
      /two families/,
    );
    await expect(evaluatePolicies({ near }, log, { estimators: ["fqe"] })).rejects.toThrow(/two families/);
  });

  it("fires where families disagree, and is silent where they agree", async () => {
    const options = { estimators: ["is", "fqe"], replicates: 100 } as const;
    const small = bandit(1000, 0.5);
    const wrong = await evaluatePolicies({ tilt: tilt(0.5) }, small, { ...options, behavior: tilt(0.7) });
    const right = await evaluatePolicies({ tilt: tilt(0.5) }, small, { ...options, behavior: tilt(0.5) });
    const warned = (of: Evaluation): string[] => of.policies[1]!.warnings.map(({ code }) => code);
    expect(warned(wrong)).toContain("families-disagree");
    expect(warned(right)).not.toContain("families-disagree");
  });

  it("flags a value that rewards do not allow", async () => {
    const boast = {
      name: "boast",
      actionCount: 2,
      values: ({ rows }: { rows: number }) => new Float64Array(2 * rows).fill(3),
    };
    const fair = { ...boast, values: ({ rows }: { rows: number }) => new Float64Array(2 * rows).fill(0.4) };
    const options = { estimator: "dm" as const };
    expect(await codes(bandit(100, 0.5), tilt(0.5), { ...options, actionValues: boast })).toContain(
      "impossible-value",
    );
    expect(await codes(bandit(100, 0.5), tilt(0.5), { ...options, actionValues: fair })).not.toContain(
      "impossible-value",
    );
  });
});

describe("check 13, subgroups", () => {
  it("gives each group its value and sample, and does not judge fewer than ten patients", async () => {
    const female = Array.from({ length: 600 }, (_, i) => (i < 4 ? 2 : i % 2 === 0 ? 1 : 0));
    const split = bandit(600, 0.5, { female }, { covariates: ["female"] });
    const { groups } = await evaluatePolicies({ tilt: tilt(0.6) }, split, {
      groups: "female",
      replicates: 100,
    });
    expect(groups!.map(({ group, value }) => [group, typeof value === "string" ? value : "judged"])).toEqual([
      ["female = 0", "judged"],
      ["female = 1", "judged"],
      ["female = 2", "4 patients, not judged"],
    ]);
  });

  /** Action 1 helps group 0 and hurts group 1. */
  function opposed(n: number, harm: number): Episodes {
    const group = Array.from({ length: n }, (_, i) => Math.floor(i / 100) % 2);
    const r = group.map((g, i) => (i % 2 === 1 ? (g === 0 ? 1 : -harm) : 0));
    const a = group.map((_, i) => i % 2);
    return bandit(n, 0.5, { group, r, a, p: a.map(() => 0.5) }, { covariates: ["group"] });
  }

  it("fires where a group is served worse than it was, and tells what it would be given", async () => {
    const found = await evaluatePolicies({ tilt: tilt(0.9) }, opposed(1000, 1), {
      groups: "group",
      replicates: 100,
    });
    const said = found.policies[1]!.warnings.filter(({ code }) => code === "subgroup-harm");
    expect(said.map(({ message }) => message)).toEqual([
      expect.stringMatching(/tilt: among group = 1 it is worth less than the recorded care, by −0.4/),
    ]);
    expect([...found.groups![1]!.actions.policy]).toEqual([expect.closeTo(0.1, 9), expect.closeTo(0.9, 9)]);
    expect(found.groups![1]!.actions.clinician[1]).toBeCloseTo(0.5, 9);
  });

  it("fires where a group's value is not to be used", async () => {
    const small = bandit(
      60,
      0.5,
      { group: Array.from({ length: 60 }, (_, i) => i % 2) },
      { covariates: ["group"] },
    );
    const found = await evaluatePolicies({ tilt: tilt(0.6) }, small, { groups: "group", replicates: 100 });
    expect(found.policies[1]!.warnings.map(({ code }) => code)).toContain("subgroup-unsupported");
  });

  it("is silent where every group is served as well", async () => {
    const found = await evaluatePolicies({ tilt: tilt(0.9) }, opposed(1000, -1), {
      groups: "group",
      replicates: 100,
    });
    expect(found.groups!.map(({ value }) => typeof value)).toEqual(["object", "object"]);
    expect(found.policies[1]!.warnings.filter(({ code }) => code.startsWith("subgroup"))).toEqual([]);
  });
});

describe("the choice among policies", () => {
  const parts = log.split({ learn: 0.3, select: 0.35, test: 0.35 });

  it("says that a candidate learned from the patients that choose, and not of one that did not", async () => {
    const taught = { taught: soften(await planFromLog(parts.select), 0.9), near };
    expect(String(await selectPolicy(taught, parts.select, parts.test))).toContain(
      "taught learned from patients of select",
    );
    expect(String(await selectPolicy({ near }, parts.select, parts.test))).not.toContain(
      "patients of select",
    );
  });

  it("says when its bounds rest on too few replicates, and refuses a level that is none", async () => {
    const options = { level: 0.99, replicates: 100 };
    expect(String(await selectPolicy({ near }, parts.select, parts.test, options))).toContain(
      "rest on the few lowest of 100 replicates",
    );
    expect(String(await selectPolicy({ near }, parts.select, parts.test))).not.toContain("few lowest");
    await expect(selectPolicy({ near }, parts.select, parts.test, { level: 95 })).rejects.toThrow(/level/);
  });
});

describe("the cloned baseline", () => {
  it("is judged by what other patients teach of each, so that its value is that of the care", async () => {
    const found = await evaluatePolicies({ tilt: tilt(0.6) }, bandit(1000, 0.5), { replicates: 100 });
    expect(found.get("cloned").value).toBeCloseTo(found.get("clinician").value, 2);
    expect(found.get("cloned").warnings.map(({ code }) => code)).not.toContain("same-patients");
  });
});
