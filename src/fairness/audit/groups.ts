import { ArgumentError, DataError } from "../../errors.js";
import { type CodedColumn, codeColumn, type Level, type Source } from "./columns.js";

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
  readonly cell: Int32Array;
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

/** Finest cells in order of first appearance, and a person in each. */
function crossCodes(columns: readonly CodedColumn[]): { cell: Int32Array; first: number[] } {
  const n = columns[0]!.codes.length;
  let cell = columns[0]!.codes;
  let count = columns[0]!.levels.length;
  for (const { codes, levels } of columns.slice(1)) {
    const pair = new Map<number, number>();
    const width = levels.length;
    const dense = count * width <= 1 << 20 ? new Int32Array(count * width).fill(-1) : undefined;
    const next = new Int32Array(n);
    let used = 0;
    for (let i = 0; i < n; i++) {
      const key = cell[i]! * width + codes[i]!;
      let code = dense ? dense[key]! : (pair.get(key) ?? -1);
      if (code < 0) {
        code = used++;
        if (dense) dense[key] = code;
        else pair.set(key, code);
      }
      next[i] = code;
    }
    cell = next;
    count = used;
  }
  const first = new Array<number>(count).fill(-1);
  for (let i = 0, found = 0; i < n && found < count; i++) {
    if (first[cell[i]!]! < 0) {
      first[cell[i]!] = i;
      found++;
    }
  }
  return { cell, first };
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
