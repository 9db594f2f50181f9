import { describe, expect, it } from "vitest";
import {
  cardiovascularScore,
  coagulationScore,
  liverScore,
  neurologicScore,
  renalScore,
  respirationScore,
} from "#data-synth/icu/sofa.js";

// Cut points of Vincent et al. (1996), each tried on both sides.
describe("the components of SOFA", () => {
  it("respiration counts the two worst grades only under ventilation", () => {
    const ventilated = [400, 399, 299, 199, 99].map((ratio) => respirationScore(ratio, true));
    const breathing = [400, 399, 299, 199, 99].map((ratio) => respirationScore(ratio, false));
    expect(ventilated).toEqual([0, 1, 2, 3, 4]);
    expect(breathing).toEqual([0, 1, 2, 2, 2]);
  });

  it("coagulation falls through 150, 100, 50 and 20", () => {
    expect([150, 149, 100, 99, 50, 49, 20, 19].map(coagulationScore)).toEqual([0, 1, 1, 2, 2, 3, 3, 4]);
  });

  it("liver climbs through 1.2, 2, 6 and 12", () => {
    expect([1.1, 1.2, 1.9, 2, 5.9, 6, 11.9, 12].map(liverScore)).toEqual([0, 1, 1, 2, 2, 3, 3, 4]);
  });

  it("circulation looks at the pressure first and then at the doses", () => {
    expect([70, 69].map((map) => cardiovascularScore(map))).toEqual([0, 1]);
    expect(cardiovascularScore(80, 0, 5, 0)).toBe(2);
    expect(cardiovascularScore(80, 0, 0, 1)).toBe(2);
    expect(cardiovascularScore(80, 0, 5.1, 0)).toBe(3);
    expect(cardiovascularScore(80, 0.1, 0, 0)).toBe(3);
    expect(cardiovascularScore(80, 0.11, 0, 0)).toBe(4);
    expect(cardiovascularScore(80, 0, 15.1, 0)).toBe(4);
  });

  it("the coma scale scores 15, 13 to 14, 10 to 12, 6 to 9 and below", () => {
    expect([15, 14, 13, 12, 10, 9, 6, 5, 3].map(neurologicScore)).toEqual([0, 1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it("kidneys score by creatinine or by urine, whichever is worse", () => {
    expect([1.1, 1.2, 2, 3.5, 5].map((creatinine) => renalScore(creatinine, 2000))).toEqual([0, 1, 2, 3, 4]);
    expect([500, 499, 200, 199].map((urine) => renalScore(1, urine))).toEqual([0, 3, 3, 4]);
  });

  it("a value that was not measured scores nothing", () => {
    const none = Number.NaN;
    expect([
      respirationScore(none, true),
      coagulationScore(none),
      liverScore(none),
      cardiovascularScore(none),
    ]).toEqual([0, 0, 0, 0]);
    expect([neurologicScore(none), renalScore(none, none)]).toEqual([0, 0]);
  });
});
