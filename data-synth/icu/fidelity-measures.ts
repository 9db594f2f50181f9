import type { ColumnTable } from "arquero";
import { auroc, heldOutAuroc } from "./baseline-model.js";
import { icuColumns } from "./columns.js";
import type { IcuDatabase } from "./database.js";

/** What is measured on the events of some of the patients. Shares are in percent. */
export interface HourlyMeasures {
  readonly sofaAtLeast2: number;
  readonly deathAtLeast2: number;
  readonly deathBelow2: number;
  readonly sofaAuroc: number;
  readonly sepsis: number;
  readonly deathSepsis: number;
  readonly vasopressor: number;
}

/** What is measured where informative missingness is turned on (missingness: 1), shares in percent. */
export interface MissingnessMeasures {
  /** Share of stays without a value, by column. */
  readonly missing: Readonly<Record<"lactate" | "creatinine" | "bilirubin" | "pao2_fio2", number>>;
  /** Area under the curve for 28-day death of a logistic model that sees which values are there, and nothing else. */
  readonly indicatorAuroc: number;
}

/** A cohort as the fidelity card measures it: the analysis table, texts as codes, and the hourly measures. */
export class Measured {
  readonly rows: number;
  readonly hourly: HourlyMeasures;
  readonly unmeasured: MissingnessMeasures;
  readonly #table: ColumnTable;

  constructor(table: ColumnTable, hourly: HourlyMeasures, unmeasured: MissingnessMeasures) {
    this.#table = table;
    this.unmeasured = unmeasured;
    this.rows = table.numRows();
    this.hourly = hourly;
  }

  distinct(name: string): number {
    return new Set(this.#table.array(name) as Iterable<unknown>).size;
  }

  /** Percent of rows in which the column has a code, among all rows or those of a group. */
  share(name: string, code: number, group?: string, level?: number): number {
    const values = this.#values(name, group, level);
    return (100 * values.reduce((sum, value) => sum + (value === code ? 1 : 0), 0)) / values.length;
  }

  /** The quantile of the values that are there. */
  quantile(name: string, probability: number, group?: string, level?: number): number {
    const values = this.#values(name, group, level)
      .filter((value) => !Number.isNaN(value))
      .sort();
    return values[Math.floor(probability * (values.length - 1))]!;
  }

  correlation(a: string, b: string, transform: (x: number) => number = (x) => x): number {
    const [x, y] = [this.#values(a).map(transform), this.#values(b).map(transform)];
    const both = Array.from(x.keys()).filter((i) => !Number.isNaN(x[i]! + y[i]!));
    const mean = (of: Float64Array): number => both.reduce((sum, i) => sum + of[i]!, 0) / both.length;
    const [mx, my] = [mean(x), mean(y)];
    const sum = (f: (i: number) => number): number => both.reduce((total, i) => total + f(i), 0);
    const products = sum((i) => (x[i]! - mx) * (y[i]! - my));
    return products / Math.sqrt(sum((i) => (x[i]! - mx) ** 2) * sum((i) => (y[i]! - my) ** 2));
  }

  /** Held-out area under the curve for death in hospital of a logistic model of these columns. */
  modelAuroc(names: readonly string[]): number {
    const values = names.map((name) => this.#values(name));
    return heldOutAuroc(values, this.#values("hospital_expire_flag"));
  }

  #values(name: string, group?: string, level?: number): Float64Array {
    const labels = icuColumns.find((column) => column.name === name)?.labels;
    const raw = Array.from(this.#table.array(name) as ArrayLike<string | number>);
    const codes = labels ? raw.map((label) => labels.indexOf(label as string)) : (raw as number[]);
    if (group === undefined) return Float64Array.from(codes);
    const groups = this.#values(group);
    return Float64Array.from(codes.filter((_, i) => groups[i] === level));
  }
}

/** Measures day 1 and the concepts that need events. */
export async function measureHours(database: IcuDatabase): Promise<HourlyMeasures> {
  const result = await database.query(`
    WITH day AS (SELECT stay_id, max(sofa_24hours) AS sofa FROM mimiciv_derived.sofa WHERE hr < 24 GROUP BY stay_id)
    SELECT sofa, hospital_expire_flag AS died, (s.stay_id IS NOT NULL)::INTEGER AS sepsis,
      (v.stay_id IS NOT NULL)::INTEGER AS vasopressor
    FROM day JOIN mimiciv_icu.icustays i USING (stay_id) JOIN mimiciv_hosp.admissions a USING (hadm_id)
    LEFT JOIN mimiciv_derived.sepsis3 s USING (stay_id)
    LEFT JOIN (SELECT DISTINCT stay_id FROM mimiciv_derived.vasoactive_agent) v USING (stay_id)`);
  const rows = result.objects() as { sofa: number; died: number; sepsis: number; vasopressor: number }[];
  const share = (of: typeof rows, test: (row: (typeof rows)[number]) => boolean): number =>
    (100 * of.filter(test).length) / of.length;
  const high = rows.filter(({ sofa }) => sofa >= 2);
  const low = rows.filter(({ sofa }) => sofa < 2);
  const septic = rows.filter(({ sepsis }) => sepsis === 1);
  const died = ({ died }: { died: number }): boolean => died === 1;
  return {
    sofaAtLeast2: share(rows, ({ sofa }) => sofa >= 2),
    deathAtLeast2: share(high, died),
    deathBelow2: share(low, died),
    sofaAuroc: auroc(rows.map(({ sofa, died }) => ({ score: sofa, died }))),
    sepsis: share(rows, ({ sepsis }) => sepsis === 1),
    deathSepsis: share(septic, died),
    vasopressor: share(rows, ({ vasopressor }) => vasopressor === 1),
  };
}

const sometimes = ["lactate", "creatinine", "bilirubin", "pao2_fio2"] as const;
const ordered = [...sometimes, "inr", "platelets", "wbc", "bun"] as const;

/** Measures a cohort in which values go unmeasured. */
export function measureMissingness(table: ColumnTable): MissingnessMeasures {
  const indicators = ordered.map((name) =>
    Float64Array.from(table.array(name) as ArrayLike<number>, (value) => (Number.isNaN(value) ? 1 : 0)),
  );
  const share = (k: number): number =>
    (100 * indicators[k]!.reduce((sum, value) => sum + value, 0)) / table.numRows();
  const died = Float64Array.from(table.array("death_28d") as ArrayLike<number>);
  return {
    missing: { lactate: share(0), creatinine: share(1), bilirubin: share(2), pao2_fio2: share(3) },
    indicatorAuroc: heldOutAuroc(indicators, died),
  };
}
