import { table } from "arquero";
import { differenceInMeans, ipw, standardize } from "txlab/causal";
import { causalStudy, tableOne } from "txlab/cohort";
import { contrast } from "txlab/stats";
import { describe, expect, it } from "vitest";

const row = Array.from({ length: 60 }, (_, i) => i);
const died = row.map((i) => (i % 3 === 0 || i % 7 === 0 ? 1 : 0));
const patients = table({
  arm: row.map((i) => i % 2),
  age: row.map((i) => 40 + ((i * 7) % 31)),
  vital: died.map((d) => (d ? "dead" : "alive")),
  status: died.map((d, i) => (d ? 2 : i % 5 === 0 ? 0 : 1)),
  died,
} as never);
const roles = { treatment: "arm", confounders: ["age"] } as const;

describe("an outcome that is text or codes", () => {
  it("counts the named level as the event, whatever the others are", async () => {
    const numbers = causalStudy(patients, { ...roles, outcome: "died" });
    for (const outcome of [
      { column: "vital", event: "dead" },
      { column: "status", event: 2 },
    ]) {
      const study = causalStudy(patients, { ...roles, outcome });
      expect(study.binaryOutcome).toBe(true);
      expect([...study.outcome]).toEqual(died);
      expect((await ipw(study)).value).toBe((await ipw(numbers)).value);
      expect(String(tableOne(study))).toContain(outcome.column);
    }
  });

  it("is of the same rows as other studies of the table, so that their effects can be contrasted", async () => {
    const text = causalStudy(patients, { ...roles, outcome: { column: "vital", event: "dead" } });
    const numbers = causalStudy(patients, { ...roles, outcome: "died" });
    expect(contrast(differenceInMeans(text), differenceInMeans(numbers)).value).toBe(0);
  });

  it("stays missing where it is, so that the decision about it is the user's", async () => {
    const vital = died.map((d, i) => (i % 10 === 0 ? null : d ? "dead" : "alive"));
    const some = patients.assign(table({ vital } as never));
    const outcome = { column: "vital", event: "dead" };
    expect(() => causalStudy(some, { ...roles, outcome })).toThrow(/"vital" is missing in 6 of 60 rows/);
    const censored = causalStudy(some, { ...roles, outcome, missing: { outcome: "censor" } });
    expect(censored.seen?.reduce((sum, seen) => sum + seen, 0)).toBe(54);
    expect((await standardize(censored)).value).toBeLessThan(1);
    const imputed = causalStudy(some, { ...roles, outcome, missing: { outcome: "impute" } });
    for (const each of await imputed.completed()) expect(each.binaryOutcome).toBe(true);
  });

  it("is taken for a number where codes are given bare, and the study says so and how else", () => {
    const coded = String(causalStudy(patients, { ...roles, outcome: "status" }));
    expect(coded).toContain(
      'outcome "status" has 3 values (0, 1, 2) and is studied as a number; if they are codes: outcome: { column: "status", event: 1 }',
    );
    for (const outcome of ["died", "age"]) {
      expect(String(causalStudy(patients, { ...roles, outcome, confounders: ["status"] }))).not.toContain(
        "codes",
      );
    }
  });

  it("is asked for by name where text is given bare, and refused where the level is not there", () => {
    expect(() => causalStudy(patients, { ...roles, outcome: "vital" })).toThrow(
      /outcome "vital" is text with 2 levels \("alive", "dead"\); say which one is the event: outcome: \{ column: "vital", event: "dead" \}/,
    );
    expect(() => causalStudy(patients, { ...roles, outcome: { column: "vital", event: "Dead" } })).toThrow(
      /outcome.event is "Dead", which "vital" does not have; its levels are "dead", "alive"/,
    );
    expect(() => causalStudy(patients, { ...roles, outcome: { column: "vitals", event: "dead" } })).toThrow(
      /Did you mean "vital"/,
    );
    expect(() =>
      causalStudy(patients, { ...roles, outcome: { column: "vital", level: "dead" } as never }),
    ).toThrow(/no option "level"/);
  });
});
