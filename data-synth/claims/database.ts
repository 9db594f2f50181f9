import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBType,
  ENUM,
  INTEGER,
} from "@duckdb/node-api";
import type { ColumnTable } from "arquero";
import { InterruptedError } from "../../src/errors.js";
import { type Work, work } from "../../src/work.js";
import { Noise } from "../noise.js";
import { createOmopViews } from "../omop/create-omop-views.js";
import { omopClaims } from "../omop/omop-claims.js";
import { queryTable } from "../query-table.js";
import { RawTable } from "../raw-table.js";
import { beginning, defectKinds, plantDefects } from "./defects.js";
import { diagnosisTexts } from "./diagnosis-codes.js";
import { drawTastes } from "./doctors.js";
import type { ClaimsSettings } from "./knobs.js";
import { labTests } from "./lab-tests.js";
import { Life } from "./life.js";
import { industries } from "./places.js";
import { procedures } from "./procedures.js";
import { drugClasses, products } from "./red-book.js";
import { ClaimsRows } from "./rows.js";
import { type Keeper, MemberSimulator } from "./simulate-member.js";
import { claimsTables } from "./tables.js";
import { TruthRows } from "./truth-rows.js";

const membersPerBlock = 512;

/** Which members, and a shared number that another thread sets to 1 to stop the work between two blocks. */
export interface Part {
  readonly from?: number;
  readonly to?: number;
  readonly stop?: Int32Array | undefined;
}
const diagnosisType: DuckDBType = ENUM(diagnosisTexts);

/**
 * Claims of the members `from` to `to` (exclusive) in DuckDB, in the schema `marketscan` and, over it, `omop`; `raw.defect` is the answer key
 * to planted defects, and the schema `truth` holds what only the simulator knows. Members are simulated block by block, so that
 * memory beyond the database does not grow with their number.
 */
export class ClaimsDatabase {
  readonly connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.connection = connection;
  }

  static async open(
    settings: ClaimsSettings,
    { from = 0, to = settings.members, stop }: Part = {},
  ): Promise<ClaimsDatabase> {
    const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
    const database = new ClaimsDatabase(instance, await instance.connect());
    try {
      await database.#createDictionaries();
      await work("claims tables", to - from, (job) => database.#simulate(settings, { from, to, stop }, job));
      for (const { name, sql } of claimsTables) {
        await database.connection.run(`CREATE VIEW marketscan.${name} AS ${sql}`);
      }
      await createOmopViews(database.connection, omopClaims);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** The result of a query as an Arquero table; dates become dates, and large integers numbers. */
  query(sql: string): Promise<ColumnTable> {
    return queryTable(this.connection, sql);
  }

  close(): void {
    this.connection.closeSync();
    this.#instance.closeSync();
  }

  async #createDictionaries(): Promise<void> {
    const { connection } = this;
    await connection.run("CREATE SCHEMA raw; CREATE SCHEMA truth; CREATE SCHEMA marketscan;");
    for (const [name, columns, rows] of dictionaries()) {
      await connection.run(`CREATE TABLE raw.${name} (${columns})`);
      const values = rows.map((row) => `(${row.map(literal).join(", ")})`).join(", ");
      await connection.run(`INSERT INTO raw.${name} VALUES ${values}`);
    }
  }

  async #simulate(
    settings: ClaimsSettings,
    { from, to, stop }: Required<Omit<Part, "stop">> & Pick<Part, "stop">,
    { report, check }: Work,
  ): Promise<void> {
    const { seed, knobs } = settings;
    const rows = new ClaimsRows();
    const truth = new TruthRows();
    const life = new Life(new Noise(seed, "claims"), knobs, drawTastes(seed), rows);
    const simulator = new MemberSimulator(life, truth.keeper as Keeper);
    const tables: RawTable[] = [];
    for (const [name, { names }] of rows.tables) {
      tables.push(await RawTable.create(this.connection, name, names.map(rawColumn)));
    }
    for (const [name, { names }] of truth.tables) {
      const columns = names.map((each) => ({ name: each, type: DOUBLE }));
      tables.push(await RawTable.create(this.connection, name, columns, "truth"));
    }
    for (let start = from; start < to; start += membersPerBlock) {
      const end = Math.min(to, start + membersPerBlock);
      for (let member = start; member < end; member++) {
        const before = beginning(life);
        simulator.simulate(member);
        if (knobs.defects > 0) plantDefects(life, knobs.defects, before);
      }
      [...rows.tables, ...truth.tables].forEach(([, block], k) => {
        tables[k]!.append(block);
      });
      rows.clear();
      truth.clear();
      report(end - from);
      if (stop !== undefined && Atomics.load(stop, 0) === 1)
        throw new InterruptedError("writing claims was interrupted.");
      await new Promise((resolve) => setImmediate(resolve));
      check();
    }
    for (const each of tables) each.close();
  }
}

