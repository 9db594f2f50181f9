import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check, dataPath, near } from "txlab";
import { afterEach, expect, it, vi } from "vitest";

afterEach(() => vi.unstubAllEnvs());

it("check shows what holds and throws what does not", () => {
  expect(String(check({ "one is one": true, "two is two": true }))).toBe("✓ one is one\n✓ two is two");
  expect(() => check({ "one is one": true, "one is two": false })).toThrow(
    /1 of 2 claims do not hold: one is two/,
  );
  expect(() => check({ "nothing is undefined": undefined as never })).toThrow(/nothing is undefined/);
});

it("near is relative, and never true of NaN", () => {
  expect(near(3.4405354, 3.440535429646)).toBe(true);
  expect(near(3.44, 3.440535429646)).toBe(false);
  expect(near(Number.NaN, 1, 100)).toBe(false);
});

it("dataPath looks in $TXLAB_DATA, else in a folder data here or above", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "txlab-data-")));
  mkdirSync(join(folder, "data"));
  mkdirSync(join(folder, "notebooks"));
  writeFileSync(join(folder, "data", "a.csv"), "");
  vi.stubEnv("TXLAB_DATA", join(folder, "data"));
  expect(dataPath("a.csv")).toBe(join(folder, "data", "a.csv"));
  expect(() => dataPath("b.csv")).toThrow(/b\.csv is not in \$TXLAB_DATA; `npm run data` fetches/);
  vi.stubEnv("TXLAB_DATA", "");
  vi.spyOn(process, "cwd").mockReturnValue(join(folder, "notebooks"));
  expect(dataPath("a.csv")).toBe(join(folder, "data", "a.csv"));
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});
