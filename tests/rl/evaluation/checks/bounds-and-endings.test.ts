import { behaviorPolicy, type OpeOptions, ope, weightedReturnRange } from "txlab/rl";
import { describe, expect, it } from "vitest";
import { bandit, codes, tilt } from "./logs.js";

describe("check 11, finite-sample bounds", () => {
  const range = weightedReturnRange([0, 1], 2);
  const bounded = { estimator: "is", interval: "hoeffding", range } as const;

  it("need a declared range that the data do not contradict", async () => {
    const small = bandit(200, 0.5);
    await expect(ope(small, tilt(0.9), { ...bounded, range: undefined })).rejects.toThrow(/declared range/);
    await expect(ope(small, tilt(0.9), { ...bounded, range: [0, 1] })).rejects.toThrow(
      /a weighted return is 1.8/,
    );
    const { low, high } = (await ope(small, tilt(0.9), bounded)).interval();
    expect(high - low).toBeCloseTo(2 * 2 * Math.sqrt(Math.log(40) / 400), 12);
  });

  it("are refused for self-normalized and fitted estimators and for estimated behaviour", async () => {
    const small = bandit(200, 0.5);
    const refused = async (options: OpeOptions): Promise<void> =>
      expect(ope(small, tilt(0.9), { ...bounded, ...options })).rejects.toThrow(/bound does not hold/);
    await refused({ estimator: "wis" });
    await refused({ estimator: "dr" });
    await refused({ estimator: "fqe" });
    await refused({ behavior: await behaviorPolicy(small) });
  });
});

describe("check 12, how episodes ended", () => {
  it("fires for censored episodes, and not for terminated ones", async () => {
    const end = Array.from({ length: 600 }, (_, i) => (i % 10 === 0 ? 0 : 1));
    expect(await codes(bandit(600, 0.5, { end }), tilt(0.5))).toContain("censored");
    expect(await codes(bandit(600, 0.5), tilt(0.5))).not.toContain("censored");
  });
});
