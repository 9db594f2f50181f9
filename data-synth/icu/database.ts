import { DOUBLE, type DuckDBConnection, DuckDBInstance, INTEGER } from "@duckdb/node-api";
import type { ColumnTable } from "arquero";
import { type Work, work } from "../../src/work.js";
import { GrowingColumns } from "../growing-columns.js";
import { createOmopViews } from "../omop/create-omop-views.js";
import { omopIcu } from "../omop/omop-icu.js";
import { queryTable } from "../query-table.js";
import { type RawColumn, RawTable } from "../raw-table.js";
import { admissionTypes, careUnits, insurances, races, yearGroups } from "./catalog.js";
import { courseTables } from "./course-tables.js";
import { beginning, defectKinds, plantDefects, plantTwoSexes } from "./defects.js";
import { createDerivedViews, derivedConcepts } from "./derived.js";
import { diagnoses, writeDiagnoses } from "./diagnoses.js";
import { IcuEvents } from "./events.js";
import { answers, items } from "./items.js";
import { mimic3Tables } from "./mimic3.js";
import { mimic4Tables } from "./mimic4.js";
import { Noise } from "./noise.js";
import { type IcuDensity, nursingItems, nursingSql } from "./nursing.js";
import { drugs, organisms, writeOrders } from "./orders.js";
import { replacement } from "./policy.js";
import type { IcuSettings } from "./run-icu.js";
import { PatientSimulator } from "./simulate-patient.js";
import type { Stay } from "./stay.js";
import { StayPlayer } from "./stay-player.js";

/** What a stay carries into the tables; nothing of the truth is among it. */
const stayColumns = [
  ["stay_id", "stay_id"],
  ["subject_id", "subject_id"],
  ["hadm_id", "hadm_id"],
  ["stay_number", "stay_number"],
  ["intime", "intime"],
  ["icu_minutes", "icuMinutes"],
  ["admit_minutes", "admitMinutes"],
  ["discharge_minutes", "dischargeMinutes"],
  ["death_minutes", "knownDeathMinutes"],
  ["transferred", "transferred"],
  ["hospital_expire_flag", "hospital_expire_flag"],
  ["anchor_age", "anchorAge"],
  ["anchor_year", "anchorYear"],
  ["anchor_year_group", "anchor_year_group"],
  ["gender", "gender"],
  ["race", "race"],
  ["insurance", "insurance"],
  ["admission_type", "admission_type"],
  ["first_careunit", "first_careunit"],
  ["weight_kg", "weight_kg"],
] as const satisfies readonly (readonly [column: string, field: keyof Stay])[];

const patientsPerBlock = 256;

/**
 * The cohort's event tables in DuckDB, in the schemas of MIMIC-IV (mimiciv_hosp, mimiciv_icu), with derived concepts in
 * mimiciv_derived, MIMIC-III's names in mimiciii, and the OMOP Common Data Model in omop; raw.defect is the answer key to
 * planted defects. Patients are simulated again from the same seed, block by block, so that memory does not grow with
 * their number when `path` is a file.
 */
