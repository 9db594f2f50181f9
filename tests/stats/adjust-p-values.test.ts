import { readFileSync } from "node:fs";
import { adjustPValues } from "txlab/stats";
import { describe, expect, it } from "vitest";

const known = JSON.parse(
  readFileSync(new URL("../fixtures/stats/summaries.json", import.meta.url), "utf8"),
) as Record<"pValues" | "holm" | "bh", number[]>;

describe("adjusted p-values", () => {
  it.each(["holm", "bh"] as const)("by %s agree with statsmodels", (method) => {
    const found = adjustPValues(known.pValues, method);
    known[method].forEach((value, i) => {
      expect(found[i]).toBeCloseTo(value, 14);
    });
  });

  it("refuse what is no p-value", () => {
    expect(() => adjustPValues([0.1, 1.2], "bh")).toThrow(/number 2 was 1.2/);
    expect(() => adjustPValues([0.1], "bonferoni" as "bh")).toThrow(/must be one of "holm", "bh"/);
  });
});
