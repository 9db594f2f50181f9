import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { publishedLine } from "../../tools/published-line.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "txlab-notes-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function worker(name: string, ...notes: object[]): void {
  writeFileSync(join(folder, `${name}.jsonl`), notes.map((note) => `${JSON.stringify(note)}\n`).join(""));
}

test("sums what the test workers checked", () => {
  worker("1", { checked: 1 }, { checked: 1 });
  worker("2", { checked: 1 });
  expect(publishedLine(folder)).toBe("published numbers: 3 checked, 0 skipped");
});

test("says once why numbers were skipped", () => {
  const reason = "no data folder ($TXLAB_DATA or data/; npm run data fetches it)";
  worker("1", { checked: 1 }, { skipped: 41, reason });
  worker("2", { skipped: 20, reason });
  expect(publishedLine(folder)).toBe(`published numbers: 1 checked, 61 skipped: ${reason}`);
});
