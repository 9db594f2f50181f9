import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sortDoubles } from "#src/numeric/sort-doubles.js";

describe("sortDoubles", () => {
  it("sorts as the language does, of either sign, zeros and infinities included", () => {
    const numbers = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(numbers, (few) => {
        const many = Float64Array.from({ length: 5000 }, (_, i) => few[i % few.length]! * (1 - (i % 7) / 3));
        const present = many.map((value) => (Number.isNaN(value) ? 0 : value));
        const sorted = [...present].sort(
          (a, b) => a - b || (Object.is(a, -0) ? (Object.is(b, -0) ? 0 : -1) : Object.is(b, -0) ? 1 : 0),
        );
        expect(sortDoubles(present.slice()).every((value, i) => Object.is(value, sorted[i]))).toBe(true);
        expect(sortDoubles(Float64Array.from(few)).length).toBe(few.length);
      }),
      { numRuns: 60 },
    );
  });
});
