import { type ColumnTable, table } from "arquero";
import { assertInteger, assertKnownOptions, assertOneOf } from "../../assert.js";
import { ArgumentError, DataError } from "../../errors.js";
import { displayable } from "../../plot/display.js";
import { formatNumber } from "../../plot/format.js";
import { type Frame, type Table, tableFrame } from "../frame.js";
import { pickRows } from "../pick-rows.js";
import { Coder } from "../sparse/coder.js";
import { dealShares } from "./deal-shares.js";
import { partsByTime } from "./parts-by-time.js";

/** Rows of a table that stay together. */
export interface SplitPart {
  readonly table: ColumnTable;
  /** Their places in the table that was split, ascending: for `selectRows` of a sparse design. */
  readonly rows: Int32Array;
  readonly patients: number;
}

export interface Split<Name extends string> {
  readonly parts: Readonly<Record<Name, SplitPart>>;
  /** Rows that are in no part, and why. */
  readonly leftOut: readonly { readonly reason: string; readonly rows: number }[];
  toString(): string;
}

/** Parts of random patients. */
export interface ShareSplit<Name extends string> {
  /** Column that names the patient, all of whose rows stay together; null where each row is another patient. */
  readonly patient: string | null;
  /** Share of the patients in each part; together at most 1. */
  readonly shares: Readonly<Record<Name, number>>;
  /** @default 1 */
  readonly seed?: number;
}

/** Parts of calendar time. */
export interface TimeSplit<Name extends string> {
  readonly patient: string | null;
  /** Column of times: dates, ISO text or numbers. */
  readonly time: string;
  /** Names of the parts, in the order of time. */
  readonly parts: readonly Name[];
  /** Where one part ends and the next begins, ascending: one fewer than parts. A row at a cut is in the later part. */
  readonly cuts: readonly (string | number | Date)[];
  /**
   * What becomes of patients with rows in several parts: the rows in their first (last) part stay and the others are
   * left out, or all their rows are. @default they are refused, with their number
   */
  readonly straddling?: "keep-first" | "keep-last" | "leave-out";
}

/**
 * Splits a table for training, validation and test, so that no patient is in two parts: by shares of the patients, in
 * random order, or by calendar time, so that a model is tested on later care than it learned from. What is in no part is
 * counted in `leftOut`.
 *
 * @example
 * const { parts } = splitTable(stays, { patient: "subject_id", shares: { train: 0.6, validation: 0.2, test: 0.2 } });
 * splitTable(stays, {
 *   patient: "subject_id", time: "admittime", parts: ["train", "test"], cuts: ["2017-01-01"], straddling: "keep-first",
 * }).parts.test.table
 */
export function splitTable<Name extends string>(
  rows: Table,
  how: ShareSplit<Name> | TimeSplit<Name>,
): Split<Name> {
  const frame = tableFrame(rows);
  const patients = codesOf(frame, how.patient);
  const { names, partOf, leftOut } = "shares" in how ? byShares(patients, how) : byTime(frame, patients, how);
  const chosen = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let i = 0; i < frame.rows; i++) {
    const name = partOf(i);
    if (name !== undefined) chosen.get(name)!.push(i);
  }
  const parts = names.map((name) => {
    const kept = Int32Array.from(chosen.get(name)!);
    if (kept.length === 0)
      throw new DataError(`the part "${name}" of the ${frame.rows} rows would be empty.`);
    const columns = frame.names.map((each) => [each, pickRows(frame.column(each, "table"), kept)] as const);
    const count = new Set(kept.map((i) => patients.codes[i]!)).size;
    return [name, Object.freeze({ table: table(columns), rows: kept, patients: count })] as const;
  });
  const split = {
    parts: Object.freeze(Object.fromEntries(parts)) as Record<Name, SplitPart>,
    leftOut: leftOut.filter((each) => each.rows > 0),
  };
  return displayable(split, { text: () => describe(split) });
}

