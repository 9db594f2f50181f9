import { show } from "../../assert.js";
import { DataError } from "../../errors.js";
import { type ExclusionFlow, exclusionFlow } from "../exclusion-flow.js";
import type { Frame } from "../frame.js";
import { Coder, type Name } from "../sparse/coder.js";
import type { Clock } from "./clock.js";
import { readSpan, type Span, shiftTime } from "./duration.js";
import type { WindowRoles } from "./window-roles.js";

/** The rows that stay, each a person at an index date, and the bounds of their windows; all are half-open. */
export interface Landmarks {
  /** Rows of the people's table that stay. */
  readonly kept: Int32Array;
  readonly people: Coder;
  /** Rows of each person: those of `rowsOf[first[person]] … rowsOf[first[person + 1] − 1]`. */
  readonly first: Int32Array;
  readonly rowsOf: Int32Array;
  readonly index: Float64Array;
  readonly from: Float64Array;
  readonly until: Float64Array;
  /** Where look-back windows begin, longest first as given, and where all of them end. */
  readonly begins: readonly Float64Array[];
  readonly end: Float64Array;
  readonly labels: readonly string[];
  readonly outcomeBegin: Float64Array;
  readonly outcomeEnd: Float64Array;
  readonly flow: ExclusionFlow;
}

/** Reads index dates and observation, leaves out who cannot be used, and says why. */
export function readLandmarks(frame: Frame, roles: WindowRoles, clock: Clock): Landmarks {
  const times = (name: string, role: string): Float64Array => {
    const values = frame.column(name, role);
    return Float64Array.from({ length: frame.rows }, (_, i) => clock.read(values[i], `${role} "${name}"`, i));
  };
  const index = times(roles.index, "index");
  if (index.every(Number.isNaN)) throw new DataError(`index "${roles.index}" is missing in all rows.`);
  const numeric = clock.numeric === true;
  const lookBack = [roles.lookBack].flat().map((each, k) => readSpan(each, `lookBack[${k}]`, numeric));
  const zero = numeric ? 0 : "0d";
  const gap = readSpan(roles.gap ?? zero, "gap", numeric);
  const shifted = (from: Float64Array, span: Span, sign: 1 | -1): Float64Array =>
    from.map((time) => (Number.isNaN(time) ? time : shiftTime(time, span, sign)));
  const end = shifted(index, gap, -1);
  const begins = lookBack.map((span) => shifted(end, span, -1));
  const { observed, outcome } = roles;
  const from = observed ? times(observed.from, "observed.from") : index.map(() => Number.NEGATIVE_INFINITY);
  const until = observed
    ? times(observed.until, "observed.until")
    : index.map(() => Number.POSITIVE_INFINITY);
  const outcomeBegin = shifted(index, readSpan(outcome?.gap ?? zero, "outcome.gap", numeric), 1);
  const outcomeEnd = outcome
    ? shifted(outcomeBegin, readSpan(outcome.window, "outcome.window", numeric), 1)
    : outcomeBegin;
  const longest = (i: number): number => begins.reduce((least, begin) => Math.min(least, begin[i]!), end[i]!);
  const labels = lookBack.map(({ label }) => label);
  const { kept, flow } = leaveOut(frame.rows, [
    [`no index date`, (i) => Number.isNaN(index[i]!)],
    [`no observation span`, (i) => Number.isNaN(from[i]!) || Number.isNaN(until[i]!)],
    [`index outside the observation`, (i) => !(from[i]! <= index[i]! && index[i]! < until[i]!)],
    [
      `observed for less than the look-back of ${labels.join(", ")} before the index`,
      (i) => roles.lookBackObserved !== "ignore" && from[i]! > longest(i),
    ],
    [
      `observed for less than the outcome window after the index`,
      (i) => roles.incompleteFollowUp === "exclude" && until[i]! < outcomeEnd[i]!,
    ],
  ]);
  const take = (column: Float64Array): Float64Array => Float64Array.from(kept, (i) => column[i]!);
  return {
    kept,
    ...rowsOfPeople(frame.column(roles.id, "id"), kept),
    index: take(index),
    from: take(from),
    until: take(until),
    begins: begins.map(take),
    end: take(end),
    labels,
    outcomeBegin: take(outcomeBegin),
    outcomeEnd: take(outcomeEnd),
    flow,
  };
}

function leaveOut(
  total: number,
  reasons: readonly (readonly [string, (row: number) => boolean])[],
): { kept: Int32Array; flow: ExclusionFlow } {
  let kept = Int32Array.from({ length: total }, (_, i) => i);
  const steps: { reason: string; excluded: number }[] = [];
  for (const [reason, leaves] of reasons) {
    const stay = kept.filter((i) => !leaves(i));
    if (stay.length < kept.length) steps.push({ reason, excluded: kept.length - stay.length });
    kept = stay;
  }
  const flow = exclusionFlow(total, steps, kept.length);
  if (kept.length === 0) throw new DataError(`nobody is left of ${total} rows:\n${flow}`);
  return { kept, flow };
}

function rowsOfPeople(
  ids: ArrayLike<unknown>,
  kept: Int32Array,
): Pick<Landmarks, "people" | "first" | "rowsOf"> {
  const known = new Set<unknown>();
  for (const i of kept) {
    const id = ids[i];
    if (typeof id !== "string" && !(typeof id === "number" && Number.isFinite(id)))
      throw new DataError(`id must be text or a number in every row of the people; row ${i} is ${show(id)}.`);
    known.add(id);
  }
  const people = new Coder([...known] as Name[], "id");
  const codes = Int32Array.from(kept, (i) => people.code(ids[i], "id", i));
  const first = new Int32Array(people.size + 1);
  for (const code of codes) first[code + 1]!++;
  for (let k = 0; k < people.size; k++) first[k + 1]! += first[k]!;
  const next = first.slice();
  const rowsOf = new Int32Array(codes.length);
  codes.forEach((code, row) => {
    rowsOf[next[code]!++] = row;
  });
  return { people, first, rowsOf };
}
