import { table } from "arquero";
import { type Episodes, episodes } from "txlab/cohort";
import { confoundingBounds, constantPolicy, doseGap, ope, sensitivityGrid, tabularPolicy } from "txlab/rl";
import { contrast, randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { bandit, codes, log, near, tilt } from "./logs.js";

describe("check 4, what the state does not hold", () => {
  it("is said with the value, and only then", async () => {
    expect(await codes(log, near, { unrecorded: ["diabetes"] })).toContain("unrecorded-confounders");
    expect(await codes(log, near)).not.toContain("unrecorded-confounders");
  });

  it("bounds the value: exactly the value at 1, wider beyond, tipping where the carers' value is reached", () => {
    const bounds = confoundingBounds(bandit(1000, 0.5), tilt(0.8), { gammas: [1, 2] });
    expect(bounds.rows[0]!.low).toBeCloseTo(0.8, 12);
    expect(bounds.rows[0]!.high).toBeCloseTo(0.8, 12);
    // Weights 1.6 and 0.4: the least is 0.8 / 2 over 0.8 / 2 + 0.2 · 2.
    expect(bounds.rows[1]!.low).toBeCloseTo(0.5, 12);
    expect(bounds.rows[1]!.high).toBeCloseTo(1.6 / 1.7, 12);
    expect(bounds.tippingGamma).toBeCloseTo(2, 9);
  });

  it("refuses bounds of a policy that nobody follows, and warns where few do", () => {
    const ones = bandit(200, 1, { p: new Array(200).fill(1) });
    expect(() => confoundingBounds(ones, tilt(0))).toThrow(/no episode follows tilt/);
    expect(String(confoundingBounds(bandit(100, 0.1), tilt(1)))).toContain("do not use these bounds");
    expect(String(confoundingBounds(bandit(1000, 0.5), tilt(0.8)))).not.toContain("do not use");
  });
});

describe("check 5, sensitivity to the analyst's choices", () => {
  it("fires when the sign changes, and is silent when it does not", async () => {
    const rewarded = bandit(400, 0.5);
    const gain = async (p: number): ReturnType<typeof ope> => ope(rewarded, tilt(p), { estimator: "is" });
    const grid = (shares: number[]): ReturnType<typeof sensitivityGrid> =>
      sensitivityGrid({ share: shares }, async ({ share }) =>
        contrast(await gain(Number(share)), await gain(0.5)),
      );
    expect((await grid([0.4, 0.6])).warnings.map(({ code }) => code)).toEqual(["sensitive"]);
    expect((await grid([0.6, 0.7])).warnings).toEqual([]);
    expect(String(await grid([0.6, 0.7]))).not.toContain("warned of");
  });

  it("shows beside each answer what it warns of", async () => {
    const few = bandit(100, 0.1);
    const found = await sensitivityGrid({ share: [0.1, 1] }, ({ share }) => ope(few, tilt(Number(share))));
    expect(String(found)).toMatch(/warned of/);
    expect(String(found)).toMatch(/do-not-use/);
  });
});

describe("check 9, the curve of the dose gap", () => {
  /** Doses 0 … 4 follow severity; whether advice is followed helps only where `skill` says so. */
  function dosed(skill: number): Episodes {
    const stream = randomStream(9);
    const rows = Array.from({ length: 2000 }, (_, id) => {
      const severity = stream.integer(5);
      const action = Math.max(0, Math.min(4, severity + stream.integer(3) - 1));
      const gap = Math.abs(action - severity);
      return { id, severity, action, reward: skill > 0 ? -skill * gap : -severity / 4 };
    });
    const column = (of: (row: (typeof rows)[0]) => number): number[] => rows.map(of);
    return episodes(
      table({
        ...{ id: column(({ id }) => id), t: column(() => 0), s: column(({ severity }) => severity) },
        ...{ a: column(({ action }) => action), r: column(({ reward }) => reward), end: column(() => 1) },
      }),
      { id: "id", time: "t", state: "s", action: "a", reward: "r", terminated: "end" },
    );
  }

  const eye = Float64Array.from({ length: 25 }, (_, at) => Number(at % 6 === 0));
  const advice = tabularPolicy({ name: "dose as severe", stateCount: 5, actionCount: 5, table: eye });
  const timid = constantPolicy("little", [0, 1, 0, 0, 0]);

  it("fires where the sick are given more, so that closeness to no dose does as well", () => {
    const found = doseGap(dosed(0), timid);
    expect(found.warnings.map(({ code }) => code)).toEqual(["dose-gap"]);
    expect(String(found)).toContain("which know nothing");
    expect(found.curves.map(({ policy }) => policy)).toEqual(["little", "no dose", "any dose"]);
    const [low, , , , high] = found.curves[1]!.bins;
    expect(low!.meanReturn).toBeGreaterThan(high!.meanReturn);
    expect(found.plot().description).toContain("no dose");
  });

  it("is silent where only closeness to this advice goes with better ends", () => {
    const found = doseGap(dosed(1), advice);
    expect(found.curves[0]!.correlation).toBeCloseTo(-1, 12);
    expect(found.warnings).toEqual([]);
  });

  it("refuses doses that do not fit the actions", () => {
    expect(() => doseGap(dosed(1), advice, { doses: [0, 1] })).toThrow(/doses must have 5 numbers; it had 2/);
  });
});
