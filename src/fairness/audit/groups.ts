import { ArgumentError, DataError } from "../../errors.js";
import type { CodedColumn, Codes, Level } from "./code-levels.js";

/** People who share levels of one or more attributes. */
export interface Group {
  /** `race = Asian, sex = Female` */
  readonly name: string;
  /** `race × sex` */
  readonly grouping: string;
  readonly levels: Readonly<Record<string, Level>>;
}

/** One attribute, or several crossed, with the groups that occur. */
export interface Grouping {
  readonly name: string;
  readonly attributes: readonly string[];
  readonly groups: readonly Group[];
  /** Group of each finest cell. */
  readonly ofCell: Int32Array;
}

export interface Groups {
  readonly people: number;
  /** Finest cell of each person: all attributes crossed, only cells that occur. */
  readonly cell: Codes;
  readonly cells: number;
  readonly groupings: readonly Grouping[];
}

const mostAttributes = 6;

/** Names of attributes that may be crossed. */
export function assertAttributes(attributes: readonly string[], people: number): void {
  if (attributes.length === 0) throw new ArgumentError("groups must name at least one column.");
  if (attributes.length > mostAttributes)
    throw new ArgumentError(
      `groups must name at most ${mostAttributes} columns; it named ${attributes.length}.`,
    );
  if (people === 0) throw new DataError("there is nobody to audit: the table has 0 rows.");
}

/**
 * Crosses the attributes: all subsets, or with `intersections: false` each attribute alone. `counts` are the people in
 * each combination of codes, the last column fastest, where they are known already.
 */
export function formGroups(
  columns: readonly CodedColumn[],
  people: number,
  intersections: boolean,
  counts?: Float64Array,
): Groups {
  const crossed = counts ? crossCounted(columns, counts) : crossCodes(columns);
  const subsets = Array.from({ length: 2 ** columns.length - 1 }, (_, mask) =>
    columns.map((_, j) => j).filter((j) => ((mask + 1) >> j) & 1),
  ).filter((subset) => intersections || subset.length === 1);
  subsets.sort((a, b) => a.length - b.length);
  const groupings = subsets.map((subset) => formGrouping(columns, subset, crossed.combinations));
  return {
    people,
    cells: crossed.combinations.length,
    groupings,
    get cell(): Codes {
      return crossed.cell();
    },
  };
}

/** Finest cells: all attributes crossed, only cells that occur. */
interface Crossed {
  /** Each person's cell. */
  readonly cell: () => Codes;
  /** Code of each attribute, by cell. */
  readonly combinations: readonly (readonly number[])[];
}

function crossCounted(columns: readonly CodedColumn[], counts: Float64Array): Crossed {
  let made: Codes | undefined;
  const cell = (): Codes => {
    made ??= crossCodes(columns).cell();
    return made;
  };
  const occurring = Array.from(counts.keys()).filter((key) => counts[key]! > 0);
  const combinations = occurring.map((key) => {
    let rest = key;
    return columns
      .map(({ levels }) => levels.length)
      .reduceRight<number[]>((codes, size) => {
        codes.unshift(rest % size);
        rest = Math.floor(rest / size);
        return codes;
      }, []);
  });
  return { cell, combinations };
}

interface Pairs {
  readonly cell: Codes;
  /** A person in each cell. */
  readonly first: readonly number[];
}

function crossCodes(columns: readonly CodedColumn[]): Crossed {
  const [head, ...rest] = columns as [CodedColumn, ...CodedColumn[]];
  let cell: Codes = head.codes;
  let count = head.levels.length;
  for (const { codes, levels } of rest) {
    const size = count * levels.length;
    const next: Pairs =
      size <= 256 ? crossSmall(cell, codes, levels.length, size) : crossAny(cell, codes, levels.length);
    cell = next.cell;
    count = next.first.length;
  }
  const combinations = firstOf(cell, count).map((person) => columns.map(({ codes }) => codes[person]!));
  return { cell: () => cell, combinations };
}

/** Pairs of codes as one byte; where some pairs never occur, a second pass closes the gaps. */
function crossSmall(cell: Codes, codes: Codes, width: number, size: number): Pairs {
  const n = cell.length;
  const pair = new Uint8Array(n);
  const seen = new Uint8Array(size);
  for (let i = 0; i < n; i++) {
    const key = cell[i]! * width + codes[i]!;
    pair[i] = key;
    seen[key] = 1;
  }
  const place = new Uint8Array(size);
  let used = 0;
  for (let key = 0; key < size; key++) if (seen[key] === 1) place[key] = used++;
  if (used < size) for (let i = 0; i < n; i++) pair[i] = place[pair[i]!]!;
  return { cell: pair, first: firstOf(pair, used) };
}

function crossAny(cell: Codes, codes: Codes, width: number): Pairs {
  const known = new Map<number, number>();
  const pair = new Int32Array(cell.length);
  for (let i = 0; i < pair.length; i++) {
    const key = cell[i]! * width + codes[i]!;
    const code = known.get(key) ?? known.size;
    if (code === known.size) known.set(key, code);
    pair[i] = code;
  }
  return { cell: pair, first: firstOf(pair, known.size) };
}

function firstOf(cell: Codes, count: number): number[] {
  const first = new Array<number>(count).fill(-1);
  for (let i = 0, found = 0; i < cell.length && found < count; i++) {
    if (first[cell[i]!]! >= 0) continue;
    first[cell[i]!] = i;
    found++;
  }
  return first;
}

function formGrouping(
  columns: readonly CodedColumn[],
  subset: readonly number[],
  combinations: Crossed["combinations"],
): Grouping {
  const attributes = subset.map((j) => columns[j]!.name);
  const name = attributes.join(" × ");
  const known = new Map<string, number>();
  const groups: Group[] = [];
  const ofCell = Int32Array.from(combinations, (codes) => {
    const levels: Record<string, Level> = {};
    for (const j of subset) levels[columns[j]!.name] = columns[j]!.levels[codes[j]!]!;
    const label = Object.entries(levels)
      .map(([attribute, level]) => `${attribute} = ${level}`)
      .join(", ");
    const code = known.get(label) ?? groups.length;
    if (code === groups.length) {
      known.set(label, code);
      groups.push({ name: label, grouping: name, levels });
    }
    return code;
  });
  return { name, attributes, groups, ofCell };
}
