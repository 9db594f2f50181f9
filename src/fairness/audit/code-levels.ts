import { show } from "../../assert.js";
import { isMissing } from "../../cohort/is-missing.js";
import { DataError } from "../../errors.js";

export type Level = string | number | boolean;

/** A column as codes 0, 1, … of its levels. */
export interface CodedColumn {
  readonly name: string;
  readonly levels: readonly Level[];
  readonly codes: Codes;
}

export type Codes = Int32Array | Uint8Array;

/** Up to so many levels a search beats a look-up. */
const fewLevels = 8;

/** Codes of any levels, in order of first appearance; missing values are refused with their number. */
export function codeLevels(values: ArrayLike<unknown>, name: string, role: string): CodedColumn {
  const n = values.length;
  const codes = new Int32Array(n);
  const known = new Map<unknown, number>();
  const levels: Level[] = [];
  let [last, lastCode, missing]: [unknown, number, number] = [undefined, -1, 0];
  for (let i = 0; i < n; i++) {
    const given = values[i];
    const value = typeof given === "bigint" ? Number(given) : given;
    if (value !== last || lastCode < 0) {
      let code = levels.length <= fewLevels ? levels.indexOf(value as Level) : (known.get(value) ?? -1);
      if (code < 0) {
        if (isMissing(value)) {
          missing++;
          continue;
        }
        code = levels.length;
        levels.push(asLevel(value, name, role, i));
        known.set(value, code);
      }
      last = value;
      lastCode = code;
    }
    codes[i] = lastCode;
  }
  if (missing > 0) {
    throw new DataError(
      `${role} "${name}" is missing in ${missing} of ${n} rows. Drop these rows, or give them a level of their own, such as "unknown": who is missing may itself differ between groups.`,
    );
  }
  return { name, levels, codes };
}

function asLevel(value: unknown, name: string, role: string, row: number): Level {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  throw new DataError(`${role} "${name}" must be text, numbers or booleans; row ${row} is ${show(value)}.`);
}