export class IcuDatabase {
  readonly connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.connection = connection;
  }

  static async open(source: IcuSettings, path = ":memory:"): Promise<IcuDatabase> {
    const instance = await DuckDBInstance.create(path, { threads: "1" });
    const database = new IcuDatabase(instance, await instance.connect());
    try {
      await database.#createDictionaries();
      await work("ICU tables", source.patients, (job) => database.#simulate(source, job));
      await database.#createViews(source.density);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** The result of a query as an Arquero table; times become dates, and large integers numbers. */
  query(sql: string): Promise<ColumnTable> {
    return queryTable(this.connection, sql);
  }

  close(): void {
    this.connection.closeSync();
    this.#instance.closeSync();
  }

  async #createDictionaries(): Promise<void> {
    const labels: readonly (readonly [string, readonly string[]])[] = [
      ["race", races],
      ["insurance", insurances],
      ["admission_type", admissionTypes],
      ["anchor_year_group", yearGroups],
      ["first_careunit", careUnits.map((unit) => unit.name)],
      ["drug", drugs],
      ["organism", organisms],
      ["defect", defectKinds],
    ];
    const range = (normal?: readonly [number, number]): (number | null)[] => [...(normal ?? [null, null])];
    await this.connection.run(`CREATE SCHEMA raw; CREATE SCHEMA mimiciv_hosp; CREATE SCHEMA mimiciv_icu;
      CREATE MACRO raw.at(m) AS make_timestamp(m::BIGINT * 60000000 + 946684800000000);
      CREATE TABLE raw.label (kind VARCHAR, code INTEGER, label VARCHAR);
      CREATE TABLE raw.item (itemid INTEGER, label VARCHAR, unit VARCHAR, category VARCHAR, links VARCHAR, lower DOUBLE,
        upper DOUBLE);
      CREATE MACRO raw.words(itemid, answer) AS CASE ${answers.map(([itemid, code, text]) => `WHEN itemid = ${itemid} AND answer = ${code} THEN '${text}'`).join(" ")} END;
      CREATE TABLE raw.nursing_item (itemid INTEGER, lowest DOUBLE, step DOUBLE, levels INTEGER, ventilator INTEGER, per_hour INTEGER);
      CREATE TABLE raw.icd (code INTEGER, icd9 VARCHAR, icd10 VARCHAR, title VARCHAR);`);
    await this.#insert(
      "label",
      labels.flatMap(([kind, texts]) => texts.map((text, code) => [kind, code, text])),
    );
    await this.#insert(
      "item",
      items.map((item) => [
        item.itemid,
        item.label,
        item.unit,
        item.category,
        item.table,
        ...range(item.normal),
      ]),
    );
    for (const { itemid, label, unit, category, lowest, step, levels, ventilator, perHour } of nursingItems) {
      await this.#insert("item", [[itemid, label, unit, category, "chartevents", null, null]]);
      await this.#insert("nursing_item", [[itemid, lowest, step, levels, Number(ventilator), perHour]]);
    }
    await this.#insert(
      "icd",
      diagnoses.map(({ icd9, icd10, title }, code) => [code, icd9, icd10, title]),
    );
  }

  async #insert(name: string, rows: readonly (readonly (string | number | null)[])[]): Promise<void> {
    const literal = (value: string | number | null): string =>
      value === null
        ? "NULL"
        : typeof value === "number"
          ? String(value)
          : `'${value.replaceAll("'", "''")}'`;
    const values = rows.map((row) => `(${row.map(literal).join(", ")})`).join(", ");
    await this.connection.run(`INSERT INTO raw.${name} VALUES ${values}`);
  }

  async #simulate({ patients, seed, knobs, policy }: IcuSettings, { report, check }: Work): Promise<void> {
    const noise = new Noise(seed, "icu");
    const replaced = replacement(policy);
    const simulator = new PatientSimulator(noise, knobs, { replaced });
    const player = new StayPlayer(noise, knobs, replaced.later);
    const events = new IcuEvents();
    const stays = await RawTable.create(
      this.connection,
      "stay",
      rawColumns(stayColumns.map(([column]) => column)),
    );
    const tables: RawTable[] = [];
    for (const [name, rows] of events.kinds) {
      tables.push(await RawTable.create(this.connection, name, rawColumns(rows.names)));
    }
    for (let from = 0; from < patients; from += patientsPerBlock) {
      const seen = new GrowingColumns(
        stayColumns.map(([, field]) => field),
        2 * patientsPerBlock,
      );
      const to = Math.min(patients, from + patientsPerBlock);
      for (let patient = from; patient < to; patient++) {
        simulator.simulate(patient, (stay) => {
          seen.push(stay);
          const from = beginning(events);
          player.play(stay, events);
          writeOrders(noise, stay, events);
          writeDiagnoses(noise, stay, events);
          if (knobs.defects === 0) return;
          plantDefects(noise, knobs.defects, from, events);
          plantTwoSexes(noise, knobs.defects, stay, events);
        });
      }
      stays.append({ rows: seen.rows, column: (j) => seen.column(stayColumns[j]![1]) });
      events.kinds.forEach(([, rows], k) => {
        tables[k]!.append(rows);
      });
      events.clear();
      report(to);
      await new Promise((resolve) => setImmediate(resolve));
      check();
    }
    for (const each of [stays, ...tables]) each.close();
  }

  async #createViews(density: IcuDensity): Promise<void> {
    const dense = density === "mimic" ? ` UNION ALL ${nursingSql}` : "";
    await this.connection.run(`CREATE VIEW raw.charted AS FROM raw.chart${dense}`);
    for (const { module, name, sql } of mimic4Tables) {
      await this.connection.run(`CREATE VIEW mimiciv_${module}.${name} AS ${sql}`);
    }
    await createDerivedViews(this.connection, [...derivedConcepts, ...courseTables]);
    await this.connection.run("CREATE SCHEMA mimiciii");
    for (const { name, sql } of mimic3Tables)
      await this.connection.run(`CREATE VIEW mimiciii.${name} AS ${sql}`);
    await createOmopViews(this.connection, omopIcu);
  }
}

const fractional: readonly string[] = ["value", "rate", "amount", "organism", "specimen", "weight_kg"];

function rawColumns(names: readonly string[]): RawColumn[] {
  return names.map((name) => ({ name, type: fractional.includes(name) ? DOUBLE : INTEGER }));
}
