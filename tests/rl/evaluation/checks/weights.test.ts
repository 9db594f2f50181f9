import { ope, uniformPolicy } from "txlab/rl";
import { describe, expect, it } from "vitest";
import { bandit, codes, hard, log, near, tilt } from "./logs.js";

describe("check 1, effective sample size", () => {
  it('says "do not use" below 50', async () => {
    const found = await ope(log, uniformPolicy(8));
    expect(found.support.verdict).toBe("do not use");
    expect(found.warnings.map(({ code }) => code)).toContain("do-not-use");
    expect(String(found)).toContain("do not use this value: 1,500 episodes count as");
  });

  it("says caution when one weight has more than 5%, or episodes count as less than 5%", async () => {
    // 10 of 1,000 took the action that the policy always takes: each carries 10% … of 100 of 10,000, 1%, but 1% of n.
    expect(await codes(bandit(10_000, 0.01), tilt(1))).toContain("caution");
  });

  it("says how many replicates have no value because no episode in them follows the policy", async () => {
    const found = await ope(bandit(100, 0.01), tilt(1), { estimator: "wis" });
    // One episode of 100 follows: a replicate misses it with probability (99 / 100)^100 = 0.366.
    const [, without] = /; (\d+) of 1000 replicates have no value/.exec(found.interval().kind)!;
    expect(Math.abs(Number(without) - 366)).toBeLessThan(4 * Math.sqrt(1000 * 0.366 * 0.634));
    expect((await ope(log, near, { estimator: "wis" })).interval().kind).toBe(
      "percentile bootstrap of patients",
    );
  });

  it("is silent about a policy close to the carers'", async () => {
    const found = await ope(log, near, { estimator: "wis" });
    expect(found.support.verdict).toBe("supported");
    expect(found.warnings.map(({ code }) => code)).not.toContain("caution");
  });
});

describe("check 3, support of recommended actions", () => {
  it("fires for actions that were hardly seen, and is silent for those that were", async () => {
    expect(await codes(log, uniformPolicy(8))).toContain("thin-support");
    expect(await codes(bandit(1000, 0.5), tilt(0.6))).not.toContain("thin-support");
  });
});

describe("check 10, episodes that drive the estimate", () => {
  it("fires for one that makes more than a tenth, and is silent otherwise", async () => {
    const r = Array.from({ length: 600 }, (_, i) => (i === 1 ? 500 : i % 2));
    expect(await codes(bandit(600, 0.5, { r }), tilt(0.5))).toContain("one-driver");
    const { support } = await ope(bandit(600, 0.5, { r }), tilt(0.5));
    expect(support.drivers[0]!.patient).toBe(1);
    expect(await codes(bandit(600, 0.5), tilt(0.5))).not.toContain("one-driver");
  });
});

describe("check 14, deterministic policies", () => {
  it("fires where one is sure and few episodes match it", async () => {
    const found = await ope(log, hard);
    expect(found.support.sureShare).toBe(1);
    expect(found.warnings.map(({ code }) => code)).toContain("deterministic");
    expect(String(found)).toMatch(/deterministic in 100.* of decisions, so only [\d,]+ of 1,500 episodes/);
  });

  it("says that a softened policy is another, with another value", async () => {
    expect(await codes(log, near)).toContain("softened");
  });

  it("is silent for a policy that hesitates, and for a sure one that most episodes follow", async () => {
    expect(await codes(bandit(600, 0.5), tilt(0.6))).toEqual([]);
    expect(await codes(bandit(600, 0.9), tilt(1))).toEqual([]);
  });
});
