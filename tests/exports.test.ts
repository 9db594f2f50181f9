import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { publicNames } from "../tools/exports/names.js";

test("the public names are those of tests/exports.txt", () => {
  const recorded = readFileSync(join(import.meta.dirname, "exports.txt"), "utf8");
  expect(
    publicNames(),
    "The public names changed. If that is meant: npm run exports, and commit tests/exports.txt.",
  ).toBe(recorded);
});
