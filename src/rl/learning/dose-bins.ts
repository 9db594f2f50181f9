import { assertInteger, assertKnownOptions, assertLength } from "../../assert.js";
import { ArgumentError, DataError } from "../../errors.js";
import { displayable } from "../../plot/display.js";
import { formatCompact } from "../../plot/format.js";

/** Doses of one or more drugs as numbered actions. */
export interface DoseBins {
  readonly drugs: readonly string[];
  readonly levels: number;
  readonly actionCount: number;
  /** Upper bounds of each drug's bins, without the last: a dose belongs to the first bin whose bound it does not exceed; 0 comes first. */
  readonly bounds: Readonly<Record<string, Float64Array>>;
  /** Median dose of each level, per drug. */
  readonly medians: Readonly<Record<string, Float64Array>>;
  /** The action of each row; the first drug's level counts most. */
  actions(doses: Readonly<Record<string, ArrayLike<number>>>): Int32Array;
  /** What an action is, in words. */
  label(action: number): string;
  toString(): string;
}

/**
 * Bins doses as the AI Clinician does (Komorowski et al. 2018): no dose is a bin of its own, the others are split at the
 * quantiles of the doses that were given. Fit it on the learning patients' rows, and apply it to all.
 *
 * Throws a DataError for a missing, negative or infinite dose (with its row), and for quantiles that coincide because too
 * few different doses were given.
 *
 * @example
 * const bins = doseBins({ fluids, vasopressors }, { levels: 5 }); // 25 actions, 0 = neither
 * bins.actions({ fluids, vasopressors })
 */
export function doseBins(
  doses: Readonly<Record<string, ArrayLike<number>>>,
  options: { /** Levels per drug, no dose included. @default 5 */ readonly levels?: number } = {},
): DoseBins {
  assertKnownOptions(options, ["levels"], "doseBins");
  const { levels = 5 } = options;
  assertInteger(levels, "levels", 2);
  const drugs = Object.keys(doses);
  if (drugs.length === 0) throw new ArgumentError("doseBins needs the doses of at least one drug.");
  const bounds = Object.fromEntries(drugs.map((drug) => [drug, boundsOf(drug, doses[drug]!, levels)]));
  const medians = Object.fromEntries(
    drugs.map((drug) => [drug, mediansOf(doses[drug]!, bounds[drug]!, levels)]),
  );
  const actionCount = levels ** drugs.length;
  const levelsOf = (action: number): number[] =>
    drugs.map((_, k) => Math.floor(action / levels ** (drugs.length - 1 - k)) % levels);
  const label = (action: number): string => {
    assertInteger(action, "action", 0);
    if (action >= actionCount)
      throw new ArgumentError(`action must be one of 0 … ${actionCount - 1}; it was ${action}.`);
    return levelsOf(action)
      .map((level, k) => levelName(drugs[k]!, level, bounds[drugs[k]!]!))
      .join(", ");
  };
  const bins = { drugs, levels, actionCount, bounds, medians, label };
  return displayable(
    { ...bins, actions: (given: typeof doses) => code(given, drugs, bounds, levels) },
    {
      text: () =>
        `Dose bins: ${actionCount} actions, ${levels} levels each of ${drugs.join(" and ")}; ${label(0)} is action 0`,
    },
  );
}

function boundsOf(drug: string, doses: ArrayLike<number>, levels: number): Float64Array {
  const given = Float64Array.from(doses, (dose, row) => checked(dose, drug, row))
    .filter((dose) => dose > 0)
    .sort();
  if (given.length < levels - 1) {
    throw new DataError(
      `"${drug}" was given in ${given.length} rows, which is too few for ${levels - 1} levels above 0.`,
    );
  }
  const cuts = Float64Array.from(
    { length: levels - 2 },
    (_, k) => given[Math.ceil(((k + 1) / (levels - 1)) * given.length) - 1]!,
  );
  for (let k = 0; k < cuts.length; k++) {
    const next = k + 1 < cuts.length ? cuts[k + 1]! : given[given.length - 1]!;
    if (cuts[k]! < next) continue;
    throw new DataError(
      `quantiles of "${drug}" coincide at ${cuts[k]}: too many rows have that dose for ${levels - 1} levels above 0. Ask for fewer levels.`,
    );
  }
  return Float64Array.of(0, ...cuts);
}

function checked(dose: number, drug: string, row: number): number {
  if (Number.isFinite(dose) && dose >= 0) return dose;
  throw new DataError(
    `doses of "${drug}" must be finite and 0 or more; row ${row} has ${dose}. No dose is written as 0.`,
  );
}

function levelOf(dose: number, bounds: Float64Array): number {
  let level = 0;
  while (level < bounds.length && dose > bounds[level]!) level++;
  return level;
}

function mediansOf(doses: ArrayLike<number>, bounds: Float64Array, levels: number): Float64Array {
  const byLevel: number[][] = Array.from({ length: levels }, () => []);
  for (let row = 0; row < doses.length; row++) byLevel[levelOf(doses[row]!, bounds)]!.push(doses[row]!);
  return Float64Array.from(byLevel, (list) => {
    const sorted = list.sort((a, b) => a - b);
    const half = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
  }).map((median, level) => (level === 0 ? 0 : median));
}

function code(
  doses: Readonly<Record<string, ArrayLike<number>>>,
  drugs: readonly string[],
  bounds: Readonly<Record<string, Float64Array>>,
  levels: number,
): Int32Array {
  for (const drug of drugs)
    if (!doses[drug]) throw new ArgumentError(`the doses of "${drug}" are not there.`);
  const rows = doses[drugs[0]!]!.length;
  for (const drug of drugs) assertLength(doses[drug]!, rows, `doses of "${drug}"`);
  return Int32Array.from({ length: rows }, (_, row) =>
    drugs.reduce(
      (action, drug) => action * levels + levelOf(checked(doses[drug]![row]!, drug, row), bounds[drug]!),
      0,
    ),
  );
}

function levelName(drug: string, level: number, bounds: Float64Array): string {
  if (level === 0) return `no ${drug}`;
  const from = formatCompact(bounds[level - 1]!);
  return level < bounds.length
    ? `${drug} ${from} to ${formatCompact(bounds[level]!)}`
    : `${drug} above ${from}`;
}
