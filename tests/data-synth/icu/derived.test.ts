import { DuckDBInstance } from "@duckdb/node-api";
import { simulateIcu } from "txlab/data-synth";
import { describe, expect, it } from "vitest";
import { createDerivedViews } from "#data-synth/icu/derived.js";

// A second, plain implementation of the concepts: arrays and loops, no SQL. Times are hours from ICU admission.

interface Event {
  readonly at: number;
  readonly item: number;
  readonly value: number;
  readonly text?: string;
}
interface Run {
  readonly from: number;
  readonly to: number;
  readonly item: number;
  readonly rate: number;
}
interface HandMade {
  readonly hours: number;
  readonly chart: readonly Event[];
  readonly labs: readonly Event[];
  readonly urine: readonly Event[];
  readonly drips: readonly Run[];
  readonly tubes: readonly Run[];
  readonly antibiotics: readonly number[];
  readonly cultures: readonly number[];
}

const within = (events: readonly Event[], hour: number, ...items: number[]): Event[] =>
  events.filter(({ at, item }) => items.includes(item) && at >= hour && at < hour + 1);
const steps = (x: number, cuts: readonly number[]): number => cuts.filter((cut) => x >= cut).length;
const below = (x: number, cuts: readonly number[]): number => cuts.filter((cut) => x < cut).length;
const most = (values: readonly number[]): number => Math.max(0, ...values);

function plainSofa(stay: HandMade): number[] {
  const components = Array.from({ length: stay.hours }, (_, hour) => {
    const ratios = within(stay.labs, hour, 50821).flatMap(({ at, value }) => {
      const set = stay.chart
        .filter((e) => e.item === 223835 && e.at <= at)
        .sort((a, b) => a.at - b.at)
        .at(-1);
      if (!set || at - set.at > 250 / 60 + 1e-9) return [];
      const ventilated = stay.tubes.some(({ from, to }) => at >= from && at <= to);
      const ratio = (100 * value) / set.value;
      return [ventilated && ratio < 200 ? (ratio < 100 ? 4 : 3) : below(ratio, [400, 300])];
    });
    const comas = within(stay.chart, hour, 220739).flatMap(({ at }) => {
      const parts = stay.chart.filter((e) => e.at === at && [220739, 223900, 223901].includes(e.item));
      if (parts.length < 3) return [];
      return [
        parts.some((e) => e.text === "No Response-ETT") ? 15 : parts.reduce((sum, e) => sum + e.value, 0),
      ];
    });
    const dose = most(
      stay.drips.filter((r) => r.item === 221906 && r.from < hour + 1 && r.to > hour).map(({ rate }) => rate),
    );
    const pressures = within(stay.chart, hour, 220052, 220181).map(({ value }) => value);
    return {
      respiration: most(ratios),
      coagulation: most(within(stay.labs, hour, 51265).map((e) => below(e.value, [150, 100, 50, 20]))),
      liver: most(within(stay.labs, hour, 50885).map((e) => steps(e.value, [1.2, 2, 6, 12]))),
      heart: dose > 0.1 ? 4 : dose > 0 ? 3 : pressures.some((value) => value < 70) ? 1 : 0,
      brain: most(comas.map((coma) => below(coma, [15, 13, 10, 6]))),
      kidney: most(within(stay.labs, hour, 50912).map((e) => steps(e.value, [1.2, 2, 3.5, 5]))),
      urine: stay.urine.filter(({ at }) => at >= hour && at < hour + 1).map(({ value }) => value),
    };
  });
  return components.map((_, hour) => {
    const day = components.slice(Math.max(0, hour - 23), hour + 1);
    const urine = day.flatMap((each) => each.urine);
    const total = urine.reduce((sum, value) => sum + value, 0);
    const dry = hour >= 23 && urine.length > 0 ? (total < 200 ? 4 : total < 500 ? 3 : 0) : 0;
    const worst = (part: "respiration" | "coagulation" | "liver" | "heart" | "brain" | "kidney"): number =>
      most(day.map((each) => each[part]));
    return (
      worst("respiration") +
      worst("coagulation") +
      worst("liver") +
      worst("heart") +
      worst("brain") +
      Math.max(worst("kidney"), dry)
    );
  });
}

