import { describe, expect, it } from "vitest";
import { deathShare, RiskPath } from "#data-synth/icu/risk-path.js";

const day = 1440;

describe("the risk of a stay", () => {
  it("is used up by half before day 7, from hour 12 to day 28", () => {
    expect(deathShare(0.5 * day)).toBe(0);
    expect(deathShare(28 * day)).toBe(1);
    expect(deathShare(7 * day)).toBeCloseTo(Math.log(1 + 6.5 / 3) / Math.log(1 + 27.5 / 3), 12);
    expect(deathShare(6 * day)).toBeGreaterThan(0.4);
    expect(deathShare(40 * day)).toBe(1);
  });

  it("kills whose reserve it exceeds, at the same minute however time is cut into steps", () => {
    const path = new RiskPath();
    path.begin(0.3, 0.12);
    const minute = path.deathMinute;
    const share = 0.12 / 0.3;
    expect(minute).toBe(Math.round(day * (0.5 + 3 * ((1 + 27.5 / 3) ** share - 1))));
    for (let at = 960; at < minute; at += 240) {
      path.advance(at);
      expect(path.deathMinute).toBe(minute);
    }
    expect(path.total).toBeCloseTo(0.3, 12);
    path.begin(0.3, 0.31);
    expect(path.deathMinute).toBe(Number.POSITIVE_INFINITY);
  });

  it("stays what it is on the average over news, by enumeration of every course of six steps", () => {
    const path = new RiskPath();
    let total = 0;
    for (let course = 0; course < 64; course++) {
      path.begin(0.37, 1);
      for (let step = 0; step < 6; step++) {
        path.innovate((course >> step) & 1 ? 0.8 : -0.8);
        path.advance(720 + 720 * (step + 1));
      }
      total += path.total / 64;
    }
    expect(total).toBeCloseTo(0.37, 12);
  });

  it("says by how much its log-odds moved", () => {
    const path = new RiskPath();
    path.begin(0.2, 1);
    const moved = path.innovate(0.5);
    expect(path.risk).toBeCloseTo(0.2 + 0.16 * 0.5, 15);
    expect(moved).toBeCloseTo(Math.log(path.risk / (1 - path.risk)) - Math.log(0.25), 12);
  });
});
