import { assertLength } from "../../assert.js";
import { DataError } from "../../errors.js";

/** Labels, groups and scores that a mitigation learns from. */
export interface Labelled {
  /** 0 or 1. */
  readonly y: Float64Array;
  readonly groups: ArrayLike<string | number>;
}

export interface CodedGroups {
  readonly names: readonly string[];
  readonly codes: Int32Array;
}

/** Checks lengths and labels, and codes the groups in order of first appearance. */
export function checkLabelled({ y, groups }: Labelled): CodedGroups {
  assertLength(groups, y.length, "groups");
  const bad = y.reduce((count, label) => count + (label === 0 || label === 1 ? 0 : 1), 0);
  if (bad > 0) throw new DataError(`y must be 0 or 1; ${bad} of ${y.length} people have others.`);
  const known = new Map<string, number>();
  const codes = new Int32Array(y.length);
  for (let i = 0; i < y.length; i++) {
    const value = groups[i];
    if (value === null || value === undefined)
      throw new DataError(`groups is missing for person ${i} of ${y.length}.`);
    const name = String(value);
    const code = known.get(name) ?? known.size;
    known.set(name, code);
    codes[i] = code;
  }
  return { names: [...known.keys()], codes };
}
