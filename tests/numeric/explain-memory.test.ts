import { describe, expect, it } from "vitest";
import { sharedColumn } from "#src/numeric/columns.js";
import { explainMemory } from "#src/numeric/explain-memory.js";
import { createKernels } from "#src/numeric/wasm/create-kernels.js";

const thrown = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe("explainMemory", () => {
  it.each([
    ["a shared column", () => sharedColumn(2 ** 49)],
    ["an array", () => new Float64Array(2 ** 49)],
    ["a kernel's memory", () => createKernels(true).enter(2 ** 31)],
    ["the memory of a kernel in JavaScript", () => createKernels(false).enter(2 ** 45)],
  ])("says for how large a table %s could not be had, and what to do", (_, run) => {
    const cause = thrown(run);
    const error = explainMemory(cause, "Linear regression", 1e9, 20) as Error;
    expect(error).toMatchObject({ name: "DataError", cause });
    expect(error.message).toMatch(
      /^Linear regression of 1,000,000,000 rows × 20 columns \(149 GiB at 8 bytes a number, .+Use fewer columns or rows; fitStream/,
    );
  });

  it("leaves other errors as they are", () => {
    const others = [new Error("allocation"), thrown(() => "x".repeat(-1)), thrown(() => (1).toFixed(101))];
    for (const error of others) expect(explainMemory(error, "x", 1, 1)).toBe(error);
  });
});