/** Hours from admission at which sepsis is found, with its score, or undefined. */
function plainSepsis(stay: HandMade): { at: number; score: number } | undefined {
  const suspected = stay.antibiotics.flatMap((drug) => {
    const near = stay.cultures.filter((c) => (c >= drug ? c - drug <= 24 : drug - c <= 72));
    return near.length > 0 ? [Math.min(drug, ...near)] : [];
  });
  for (const time of suspected.sort((a, b) => a - b)) {
    const sofa = plainSofa(stay);
    for (let hour = 0; hour < stay.hours; hour++) {
      if (sofa[hour]! >= 2 && hour + 1 >= time - 48 && hour + 1 <= time + 24)
        return { at: hour + 1, score: sofa[hour]! };
    }
  }
  return undefined;
}

const at = (item: number, value: number, hour: number, text?: string): Event =>
  text === undefined ? { at: hour, item, value } : { at: hour, item, value, text };
const calm: HandMade = {
  hours: 30,
  chart: [],
  labs: [],
  urine: [],
  drips: [],
  tubes: [],
  antibiotics: [],
  cultures: [],
};

const handMade: readonly HandMade[] = [
  calm,
  {
    ...calm,
    chart: [at(220181, 65, 2.5), at(223835, 50, 1), at(220739, 3, 4), at(223900, 4, 4), at(223901, 6, 4)],
    labs: [at(50821, 90, 3), at(50912, 2.1, 3), at(51265, 95, 10), at(50885, 1.2, 27)],
    antibiotics: [5],
    cultures: [20],
  },
  {
    ...calm,
    chart: [at(223835, 100, 1), at(220739, 1, 2), at(223900, 1, 2, "No Response-ETT"), at(223901, 1, 2)],
    labs: [at(50821, 80, 2), at(50821, 80, 20)],
    tubes: [{ from: 0, to: 12, item: 225792, rate: 0 }],
    drips: [
      { from: 6.5, to: 9, item: 221906, rate: 0.08 },
      { from: 9, to: 10, item: 221906, rate: 0.11 },
    ],
    urine: Array.from({ length: 30 }, (_, hour) => at(226559, 15, hour + 0.5)),
    antibiotics: [25],
    cultures: [-47.9],
  },
  { ...calm, labs: [at(50912, 6, 1)], antibiotics: [1], cultures: [26] },
  { ...calm, labs: [at(50912, 6, 28)], antibiotics: [2], cultures: [2] },
  { ...calm, labs: [at(50912, 1.2, 3), at(51265, 149, 26)], antibiotics: [20], cultures: [10] },
];

