import fc from "fast-check";
import { expect, test } from "vitest";
import { tabulateBytes } from "#src/fairness/audit/tabulate-bytes.js";

const columns = fc
  .tuple(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }), fc.nat(40))
  .chain(([sizes, people]) =>
    fc.tuple(
      ...sizes.map((size) => fc.uint8Array({ min: 0, max: size - 1, minLength: people, maxLength: people })),
    ),
  );

function countOneByOne(columns: readonly Uint8Array[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i < columns[0]!.length; i++) {
    const key = columns.map((column) => column[i]).join(" ");
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function asMap({ sizes, counts }: { sizes: readonly number[]; counts: Float64Array }): Map<string, number> {
  const found = new Map<string, number>();
  counts.forEach((count, cell) => {
    if (count === 0) return;
    const key: number[] = [];
    let rest = cell;
    for (const size of [...sizes].reverse()) {
      key.unshift(rest % size);
      rest = Math.floor(rest / size);
    }
    found.set(key.join(" "), count);
  });
  return found;
}

test("people are counted as one by one, whatever the number of columns and people", () => {
  fc.assert(
    fc.property(columns, (drawn) => {
      const cells = drawn.reduce((product, column) => product * (1 + Math.max(0, ...column)), 1);
      const table = tabulateBytes(drawn);
      if (cells > 256) expect(table).toBeUndefined();
      else expect(asMap(table!)).toEqual(countOneByOne(drawn));
    }),
  );
});

test("a value that first appears late is counted too", () => {
  const late = new Uint8Array(40_001);
  late[40_000] = 3;
  late[20_000] = 7;
  expect(asMap(tabulateBytes([late])!)).toEqual(
    new Map([
      ["0", 39_999],
      ["3", 1],
      ["7", 1],
    ]),
  );
});

test("a column that begins in the middle of a buffer is counted from there", () => {
  const shifted = Uint8Array.of(9, 1, 0, 1, 1, 0, 1).subarray(1);
  expect(tabulateBytes([shifted])!.counts).toEqual(Float64Array.of(2, 4));
});

test("more combinations than a byte can name are left to others", () => {
  const wide = Uint8Array.from({ length: 100 }, (_, i) => i);
  expect(tabulateBytes([wide, wide])).toBeUndefined();
  expect(tabulateBytes([Uint8Array.of(200), Uint8Array.of(1)])).toBeUndefined();
  expect(tabulateBytes([Uint8Array.of(255)])!.counts.at(-1)).toBe(1);
});
