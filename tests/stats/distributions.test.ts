import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  betaQuantile,
  chiSquaredQuantile,
  chiSquaredUpperTail,
  fUpperTail,
  normalCdf,
  normalQuantile,
  normalUpperTail,
  tCdf,
  tQuantile,
  tUpperTail,
} from "#src/stats/distributions.js";

const functions: Readonly<Record<string, (...values: number[]) => number>> = {
  betaQuantile,
  chiSquaredQuantile,
  chiSquaredUpperTail,
  fUpperTail,
  normalCdf,
  normalQuantile,
  normalUpperTail,
  tCdf,
  tQuantile,
  tUpperTail,
};

interface Case {
  readonly f: string;
  readonly arguments: readonly number[];
  readonly value: number;
}

const cases: Case[] = JSON.parse(
  readFileSync(new URL("../fixtures/stats/distributions.json", import.meta.url), "utf8"),
);

describe.each(Object.keys(functions))("%s", (name) => {
  it("agrees with R to twelve digits, tails included", () => {
    const f = functions[name]!;
    const own = cases.filter((each) => each.f === name);
    expect(own.length).toBeGreaterThan(5);
    for (const { arguments: values, value } of own) {
      const error = value === 0 ? Math.abs(f(...values)) : Math.abs(f(...values) / value - 1);
      expect(error, `${name}(${values.join(", ")})`).toBeLessThan(1e-12);
    }
  });
});

it("t with infinite degrees of freedom is normal", () => {
  expect(tQuantile(0.975, Number.POSITIVE_INFINITY)).toBe(normalQuantile(0.975));
  expect(tUpperTail(3, Number.POSITIVE_INFINITY)).toBe(normalUpperTail(3));
});