function rawColumn(name: string): { name: string; type: DuckDBType } {
  return { name, type: /^dx\d$/.test(name) ? diagnosisType : INTEGER };
}

type Value = string | number | null;

/** Tables of codes and their texts. */
function dictionaries(): (readonly [name: string, columns: string, rows: readonly (readonly Value[])[]])[] {
  return [
    ["industry", "code INTEGER, label VARCHAR", industries.map((label, code) => [code, label])],
    ["defect_kind", "code INTEGER, label VARCHAR", defectKinds.map((label, code) => [code, label])],
    ["drg", "drg INTEGER, mdc VARCHAR", drgs.map(([drg, mdc]) => [drg, mdc])],
    [
      "proc",
      "number INTEGER, code VARCHAR, title VARCHAR, place INTEGER, provider INTEGER, revenue VARCHAR",
      procedures.map(({ code, title, place, provider, revenue }, k) => [
        k,
        code,
        title,
        place,
        provider,
        revenue,
      ]),
    ],
    [
      "test",
      "number INTEGER, loinc VARCHAR, name VARCHAR, unit VARCHAR, low DOUBLE, high DOUBLE",
      labTests.map(({ loinc, name, unit, low, high }, k) => [k, loinc, name, unit, low, high]),
    ],
    [
      "product",
      "number INTEGER, ndcnum VARCHAR, prodnme VARCHAR, gennme VARCHAR, generid INTEGER, thercls SMALLINT, thrclds VARCHAR, thergrp VARCHAR, mstfmds VARCHAR, strngth VARCHAR, roads VARCHAR, genind VARCHAR, maintin VARCHAR, deaclas VARCHAR",
      products.map((each, k) => {
        const { name, group, maintenance } = drugClasses[each.class]!;
        const route = each.form === "INJ" ? "Injection" : each.form === "INH" ? "Inhalation" : "Oral";
        const schedule = /codone|prenorphine/.test(each.generic)
          ? "2"
          : /azolam|azepam|pidem/.test(each.generic)
            ? "4"
            : "0";
        return [
          k,
          each.ndc,
          each.product,
          each.generic,
          100_001 + each.class * 10,
          each.class + 1,
          name,
          group,
          each.form,
          each.strength,
          route,
          each.brand ? "1" : "4",
          maintenance ? "1" : "3",
          schedule,
        ];
      }),
    ],
  ];
}

/** Major diagnostic categories of the DRGs that occur. */
const drgs: readonly (readonly [drg: number, mdc: string])[] = [
  [190, "04"],
  [194, "04"],
  [203, "04"],
  [247, "05"],
  [292, "05"],
  [313, "05"],
  [343, "06"],
  [392, "06"],
  [442, "07"],
  [470, "08"],
  [638, "10"],
  [683, "11"],
  [766, "14"],
  [775, "14"],
  [847, "17"],
  [872, "18"],
  [885, "19"],
  [897, "20"],
];

function literal(value: Value): string {
  if (value === null) return "NULL";
  return typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`;
}
