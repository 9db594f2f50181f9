import { table } from "arquero";
import { causalStudy, type StudyRoles } from "txlab/cohort";
import { describe, expect, it } from "vitest";

const people = {
  id: [11, 12, 13, 14, 15, 16],
  treated: [1, 0, 1, 0, 1, 0],
  drug: ["B", "A", "B", "A", "B", "A"],
  dose: [0, 1, 2, 0, 1, 2],
  outcome: [3, 1, 4, 1, 5, 9],
  flat: [2, 2, 2, 2, 2, 2],
  age: [30, 40, 50, 60, 70, 80],
  lactate: [1.5, null, 2, Number.NaN, 3, 4],
  unit: ["MICU", "SICU", "MICU", "CCU", "CCU", "SICU"],
  hospital: ["x", "x", "y", "y", "z", "z"],
  survey: [1, 2, 1, 2, 1, 0],
};

function study(roles: Partial<StudyRoles>, data: object = people): ReturnType<typeof causalStudy> {
  const base = { treatment: "treated", outcome: "outcome", confounders: ["age"] };
  return causalStudy(table(data as never), { ...base, ...roles });
}

describe("two parts for one column", () => {
  it("are refused: an outcome that is treatment or confounder, a treatment that is a confounder", () => {
    const data = table({ a: [0, 1, 0, 1], y: [1, 2, 3, 5], x: [1, 0, 2, 1] });
    const roles = { treatment: "a", outcome: "y" };
    expect(() => causalStudy(data, { treatment: "a", outcome: "a", confounders: ["x"] })).toThrow(
      /"a" is named as treatment and as outcome/,
    );
    expect(() => causalStudy(data, { ...roles, confounders: ["x", "log(1 + y)"] })).toThrow(
      /confounders\[1\] "log\(1 \+ y\)" reads the outcome "y"/,
    );
    expect(() => causalStudy(data, { ...roles, confounders: ["a:x"] })).toThrow(
      /confounders\[0\] "a:x" reads the treatment "a", which cannot confound itself.*outcomeModel/,
    );
  });
});

describe("causalStudy", () => {
  it("reads roles once: treatment, outcome, design, clusters and units", () => {
    const read = study({ confounders: ["age", "C(unit)"], cluster: "hospital", id: "id" });
    expect([...read.treatment]).toEqual([1, 0, 1, 0, 1, 0]);
    expect(read.design.names).toEqual(["age", "C(unit)[MICU]", "C(unit)[SICU]"]);
    expect([...read.clusters!]).toEqual([0, 0, 1, 1, 2, 2]);
    expect(read.units).toEqual({ frame: "id", ids: people.id });
    expect(read.binaryOutcome).toBe(false);
    expect(read.n).toBe(6);
  });

  it("takes booleans, and two named levels when told which one is treated", () => {
    expect([...study({ treatment: { column: "drug", treated: "B" } }).treatment]).toEqual([1, 0, 1, 0, 1, 0]);
    const yes = study({ treatment: "yes" }, { ...people, yes: [true, false, true, false, true, false] });
    expect([...yes.treatment]).toEqual([1, 0, 1, 0, 1, 0]);
    expect(() => study({ treatment: "drug" })).toThrow(
      'treatment "drug" has the levels "A" and "B"; say which one is treated: treatment: { column: "drug", treated: "B" }.',
    );
  });

  it("names the column that does not exist and the one that was meant", () => {
    expect(() => study({ confounders: ["aeg"] })).toThrow(
      'confounders[0] names a column "aeg" that the table (6 rows, 11 columns) does not have. Did you mean "age"?',
    );
    expect(() => study({ outcome: "outcme" })).toThrow(
      /outcome names a column "outcme".*Did you mean "outcome"/,
    );
  });

  it("refuses a treatment with three levels, or one", () => {
    expect(() => study({ treatment: "dose" })).toThrow(
      /"dose" must have two levels; it has 3 \(0, 1, 2\) in 6 rows/,
    );
    expect(() => study({ treatment: "flat" })).toThrow(/treatment "flat" is 2 in all 6 rows/);
  });

  it("refuses an outcome that is all one value", () => {
    expect(() => study({ outcome: "flat" })).toThrow(/outcome "flat" is 2 in all 6 rows/);
  });

  it("refuses an empty table", () => {
    const empty = Object.fromEntries(Object.keys(people).map((name) => [name, []]));
    expect(() => study({}, empty)).toThrow(/the table is empty: it has 0 rows/);
  });

  it("refuses missing values with their count and the choices", () => {
    expect(() => study({ confounders: ["lactate"] })).toThrow(
      'confounder "lactate" is missing in 2 of 6 rows. Choose missing: { confounders: "drop" | "indicator" | "impute" }.',
    );
    expect(() => study({ outcome: "lactate" })).toThrow(
      /missing: \{ outcome: "drop" \| "censor" \| "impute" \}; dropping them assumes/,
    );
  });

  it("drops rows when asked and says how many", () => {
    const kept = study({ confounders: ["lactate"], missing: { confounders: "drop" }, id: "id" });
    expect(kept.n).toBe(4);
    expect(kept.units.ids).toEqual([11, 13, 15, 16]);
    expect(kept.flow.steps).toEqual([{ reason: 'confounder "lactate" missing', excluded: 2 }]);
    expect(String(kept.flow)).toContain("rows in the study: 4");
  });

  it("marks missing confounders by one indicator per pattern", () => {
    const marked = study({
      confounders: ["age", "lactate", "lactate^2"],
      missing: { confounders: "indicator" },
    });
    expect(marked.n).toBe(6);
    expect(marked.design.names).toEqual(["age", "lactate", "missing(lactate)", "lactate^2"]);
    expect([...marked.design.columns[1]!]).toEqual([1.5, 0, 2, 0, 3, 4]);
    expect([...marked.design.columns[2]!]).toEqual([0, 1, 0, 1, 0, 0]);
  });

  it("refuses options, choices and weights that it does not understand", () => {
    expect(() => study({ confuonders: ["age"] } as never)).toThrow(
      /no option "confuonders".*Did you mean "confounders"/,
    );
    expect(() => study({ missing: { outcome: "ignore" } } as never)).toThrow(
      /missing.outcome must be one of "drop"/,
    );
    expect(() => study({ weights: "survey" })).toThrow(/must be greater than 0; 1 of 6 rows/);
    expect(() => study({ id: "hospital" })).toThrow(/must name each row once; 3 of 6 rows repeat an id/);
    expect(() => study({ confounders: "age" as never })).toThrow(/confounders must be an array of terms/);
  });
});
