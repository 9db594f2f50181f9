import { draw } from "./draws.js";
import { lab } from "./lab-tests.js";
import type { Life } from "./life.js";

/** What was spoiled, as the answer key names it; `kind` in raw.defect is the index. */
export const defectKinds: readonly string[] = [
  "two sexes",
  "birth years that differ by more than two",
  "born more than a year after the first enrollment",
  "born before 1900",
  "reversed claim: the same drug claim with negative amounts",
  "outpatient line twice",
  "days' supply of 999",
  "HbA1c in mmol/mol under the unit %",
];

const sex = 4;
const birth = 5;

/** Rows that were there before a member was simulated. */
export interface Beginning {
  readonly month: number;
  readonly outpatient: number;
  readonly drug: number;
  readonly lab: number;
}

export function beginning({ rows: { month, outpatient, drug, lab: values } }: Life): Beginning {
  return { month: month.rows, outpatient: outpatient.rows, drug: drug.rows, lab: values.rows };
}

/**
 * Spoils a share of members (their enrollment) and of claims (each in the way its table allows) and writes what was done
 * to `rows.defect`, the answer key. The cleaning rules of published conversions look for just these.
 */
export function plantDefects(life: Life, share: number, from: Beginning): void {
  const { noise, rows, member } = life;
  noise.uniforms(draw.defect);
  if (noise.first < share) spoilEnrollment(life, Math.floor(4 * noise.second), from.month);
  const { drug, outpatient, lab: values, defect } = rows;
  const key = (kind: number, line: number, before: number, after: number): void =>
    defect.add(member.index, kind, line, before, after);
  const drugEnd = drug.rows;
  for (let i = from.drug; i < drugEnd; i++) {
    const [line, supply] = [drug.column(1)[i]!, drug.column(4)[i]!];
    noise.uniforms(draw.claimDefect, line % 4096);
    if (noise.first >= share) continue;
    if (noise.second < 0.5) {
      copyRow(drug, i, [4, 7, 8, 9, 10], ++life.line);
      key(4, line, drug.column(7)[i]!, -drug.column(7)[i]!);
    } else {
      drug.column(4)[i] = 999;
      key(6, line, supply, 999);
    }
  }
  const lineEnd = outpatient.rows;
  for (let i = from.outpatient; i < lineEnd; i++) {
    const line = outpatient.column(1)[i]!;
    noise.uniforms(draw.claimDefect, line % 4096);
    if (noise.first >= share) continue;
    copyRow(outpatient, i, [], line);
    key(5, line, 1, 2);
  }
  for (let i = from.lab; i < values.rows; i++) {
    const [line, test, value] = [values.column(1)[i]!, values.column(3)[i]!, values.column(4)[i]!];
    if (test !== lab.a1c) continue;
    noise.uniforms(draw.claimDefect, line % 4096);
    if (noise.first >= share) continue;
    values.column(4)[i] = Math.round(100 * 10.929 * (value / 100 - 2.15));
    key(7, line, value, values.column(4)[i]!);
  }
}

/** The member's months from the second on (two sexes, two years), or all of them (impossible years). */
function spoilEnrollment(life: Life, kind: number, from: number): void {
  const { month, defect } = life.rows;
  const end = month.rows;
  const some = kind < 2;
  if (some && end - from < 2) return;
  const column = month.column(kind === 0 ? sex : birth);
  const before = column[from]!;
  const after = [3 - before, before - 6, 2014, 1885][kind]!;
  if (kind === 2 && month.column(1)[from]! >= 12) return;
  for (let i = some ? from + ((end - from) >> 1) : from; i < end; i++) column[i] = after;
  defect.add(life.member.index, kind, 0, before, after);
}

interface Rows {
  readonly columns: readonly Int32Array[];
  next(): number;
}

/** Adds a copy of a row under another line number, with some columns turned negative. */
function copyRow(rows: Rows, i: number, negative: readonly number[], line: number): void {
  const at = rows.next();
  for (let j = 0; j < rows.columns.length; j++) {
    rows.columns[j]![at] = (negative.includes(j) ? -1 : 1) * rows.columns[j]![i]!;
  }
  rows.columns[1]![at] = line;
}