interface Assignment<Name extends string> {
  readonly names: readonly Name[];
  readonly partOf: (row: number) => Name | undefined;
  readonly leftOut: readonly { readonly reason: string; readonly rows: number }[];
}

interface Patients {
  readonly codes: Int32Array;
  readonly count: number;
}

/** Patients by number, in ascending order of their names, so that the order of the rows plays no part. */
function codesOf(frame: Frame, column: string | null): Patients {
  if (column === null)
    return { codes: Int32Array.from({ length: frame.rows }, (_, i) => i), count: frame.rows };
  if (typeof column !== "string") {
    throw new ArgumentError(
      "patient must name the column that says whose row it is, so that nobody is in two parts; give null where each row is another patient.",
    );
  }
  const coder = new Coder();
  const ids = frame.column(column, "patient");
  const codes = Int32Array.from({ length: frame.rows }, (_, i) =>
    coder.code(ids[i], `patient "${column}"`, i),
  );
  const places = coder.places();
  return { codes: codes.map((code) => places[code]!), count: coder.size };
}

function byShares<Name extends string>({ codes, count }: Patients, how: ShareSplit<Name>): Assignment<Name> {
  assertKnownOptions(how, ["patient", "shares", "seed"], "splitTable");
  const { shares, seed = 1 } = how;
  assertInteger(seed, "seed");
  const dealt = dealShares(count, shares, seed);
  const rows = codes.reduce((sum, code) => sum + (dealt[code] === undefined ? 1 : 0), 0);
  return {
    names: Object.keys(shares) as Name[],
    partOf: (i) => dealt[codes[i]!],
    leftOut: [{ reason: "patients beyond the shares", rows }],
  };
}

function byTime<Name extends string>(
  frame: Frame,
  { codes, count }: Patients,
  how: TimeSplit<Name>,
): Assignment<Name> {
  assertKnownOptions(how, ["patient", "time", "parts", "cuts", "straddling"], "splitTable");
  const { parts, straddling } = how;
  if (straddling) assertOneOf(straddling, "straddling", ["keep-first", "keep-last", "leave-out"]);
  if (new Set(parts).size !== parts.length || parts.length < 2)
    throw new ArgumentError(`parts must be at least two different names; they were ${parts.join(", ")}.`);
  const period = partsByTime(frame, how);
  const [first, last] = [new Int32Array(count).fill(parts.length), new Int32Array(count).fill(-1)];
  codes.forEach((code, i) => {
    first[code] = Math.min(first[code]!, period[i]!);
    last[code] = Math.max(last[code]!, period[i]!);
  });
  const straddlers = first.reduce((sum, part, code) => sum + (part < last[code]! ? 1 : 0), 0);
  if (straddlers > 0 && !straddling) {
    throw new DataError(
      `${straddlers} of ${count} patients have rows in several parts, and would be both learned from and tested on. Choose straddling: "keep-first", "keep-last" or "leave-out".`,
    );
  }
  const stays = (i: number): boolean => {
    const code = codes[i]!;
    if (straddling === "leave-out") return first[code] === last[code];
    return period[i] === (straddling === "keep-last" ? last[code]! : first[code]!);
  };
  const rows = codes.reduce((sum, _, i) => sum + (stays(i) ? 0 : 1), 0);
  return {
    names: parts,
    partOf: (i) => (stays(i) ? parts[period[i]!] : undefined),
    leftOut: [{ reason: `of the ${straddlers} patients with rows in several parts`, rows }],
  };
}

function describe({ parts, leftOut }: Omit<Split<string>, "toString">): string {
  const n = (count: number): string => formatNumber(count, 0);
  return [
    ...Object.entries(parts).map(
      ([name, part]) => `${name}: ${n(part.rows.length)} rows of ${n(part.patients)} patients`,
    ),
    ...leftOut.map(({ reason, rows }) => `left out, ${reason}: ${n(rows)} rows`),
  ].join("\n");
}
