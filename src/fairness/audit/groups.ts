import { ArgumentError, DataError } from "../../errors.js";
import { type CodedColumn, type Codes, codeColumn, type Level, type Source } from "./columns.js";

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
  /** Finest cell of each person: all attributes crossed, only cells that occur. */
  readonly cell: Codes;
  readonly cells: number;
  readonly groupings: readonly Grouping[];
}

const mostAttributes = 6;

/** Codes the attributes and crosses them: all subsets, or with `intersections: false` each attribute alone. */
export function formGroups(source: Source, attributes: readonly string[], intersections: boolean): Groups {
  if (attributes.length === 0) throw new ArgumentError("groups must name at least one column.");
  if (attributes.length > mostAttributes)
    throw new ArgumentError(
      `groups must name at most ${mostAttributes} columns; it named ${attributes.length}.`,
    );
  if (source.people === 0) throw new DataError("there is nobody to audit: the table has 0 rows.");
  const columns = attributes.map((name, j) => codeColumn(source, name, `groups[${j}]`));
  const { cell, first } = crossCodes(columns);
  const subsets = Array.from({ length: 2 ** columns.length - 1 }, (_, mask) =>
    columns.filter((_, j) => ((mask + 1) >> j) & 1),
  ).filter((subset) => intersections || subset.length === 1);
  subsets.sort((a, b) => a.length - b.length);
  const groupings = subsets.map((subset) => formGrouping(subset, first));
  return { cell, cells: first.length, groupings };
}

interface Crossed {
  readonly cell: Codes;
  /** A person in each cell. */
  readonly first: readonly number[];
}

/** Finest cells: all attributes crossed, only cells that occur. */
function crossCodes(columns: readonly CodedColumn[]): Crossed {
  const [head, ...rest] = columns as [CodedColumn, ...CodedColumn[]];
  let cell: Codes = head.codes;
  let count = head.levels.length;
  for (const { codes, levels } of rest) {
    const size = count * levels.length;
    const next: Crossed =
      size <= 256 ? crossSmall(cell, codes, levels.length, size) : crossAny(cell, codes, levels.length);
    cell = next.cell;
    count = next.first.length;
  }
  return { cell, first: firstOf(cell, count) };
}

/** Pairs of codes as one byte; where some pairs never occur, a second pass closes the gaps. */
function crossSmall(cell: Codes, codes: Codes, width: number, size: number): Crossed {
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

function crossAny(cell: Codes, codes: Codes, width: number): Crossed {
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

function formGrouping(subset: readonly CodedColumn[], first: readonly number[]): Grouping {
  const name = subset.map((column) => column.name).join(" × ");
  const known = new Map<string, number>();
  const groups: Group[] = [];
  const ofCell = Int32Array.from(first, (person) => {
    const levels = Object.fromEntries(
      subset.map(({ name, levels, codes }) => [name, levels[codes[person]!]!]),
    );
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
  return { name, attributes: subset.map((column) => column.name), groups, ofCell };
}
