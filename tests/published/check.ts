import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";

/** Counts the published numbers that a run checks or skips; tools/test.js prints the sums. */

// Read when asked, since test files share modules and one of them sets other values for a while.
const log = (): string | undefined => process.env.TXLAB_PUBLISHED_LOG;
const named = (): string | undefined => process.env.TXLAB_DATA;
const folder = (): string => named() ?? join(import.meta.dirname, "..", "..", "data");

let checked = 0;

export interface Tolerance {
  readonly relative?: number;
  readonly absolute?: number;
}

/** Holds `actual` to a number that a book, a paper or a reference program printed. */
export function published(name: string, actual: number, expected: number, tolerance: Tolerance): void {
  checked++;
  note({ checked: 1 });
  const allowed = (tolerance.relative ?? 0) * Math.abs(expected) + (tolerance.absolute ?? 0);
  if (Math.abs(actual - expected) <= allowed) return;
  expect.fail(`${name}: ${actual} is not within ${allowed} of the published ${expected}`);
}

export interface PublishedData {
  /** The files that the numbers come from, by name. */
  readonly files: readonly string[];
  /** How many numbers `body` checks, so that a run without the files can say what it left out. */
  readonly numbers: number;
  /** How to come by the files. @default "npm run data fetches it" */
  readonly from?: string;
}

/**
 * A describe block that needs data which is not committed: skipped, and counted, where a file is absent.
 *
 *     describeWithData("NHEFS", { files: ["nhefs.csv"], numbers: 2 }, (path) => {
 *       test("gives the book's effect", async () => { … published("ATE", effect.value, 3.4405354296, { relative: 1e-6 }) … });
 *     });
 */
export function describeWithData(
  title: string,
  { files, numbers, from }: PublishedData,
  body: (path: (file: string) => string) => void,
): void {
  const reason = absence(files, from);
  if (reason !== undefined) {
    note({ skipped: numbers, reason });
    describe.skip(title, () => {
      test(`needs ${files.join(", ")}`, () => {});
    });
    return;
  }
  describe(title, () => {
    let before = 0;
    beforeAll(() => {
      before = checked;
    });
    body((file) => join(folder(), file));
    // Outside tools/test.js a run may be narrowed to some tests; there, all the announced numbers must be checked.
    test.runIf(log() !== undefined)(`checks the ${numbers} numbers that it announces`, () => {
      expect(checked - before).toBe(numbers);
    });
  });
}

/** Why these data cannot be read, or undefined when they can. */
export function absence(files: readonly string[], from = "npm run data fetches it"): string | undefined {
  const absent = files.filter((file) => !existsSync(join(folder(), file)));
  if (absent.length === 0) return undefined;
  if (!existsSync(folder())) return "no data folder ($TXLAB_DATA or data/; npm run data fetches it)";
  return `no ${absent.join(", ")} in ${named() === undefined ? "data/" : "$TXLAB_DATA"} (${from})`;
}

function note(counts: { checked?: number; skipped?: number; reason?: string }): void {
  const file = log();
  if (file !== undefined) appendFileSync(join(file, `${process.pid}.jsonl`), `${JSON.stringify(counts)}\n`);
}
