import { describe, expect, it } from "vitest";
import {
  careEffect,
  careLevels,
  drawLevel,
  fluidNeed,
  Practice,
  vasopressorNeed,
} from "#data-synth/icu/care.js";
import { resolveKnobs } from "#data-synth/icu/knobs.js";
import type { Stay } from "#data-synth/icu/stay.js";

const stay = { impression: 1 } as Stay;
const seen = (map_low: number, vasopressor = 0, fluid_l = 0) => ({ map_low, vasopressor, fluid_l });
const moments = [45, 52, 58, 63, 70, 85].flatMap((map) => [0, 2, 4].map((level) => seen(map, level, level)));

function practiceAt(knobs: object, at: ReturnType<typeof seen>): Practice {
  const practice = new Practice(resolveKnobs("confounding-by-indication", knobs));
  practice.set(at, stay);
  return practice;
}

describe("care every four hours", () => {
  it("is needed the more, the lower the pressure, and fluids the less, the more were given", () => {
    expect([70, 65, 61, 49, 30].map((map) => vasopressorNeed(seen(map)))).toEqual([0, 0, 1, 4, 4]);
    expect(fluidNeed(seen(55, 0, 0))).toBeGreaterThan(fluidNeed(seen(55, 0, 2)));
  });

  it("helps most where its level meets the need, and harms where nothing is needed", () => {
    const at = seen(57);
    const effects = [0, 1, 2, 3, 4].map((level) => careEffect(at, level, 0));
    expect(effects.indexOf(Math.min(...effects))).toBe(2);
    expect(effects[0]).toBeCloseTo(0, 15);
    expect(careEffect(seen(80, 0, 5), 4, 4)).toBeCloseTo(0.012 * 16 + 0.0075 * 16, 12);
  });

  it("is practised with probabilities that sum to 1 and leave nothing out", () => {
    for (const at of moments) {
      const practice = practiceAt({}, at);
      for (const levels of [practice.vasopressor, practice.fluid]) {
        expect(levels.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
        expect(Math.min(...levels)).toBeGreaterThan(0);
      }
    }
  });

  it("moves the risk by less than its bound, however unlike the practice it is", () => {
    for (const at of moments) {
      const practice = practiceAt({}, at);
      let mean = 0;
      for (let v = 0; v < careLevels; v++) {
        for (let w = 0; w < careLevels; w++) {
          mean += practice.vasopressor[v]! * practice.fluid[w]! * careEffect(at, v, w);
          expect(Math.abs(careEffect(at, v, w) - practice.meanEffect(at)) + 0.65).toBeLessThan(1);
        }
      }
      expect(practice.meanEffect(at)).toBeCloseTo(mean, 12);
    }
  });

  it("is a lottery without confounding, and follows the unrecorded impression only where that is hidden", () => {
    const [low, high] = [seen(45), seen(85)].map((at) => practiceAt({ confounding: 0 }, at).vasopressor);
    expect(low).toEqual(high);
    const [open, hidden] = [0, 1].map(
      (hiddenConfounding) => practiceAt({ hiddenConfounding }, seen(60)).vasopressor[0]!,
    );
    expect(hidden).toBeLessThan(open!);
  });

  it("draws the level in which a number falls", () => {
    expect([0.1, 0.35, 0.99].map((u) => drawLevel([0.3, 0.3, 0.4], u))).toEqual([0, 1, 2]);
  });
});
