import { ArgumentError } from "./errors.js";

/** Shows a value in an error message without flooding it. */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value);
  if (typeof value === "function") return "a function";
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    return `an array of ${(value as ArrayLike<unknown>).length}`;
  }
  if (typeof value === "object" && value !== null)
    return `an object {${Object.keys(value).slice(0, 5).join(", ")}}`;
  return String(value);
}

export function assertFinite(value: unknown, name: string): asserts value is number {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new ArgumentError(`${name} must be a finite number; it was ${show(value)}.`);
  }
}

export function assertInteger(
  value: unknown,
  name: string,
  least: number = Number.MIN_SAFE_INTEGER,
): asserts value is number {
  if (!Number.isSafeInteger(value) || (value as number) < least) {
    const range = least === Number.MIN_SAFE_INTEGER ? "an integer" : `an integer of at least ${least}`;
    throw new ArgumentError(`${name} must be ${range}; it was ${show(value)}.`);
  }
}

export function assertPositive(value: unknown, name: string): asserts value is number {
  assertFinite(value, name);
  if (value <= 0) throw new ArgumentError(`${name} must be greater than 0; it was ${value}.`);
}

/** A number strictly between 0 and 1, such as a confidence level. */
export function assertFraction(value: unknown, name: string): asserts value is number {
  assertFinite(value, name);
  if (value <= 0 || value >= 1) throw new ArgumentError(`${name} must lie between 0 and 1; it was ${value}.`);
}

export function assertOneOf<T extends string>(
  value: unknown,
  name: string,
  choices: readonly T[],
): asserts value is T {
  if (!choices.includes(value as T)) {
    const listed = choices.map((choice) => JSON.stringify(choice)).join(", ");
    throw new ArgumentError(
      `${name} must be one of ${listed}; it was ${show(value)}.${didYouMean(value, choices)}`,
    );
  }
}

export function assertLength(values: ArrayLike<unknown>, length: number, name: string): void {
  if (values.length !== length) {
    throw new ArgumentError(`${name} must have ${length} values; it had ${values.length}.`);
  }
}

/** Refuses option names that the function does not know, so that a misspelt option is never ignored. */
export function assertKnownOptions(options: object, known: readonly string[], name: string): void {
  if (typeof options !== "object" || options === null)
    throw new ArgumentError(
      `${name} takes an object of options; it was ${show(options)}. It takes ${known.join(", ")}.`,
    );
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new ArgumentError(
        `${name} has no option "${key}".${didYouMean(key, known)} It takes ${known.join(", ")}.`,
      );
    }
  }
}

/** `" Did you mean "age"?"` when a candidate is close to what was typed, else an empty string. */
export function didYouMean(typed: unknown, candidates: readonly string[]): string {
  if (typeof typed !== "string") return "";
  const close = candidates
    .map((candidate) => ({ candidate, distance: editDistance(typed.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance)[0];
  return close ? ` Did you mean "${close.candidate}"?` : "";
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...new Array<number>(b.length).fill(0)]);
  for (let j = 0; j <= b.length; j++) rows[0]![j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const substitution = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, substitution);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      }
      rows[i]![j] = best;
    }
  }
  return rows[a.length]![b.length]!;
}