async function sqlResults(
  stays: readonly HandMade[],
): Promise<{ sofa: number[][]; sepsis: (number | undefined)[][] }> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const time = (hour: number): string => `TIMESTAMP '2150-01-01' + to_seconds(${Math.round(3600 * hour)})`;
  const insert = async (table: string, rows: string[]): Promise<unknown> =>
    rows.length > 0 ? connection.run(`INSERT INTO ${table} VALUES ${rows.join(", ")}`) : undefined;
  const each = (row: (stay: HandMade, id: number) => string[]): string[] =>
    stays.flatMap((stay, id) => row(stay, id));
  await connection.run(`CREATE SCHEMA mimiciv_hosp; CREATE SCHEMA mimiciv_icu;
    CREATE TABLE mimiciv_icu.icustays (subject_id INT, hadm_id INT, stay_id INT, intime TIMESTAMP, outtime TIMESTAMP);
    CREATE TABLE mimiciv_icu.chartevents (subject_id INT, stay_id INT, charttime TIMESTAMP, itemid INT, value VARCHAR, valuenum DOUBLE);
    CREATE TABLE mimiciv_icu.outputevents (stay_id INT, charttime TIMESTAMP, itemid INT, value DOUBLE);
    CREATE TABLE mimiciv_icu.inputevents (stay_id INT, starttime TIMESTAMP, endtime TIMESTAMP, itemid INT, rate DOUBLE);
    CREATE TABLE mimiciv_icu.procedureevents (stay_id INT, starttime TIMESTAMP, endtime TIMESTAMP, itemid INT);
    CREATE TABLE mimiciv_hosp.labevents (subject_id INT, hadm_id INT, charttime TIMESTAMP, itemid INT, valuenum DOUBLE);
    CREATE TABLE mimiciv_hosp.prescriptions (subject_id INT, hadm_id INT, starttime TIMESTAMP, drug VARCHAR);
    CREATE TABLE mimiciv_hosp.microbiologyevents (subject_id INT, charttime TIMESTAMP, chartdate TIMESTAMP);
    CREATE TABLE mimiciv_hosp.diagnoses_icd (hadm_id INT, icd_code VARCHAR, icd_version INT);`);
  await insert(
    "mimiciv_icu.icustays",
    each((s, id) => [`(${id}, ${id}, ${id}, ${time(0)}, ${time(s.hours)})`]),
  );
  await insert(
    "mimiciv_icu.chartevents",
    each((s, id) =>
      s.chart.map((e) => `(${id}, ${id}, ${time(e.at)}, ${e.item}, '${e.text ?? e.value}', ${e.value})`),
    ),
  );
  await insert(
    "mimiciv_icu.outputevents",
    each((s, id) => s.urine.map((e) => `(${id}, ${time(e.at)}, ${e.item}, ${e.value})`)),
  );
  await insert(
    "mimiciv_hosp.labevents",
    each((s, id) => s.labs.map((e) => `(${id}, ${id}, ${time(e.at)}, ${e.item}, ${e.value})`)),
  );
  await insert(
    "mimiciv_icu.inputevents",
    each((s, id) => s.drips.map((r) => `(${id}, ${time(r.from)}, ${time(r.to)}, ${r.item}, ${r.rate})`)),
  );
  await insert(
    "mimiciv_icu.procedureevents",
    each((s, id) => s.tubes.map((r) => `(${id}, ${time(r.from)}, ${time(r.to)}, ${r.item})`)),
  );
  await insert(
    "mimiciv_hosp.prescriptions",
    each((s, id) => s.antibiotics.map((h) => `(${id}, ${id}, ${time(h)}, 'Vancomycin')`)),
  );
  await insert(
    "mimiciv_hosp.microbiologyevents",
    each((s, id) => s.cultures.map((h) => `(${id}, ${time(h)}, ${time(h)})`)),
  );
  await createDerivedViews(connection);
  const rows = async (sql: string): Promise<unknown[][]> =>
    (await connection.runAndReadAll(sql)).getRowsJS() as unknown[][];
  const scores = await rows("SELECT stay_id, sofa_24hours FROM mimiciv_derived.sofa ORDER BY stay_id, hr");
  const found = await rows(
    `SELECT stay_id, date_diff('minute', TIMESTAMP '2150-01-01', sofa_time) / 60, sofa_score FROM mimiciv_derived.sepsis3`,
  );
  connection.closeSync();
  instance.closeSync();
  return {
    sofa: stays.map((_, id) => scores.filter((row) => row[0] === id).map((row) => Number(row[1]))),
    sepsis: stays.map((_, id) =>
      found.filter((row) => row[0] === id).flatMap((row) => [Number(row[1]), Number(row[2])]),
    ),
  };
}

