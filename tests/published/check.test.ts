import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "txlab-check-"));
  vi.stubEnv("TXLAB_PUBLISHED_LOG", folder);
  vi.resetModules();
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function notes(): unknown[] {
  const lines = readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), "utf8").trim().split("\n"),
  );
  return lines.map((line) => JSON.parse(line));
}

describe("published", () => {
  test("counts a number and lets it pass within its tolerance", async () => {
    const { published } = await import("./check.js");
    published("ATE", 3.4405354, 3.440535429646, { relative: 1e-6 });
    expect(notes()).toEqual([{ checked: 1 }]);
  });

  test("refuses a number outside its tolerance and names it", async () => {
    const { published } = await import("./check.js");
    expect(() => published("ATE", 3.44, 3.440535429646, { relative: 1e-6 })).toThrow(
      /ATE: 3.44 is not within/,
    );
  });

  test("refuses NaN", async () => {
    const { published } = await import("./check.js");
    expect(() => published("ATE", Number.NaN, 3.44, { relative: 1 })).toThrow(/NaN/);
  });
});

describe("missing data", () => {
  test("is counted as skipped numbers with the reason", async () => {
    vi.stubEnv("TXLAB_DATA", folder);
    const { absence } = await import("./check.js");
    writeFileSync(join(folder, "there.csv"), "");
    expect(absence(["there.csv"])).toBeUndefined();
    expect(absence(["there.csv", "gone.csv"])).toBe("no gone.csv in $TXLAB_DATA (npm run data fetches it)");
  });

  test("says so when there is no data folder at all", async () => {
    vi.stubEnv("TXLAB_DATA", join(folder, "nowhere"));
    const { absence } = await import("./check.js");
    expect(absence(["nhefs.csv"])).toBe("no data folder ($TXLAB_DATA or data/; npm run data fetches it)");
  });
});
