import { displayable } from "../plot/display.js";
import { escapeHtml } from "../plot/html.js";

/** What a notebook claims about its own numbers, and whether each claim holds. */
export interface Checked {
  readonly claims: readonly string[];
  toString(): string;
}

/** A notebook's claim about its numbers did not hold. */
export class CheckError extends Error {
  override readonly name: string = "CheckError";
}

/**
 * Asserts claims, written as sentences, and shows them; one that does not hold throws a {@link CheckError}.
 *
 * @example
 * check({ "the naive difference has the wrong sign": naive.value > 0 })
 */
export function check(claims: Readonly<Record<string, boolean>>): Checked {
  const failed = Object.keys(claims).filter((claim) => claims[claim] !== true);
  if (failed.length > 0) {
    throw new CheckError(
      `${failed.length} of ${Object.keys(claims).length} claims do not hold: ${failed.join("; ")}.`,
    );
  }
  const held = Object.keys(claims);
  return displayable(
    { claims: Object.freeze(held) },
    {
      text: () => held.map((claim) => `✓ ${claim}`).join("\n"),
      html: () => held.map((claim) => `<div style="color:#2f7d4f">✓ ${escapeHtml(claim)}</div>`).join(""),
    },
  );
}

/** Whether `actual` is within a relative tolerance, one in a million unless said, of `expected`. */
export function near(actual: number, expected: number, relative = 1e-6): boolean {
  return Math.abs(actual - expected) <= relative * Math.abs(expected);
}