describe("the derived concepts", () => {
  it("SOFA and sepsis-3 from SQL equal a plain second implementation on hand-made stays", async () => {
    const { sofa, sepsis } = await sqlResults(handMade);
    expect(sofa).toEqual(handMade.map(plainSofa));
    expect(sepsis).toEqual(
      handMade.map((stay) => {
        const found = plainSepsis(stay);
        return found ? [found.at, found.score] : [];
      }),
    );
  });

  it("score the hand-made stays as the definition says, worked out by hand", async () => {
    const { sofa, sepsis } = await sqlResults(handMade);
    // pressure 65 (1), ratio 180 without a tube (2), coma 13 (1), creatinine 2.1 (2), platelets 95 from hour 10 (2)
    expect(sofa[1]!.slice(0, 12)).toEqual([0, 0, 1, 5, 6, 6, 6, 6, 6, 6, 8, 8]);
    // ratio 80 under a tube (4), a tube instead of words (0), then 0.08 (3) and 0.11 (4) of norepinephrine
    expect(sofa[2]!.slice(0, 11)).toEqual([0, 0, 4, 4, 4, 4, 7, 7, 7, 8, 8]);
    // from hour 23 on 24 hours of urine make 360 mL (3)
    expect(sofa[2]!.slice(22, 25)).toEqual([8, 11, 11]);
    expect(sepsis[1]).toEqual([4, 5]);
    // a culture 25 hours after the antibiotic is no suspicion; an organ that fails 26 hours after it no sepsis
    expect(sepsis[3]).toEqual([]);
    expect(sepsis[4]).toEqual([]);
    expect(sepsis[5]).toEqual([27, 2]);
  });

  it("agree with the second implementation on simulated stays too", async () => {
    const { cohort } = await simulateIcu({ patients: 40, seed: 8 });
    const database = await cohort.database();
    const rows = async (sql: string): Promise<Record<string, number & string>[]> =>
      (await database.query(sql)).objects() as Record<string, number & string>[];
    const stays = await rows(
      "SELECT stay_id, hadm_id, intime, ceil(los * 24 - 1e-9)::INTEGER AS hours FROM mimiciv_icu.icustays",
    );
    const hour = (column: string): string => `date_diff('minute', i.intime, ${column}) / 60`;
    const charted =
      await rows(`SELECT stay_id, ${hour("charttime")} AS at, itemid AS item, valuenum AS value, value AS text
      FROM mimiciv_icu.chartevents JOIN mimiciv_icu.icustays i USING (stay_id)`);
    const labs = await rows(`SELECT stay_id, ${hour("charttime")} AS at, itemid AS item, valuenum AS value
      FROM mimiciv_hosp.labevents JOIN mimiciv_icu.icustays i USING (hadm_id)`);
    const urine = await rows(`SELECT stay_id, ${hour("charttime")} AS at, itemid AS item, value
      FROM mimiciv_icu.outputevents JOIN mimiciv_icu.icustays i USING (stay_id)`);
    const runs = (table: string, rate: string): Promise<Record<string, number & string>[]> =>
      rows(`SELECT stay_id, ${hour("starttime")} AS "from", ${hour("endtime")} AS "to", itemid AS item, ${rate} AS rate
        FROM mimiciv_icu.${table} JOIN mimiciv_icu.icustays i USING (stay_id)`);
    const [drips, tubes] = [
      await runs("inputevents", "coalesce(rate, 0)"),
      await runs("procedureevents", "0.0"),
    ];
    const scores = await rows(
      "SELECT stay_id, sofa_24hours AS score FROM mimiciv_derived.sofa ORDER BY stay_id, hr",
    );
    database.close();
    for (const { stay_id, hours } of stays) {
      const of = <T>(all: Record<string, number & string>[]): T[] =>
        all.filter((row) => row.stay_id === stay_id) as unknown as T[];
      const stay: HandMade = {
        ...calm,
        hours: hours!,
        chart: of(charted),
        labs: of(labs),
        urine: of(urine),
        drips: of(drips),
        tubes: of<Run>(tubes).filter(({ item }) => item === 225792),
      };
      expect(of<{ score: number }>(scores).map(({ score }) => score)).toEqual(plainSofa(stay));
    }
  });

  it("add vasopressors up to norepinephrine equivalents", async () => {
    const drips: Run[] = [
      { from: 1, to: 5, item: 221906, rate: 0.2 },
      { from: 3, to: 4, item: 222315, rate: 2.4 },
      { from: 4, to: 6, item: 221749, rate: 0.5 },
    ];
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(
      "CREATE SCHEMA mimiciv_derived; CREATE SCHEMA mimiciv_icu; CREATE SCHEMA mimiciv_hosp",
    );
    const values = drips.map(
      (r) =>
        `(1, TIMESTAMP '2150-01-01' + INTERVAL ${r.from} HOUR, TIMESTAMP '2150-01-01' + INTERVAL ${r.to} HOUR, ${r.item}, ${r.rate}::DOUBLE)`,
    );
    await connection.run(
      `CREATE TABLE mimiciv_icu.inputevents AS SELECT * FROM (VALUES ${values.join(", ")}) t (stay_id, starttime, endtime, itemid, rate)`,
    );
    const { derivedConcepts } = await import("#data-synth/icu/derived.js");
    for (const name of ["vasoactive_agent", "norepinephrine_equivalent_dose"]) {
      const { sql } = derivedConcepts.find((concept) => concept.name === name)!;
      await connection.run(`CREATE VIEW mimiciv_derived.${name} AS ${sql}`);
    }
    const result = await connection.runAndReadAll(
      "SELECT hour(starttime)::INT, hour(endtime)::INT, norepinephrine_equivalent_dose FROM mimiciv_derived.norepinephrine_equivalent_dose ORDER BY 1",
    );
    expect(result.getRowsJS()).toEqual([
      [1, 3, 0.2],
      [3, 4, 0.3],
      [4, 5, 0.25],
      [5, 6, 0.05],
    ]);
    connection.closeSync();
    instance.closeSync();
  });
});
