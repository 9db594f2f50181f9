import { displayBundle } from "txlab/plot";
import {
  contrast,
  type Estimate,
  estimate,
  estimateSet,
  influenceCovariance,
  ratio,
  rowUnits,
} from "txlab/stats";
import { describe, expect, it } from "vitest";

const frame = {};
const units = rowUnits(frame, 4);

function of(values: number[], value: number, clusters?: number[]): Estimate {
  const influence = {
    values: Float64Array.from(values),
    units,
    clusters: clusters && Int32Array.from(clusters),
  };
  return estimate({ estimand: "mean", method: "sample mean", value, influence });
}

describe("estimate", () => {
  it("has the error √Σφ²/n, and sums within clusters before squaring", () => {
    expect(of([1, -1, 2, -2], 5).standardError).toBeCloseTo(Math.sqrt(10) / 4, 15);
    expect(of([1, -1, 2, -2], 5, [0, 0, 1, 1]).standardError).toBe(0);
    expect(of([1, 2, -1, -2], 5, [0, 0, 1, 1]).standardError).toBeCloseTo(Math.sqrt(18) / 4, 15);
  });

  it("makes Wald intervals and two-sided p-values", () => {
    const one = of([1, -1, 1, -1], 1);
    const { low, high } = one.interval();
    expect(low).toBeCloseTo(1 - 1.959963984540054 / 2, 12);
    expect(high).toBeCloseTo(1 + 1.959963984540054 / 2, 12);
    expect(one.pValue()).toBeCloseTo(0.0455002638963584, 12);
    expect(one.pValue(1)).toBe(1);
    expect(() => one.interval(95)).toThrow(/level must lie between 0 and 1; it was 95/);
  });

  it("shows itself as text and as HTML, warnings included", async () => {
    const shown = estimate({
      estimand: "ATE",
      subject: "Risk difference of early <vasopressor>",
      method: "AIPW",
      value: -0.0312,
      standardError: 0.0066,
      influence: { reason: "it is an example" },
      scale: "probability",
      n: 24118,
      warnings: [{ code: "weak-overlap", message: "overlap is weak" }],
    });
    expect(String(shown)).toBe(
      "Risk difference of early <vasopressor>: −3.12 points (95% −4.41 to −1.83)\nAIPW · n 24,118\nWarning: overlap is weak",
    );
    const bundle = await displayBundle(shown);
    expect(bundle?.["text/html"]).toContain("early &lt;vasopressor&gt;");
    expect(bundle?.["text/plain"]).toBe(String(shown));
    expect(JSON.parse(JSON.stringify(shown)).value).toBe(-0.0312);
  });

  it("is immutable", () => {
    expect(() => Object.assign(of([0, 0, 0, 0], 1), { value: 2 })).toThrow(TypeError);
  });
});

describe("contrast and ratio", () => {
  it("use the joint influence: an estimate minus itself has no error", () => {
    const a = of([1, -1, 2, -2], 5);
    expect(contrast(a, a).standardError).toBe(0);
    const b = of([2, 1, -1, -2], 4);
    expect(contrast(a, b).value).toBe(1);
    expect(contrast(a, b).standardError).toBeCloseTo(Math.sqrt(1 + 4 + 9) / 4, 15);
    expect(ratio(a, b).standardError).toBeCloseTo(
      Math.hypot(...[1, -1, 2, -2].map((x, i) => x / 4 - (5 / 16) * [2, 1, -1, -2][i]!)) / 4,
      15,
    );
  });

  it("align units by id and refuse estimates of other units", () => {
    const a = estimate({
      estimand: "mean",
      method: "m",
      value: 1,
      influence: { values: Float64Array.of(1, 2, -3), units: { frame: "id", ids: ["x", "y", "z"] } },
    });
    const shuffled = estimate({
      estimand: "mean",
      method: "m",
      value: 1,
      influence: { values: Float64Array.of(-3, 1, 2), units: { frame: "id", ids: ["z", "x", "y"] } },
    });
    expect(contrast(a, shuffled).standardError).toBe(0);
    const others = estimate({
      estimand: "mean",
      method: "m",
      value: 1,
      influence: { values: Float64Array.of(-3, 1, 2), units: { frame: "id", ids: ["z", "x", "w"] } },
    });
    expect(() => contrast(a, others)).toThrow(/not of the same units/);
    expect(() => contrast(a, of([1, 2, 3, 4], 1))).toThrow(/different tables/);
  });

  it("say why there is nothing to combine", () => {
    const none = estimate({
      estimand: "x",
      method: "matching",
      value: 1,
      standardError: 1,
      influence: { reason: "matches are not smooth" },
    });
    expect(() => contrast(none, none)).toThrow(/matching\) has no influence values: matches are not smooth/);
  });
});

describe("estimateSet", () => {
  it("gives the joint covariance of its members", () => {
    const set = estimateSet("two means", { a: of([1, -1, 2, -2], 5), b: of([2, 1, -1, -2], 4) });
    const [[aa, ab], [ba, bb]] = set.covariance() as [[number, number], [number, number]];
    expect([aa, ab, ba, bb]).toEqual([10 / 16, 3 / 16, 3 / 16, 10 / 16]);
    expect(ab).toBe(influenceCovariance(set.get("a").influence as never, set.get("b").influence as never));
    expect(() => set.get("c")).toThrow(/there is no estimate "c"; there are a, b/);
  });
});
