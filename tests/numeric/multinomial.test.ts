import { describe, expect, it } from "vitest";
import { countTable, drawEqually, wordsOf } from "#src/numeric/multinomial.js";

describe("a table of Poisson counts", () => {
  it.each([5, 6, 100, 10_000, 1e9])("for %i units has their chances to 1e-10", (units) => {
    const rate = 1 - 2 / Math.sqrt(units);
    const { bounds, escapes } = countTable(units);
    const codes = bounds[bounds.length - 1]!;
    let chance = Math.exp(-rate);
    for (let k = 0; k < escapes.length; k++) {
      const bytes = k < bounds.length ? bounds[k]! - (bounds[k - 1] ?? 0) : 0;
      const words = (escapes[k]! - (escapes[k - 1] ?? 0)) / 2 ** 32;
      expect(Math.abs(bytes / 256 + ((256 - codes) / 256) * words - chance)).toBeLessThan(1e-10);
      chance *= rate / (k + 1);
    }
  });

  it.each([1, 2, 4])("for %i units counts nothing: all are drawn one by one", (units) => {
    expect(Array.from(countTable(units).bounds)).toEqual([256, 256, 256, 256, 256]);
  });
});

it("draws as many as there are units, of any number of them", () => {
  for (let units = 1; units < 200; units++) {
    const counts = new Uint16Array(units);
    drawEqually(wordsOf(units, 7), counts);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(units);
  }
});
