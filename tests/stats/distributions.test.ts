import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as distributions from "#src/stats/distributions.js";

interface Case {
  readonly f: keyof typeof distributions;
  readonly arguments: readonly number[];
  readonly value: number;
}

const cases: Case[] = JSON.parse(
  readFileSync(new URL("../fixtures/stats/distributions.json", import.meta.url), "utf8"),
);
const names = [...new Set(cases.map(({ f }) => f))];

describe.each(names)("%s", (name) => {
  it("agrees with R to twelve digits, tails included", () => {
    const f = distributions[name] as (...values: readonly number[]) => number;
    for (const { arguments: values, value } of cases.filter((each) => each.f === name)) {
      const error = value === 0 ? Math.abs(f(...values)) : Math.abs(f(...values) / value - 1);
      expect(error, `${name}(${values.join(", ")})`).toBeLessThan(1e-12);
    }
  });
});

it("t with infinite degrees of freedom is normal", () => {
  expect(distributions.tQuantile(0.975, Number.POSITIVE_INFINITY)).toBe(distributions.normalQuantile(0.975));
  expect(distributions.tUpperTail(3, Number.POSITIVE_INFINITY)).toBe(distributions.normalUpperTail(3));
});
